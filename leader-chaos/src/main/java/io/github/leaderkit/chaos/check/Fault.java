package io.github.leaderkit.chaos.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A fault as it is written down in the directory of an arena.
 *
 * @param family what kind of fault
 * @param from when it began
 * @param healed when it was healed
 * @param losesData whether Redis may have forgotten what it had answered for
 */
public record Fault(String family, long from, long healed, boolean losesData) {

	private static final String FILE = "faults.txt";

	private static final String LOSES_DATA = "loses-data";

	/**
	 * Writes it down.
	 * @param directory where
	 * @throws IOException if that is not possible
	 */
	public void appendTo(Path directory) throws IOException {
		String line = this.family + " " + this.from + " " + this.healed + (this.losesData ? " " + LOSES_DATA : "");
		Files.writeString(directory.resolve(FILE), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
	}

	static List<Fault> readAll(Path directory) throws IOException {
		Path file = directory.resolve(FILE);
		return Files.exists(file) ? Files.readAllLines(file).stream().map(Fault::parse).toList() : List.of();
	}

	private static Fault parse(String line) {
		String[] words = line.split(" ");
		return new Fault(words[0], Long.parseLong(words[1]), Long.parseLong(words[2]),
				words.length > 3 && words[3].equals(LOSES_DATA));
	}

}

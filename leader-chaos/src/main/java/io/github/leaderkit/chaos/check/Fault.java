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
 */
public record Fault(String family, long from, long healed) {

	private static final String FILE = "faults.txt";

	/**
	 * Writes it down.
	 * @param directory where
	 * @throws IOException if that is not possible
	 */
	public void appendTo(Path directory) throws IOException {
		Files.writeString(directory.resolve(FILE), this.family + " " + this.from + " " + this.healed + "\n",
				StandardOpenOption.CREATE, StandardOpenOption.APPEND);
	}

	static List<Fault> readAll(Path directory) throws IOException {
		Path file = directory.resolve(FILE);
		return Files.exists(file) ? Files.readAllLines(file).stream().map(Fault::parse).toList() : List.of();
	}

	private static Fault parse(String line) {
		String[] words = line.split(" ");
		return new Fault(words[0], Long.parseLong(words[1]), Long.parseLong(words[2]));
	}

}

package io.github.leaderkit.benchmarks.arena;

import java.io.IOException;
import java.nio.file.Path;

import io.github.leaderkit.chaos.arena.Tools;

/**
 * Counts the objects of a process, by its virtual machine.
 */
public final class Histogram {

	private Histogram() {
	}

	/**
	 * The size of all objects that are in use.
	 * @param process the process
	 * @return the bytes
	 * @throws IOException if there is no answer
	 */
	public static long bytes(ContenderProcess process) throws IOException {
		String lines = Tools.run(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), "" + process.pid(),
				"GC.class_histogram");
		return total(lines);
	}

	/**
	 * The last line is {@code Total <instances> <bytes>}.
	 */
	static long total(String lines) {
		String[] words = lines.strip().split("\\s+");
		return Long.parseLong(words[words.length - 1]);
	}

}

package io.github.leaderkit.benchmarks.arena;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;

import javax.management.JMException;
import javax.management.ObjectName;

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
		return total(Tools.run(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), "" + process.pid(),
				"GC.class_histogram"));
	}

	/**
	 * The size of all objects that are in use in this process.
	 * @return the bytes
	 * @throws JMException if the virtual machine does not count them
	 */
	public static long bytesHere() throws JMException {
		Object lines = ManagementFactory.getPlatformMBeanServer()
			.invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"), "gcClassHistogram",
					new Object[] { new String[0] }, new String[] { String[].class.getName() });
		return total(lines.toString());
	}

	/**
	 * A class has a line {@code <number>: <instances> <bytes> <class>}. Arrays of int are
	 * left out: the collector fills gaps with them, and they may be a fifth of the total.
	 */
	static long total(String lines) {
		return lines.lines()
			.map((line) -> line.strip().split("\\s+"))
			.filter((words) -> words.length > 3 && words[0].endsWith(":") && !words[3].equals("[I"))
			.mapToLong((words) -> Long.parseLong(words[2]))
			.sum();
	}

}

package io.github.leaderkit.samples.failover;

import java.io.IOException;
import java.io.PrintStream;

/**
 * What people see: the merged log of all instances and what happens to them. Coloured on
 * a terminal.
 */
final class Terminal {

	private static final String RESET = "\u001B[0m";

	private static final int[] INSTANCE_COLOURS = { 36, 35, 34, 33, 96, 95, 94, 93 };

	private final PrintStream out;

	private final boolean colour;

	private boolean silent;

	Terminal(PrintStream out, boolean colour) {
		this.out = out;
		this.colour = colour;
	}

	/**
	 * Whether standard output is a terminal that shows colours.
	 * @return whether to use them
	 */
	static boolean showsColours() {
		if (System.getenv("NO_COLOR") != null || "dumb".equals(System.getenv("TERM"))) {
			return false;
		}
		try {
			// System.console() also asks whether the input is one, and since Java 22 may
			// answer though neither is
			return new ProcessBuilder("sh", "-c", "test -t 1").redirectOutput(ProcessBuilder.Redirect.INHERIT)
				.start()
				.waitFor() == 0;
		}
		catch (IOException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	synchronized void log(Instance instance, String line) {
		int number = INSTANCE_COLOURS[(instance.number() - 1) % INSTANCE_COLOURS.length];
		print(paint("" + number, "%-11s|".formatted(instance.name())) + " " + highlight(line));
	}

	private String highlight(String line) {
		return LogLine.parse(line).map((parsed) -> switch (parsed.kind()) {
			case PROMOTED -> paint("1;32", line);
			case DEMOTED -> paint("1;31", line);
			case REPORT -> paint("2", line);
		}).orElse(line);
	}

	synchronized void narrate(String text) {
		print(paint("1", "==> " + text));
	}

	synchronized void print(String text) {
		if (!this.silent) {
			this.out.println(text);
		}
	}

	/**
	 * Shows nothing more: what follows is only the noise of the end.
	 */
	synchronized void silence() {
		this.silent = true;
	}

	private String paint(String code, String text) {
		return this.colour ? "\u001B[" + code + "m" + text + RESET : text;
	}

}

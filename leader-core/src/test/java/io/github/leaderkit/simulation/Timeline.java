package io.github.leaderkit.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * What happened last.
 */
final class Timeline {

	static final int LENGTH = Integer.getInteger("simulation.timeline", 30);

	private final Deque<String> lines = new ArrayDeque<>();

	private final LongSupplier nanos;

	private boolean ended;

	/**
	 * Creates an empty timeline.
	 * @param nanos tells the time
	 */
	Timeline(LongSupplier nanos) {
		this.nanos = nanos;
	}

	void note(String message, Object... arguments) {
		if (this.ended) {
			return;
		}
		long micros = this.nanos.getAsLong() / 1000;
		this.lines
			.addLast(String.format("%6d.%03d ms  %s", micros / 1000, micros % 1000, String.format(message, arguments)));
		if (this.lines.size() > LENGTH) {
			this.lines.removeFirst();
		}
	}

	/**
	 * Nothing more is noted.
	 */
	void end() {
		this.ended = true;
	}

	List<String> lines() {
		return List.copyOf(this.lines);
	}

}

package io.github.leaderkit.test.time;

import org.jspecify.annotations.Nullable;

/**
 * Something that is to be done at a time that passes by hand.
 */
final class ManualTask implements Comparable<ManualTask> {

	private final Kind kind;

	private final long time;

	private final long number;

	private final Runnable action;

	private @Nullable Thread thread;

	ManualTask(Kind kind, long time, long number, Runnable action) {
		this.kind = kind;
		this.time = time;
		this.number = number;
		this.action = action;
	}

	Kind kind() {
		return this.kind;
	}

	long time() {
		return this.time;
	}

	void begin() {
		this.thread = Thread.currentThread();
	}

	void run() {
		this.action.run();
	}

	/**
	 * Whether the calling thread does it.
	 */
	boolean isMine() {
		return this.thread == Thread.currentThread();
	}

	@Override
	public int compareTo(ManualTask other) {
		int byTime = Long.compare(this.time, other.time);
		return (byTime != 0) ? byTime : Long.compare(this.number, other.number);
	}

	/**
	 * Whose code it is that is to be done.
	 */
	enum Kind {

		/**
		 * That of an election, one at a time.
		 */
		LOOP,

		/**
		 * That of users who listen.
		 */
		LISTENER,

		/**
		 * That of users who wait for something to complete.
		 */
		COMPLETION

	}

}

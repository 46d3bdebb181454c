package io.github.leaderkit.chaos.check;

import io.github.leaderkit.DemotionReason;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one term of one election in one process. The guard was true for
 * certain from the return of the first true answer to the call of the last one.
 */
final class ObservedLeadership {

	private final int process;

	private final int election;

	private final long term;

	private long firstCall = Long.MAX_VALUE;

	private long firstReturn = Long.MAX_VALUE;

	private long lastCall = Long.MIN_VALUE;

	private long lastReturn = Long.MIN_VALUE;

	private int spans;

	private long falseAt;

	private long demotedAt;

	private @Nullable DemotionReason reason;

	ObservedLeadership(int process, int election, long term) {
		this.process = process;
		this.election = election;
		this.term = term;
	}

	int process() {
		return this.process;
	}

	int election() {
		return this.election;
	}

	long term() {
		return this.term;
	}

	void seenTrue(long call, long returned) {
		this.firstCall = Math.min(this.firstCall, call);
		this.firstReturn = Math.min(this.firstReturn, returned);
		this.lastCall = Math.max(this.lastCall, call);
		this.lastReturn = Math.max(this.lastReturn, returned);
	}

	/**
	 * A time without interruption during which looks at the guard found it true.
	 * @param endedAt when it was found false, zero if it was not
	 */
	void span(long endedAt) {
		this.spans++;
		if (endedAt != 0 && this.falseAt == 0) {
			this.falseAt = endedAt;
		}
	}

	void demoted(long at, DemotionReason why) {
		this.demotedAt = at;
		this.reason = why;
	}

	long firstCall() {
		return this.firstCall;
	}

	long firstReturn() {
		return this.firstReturn;
	}

	long lastCall() {
		return this.lastCall;
	}

	long lastReturn() {
		return this.lastReturn;
	}

	/**
	 * Whether the guard was seen true at all.
	 */
	boolean wasSeen() {
		return this.firstReturn != Long.MAX_VALUE;
	}

	/**
	 * How often the guard became true.
	 */
	int spans() {
		return this.spans;
	}

	/**
	 * When the guard was first seen false after it was true, zero if it never was.
	 */
	long falseAt() {
		return this.falseAt;
	}

	/**
	 * When the demotion was published, zero if it was not.
	 */
	long demotedAt() {
		return this.demotedAt;
	}

	/**
	 * Whether this leadership was given up, not lost.
	 */
	boolean wasGivenUp() {
		return this.reason == DemotionReason.RESIGNED || this.reason == DemotionReason.STOPPED;
	}

	@Override
	public String toString() {
		return "process " + this.process + " term " + this.term;
	}

}

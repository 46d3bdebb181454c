package io.github.leaderkit.schedule;

import java.util.Comparator;

/**
 * The latest fire of a schedule that was claimed or passed. No fire at or before it is
 * ever claimed again, except for an attempt at the same one.
 *
 * @param planned its planned time
 * @param previous the last fire before: this one stands for all that were planned in
 * between. {@code 0} if there was none
 * @param state what became of it
 * @param claim the claim
 * @param start when it was claimed, {@code 0} if it was passed unclaimed
 * @param end when its run ended, or when it was given up; {@code 0} if neither
 */
record LastFire(long planned, long previous, FireState state, Claim claim, long start, long end) {

	private static final Comparator<LastFire> PROGRESS = Comparator.comparingLong(LastFire::planned)
		.thenComparingInt((fire) -> fire.claim().attempt())
		.thenComparing((fire) -> fire.state().progress());

	LastFire {
		if (planned <= previous) {
			throw new IllegalArgumentException(
					"its last fire " + planned + " is not after the one before, " + previous);
		}
		boolean claimed = claim.attempt() > 0;
		if (claimed == claim.id().isEmpty()) {
			throw new IllegalArgumentException(
					"attempt " + claim.attempt() + " does not go with the claim id '" + claim.id() + "'");
		}
		if (!claimed && state != FireState.PASSED) {
			throw new IllegalArgumentException("its last fire is " + state + " without a claim");
		}
		if (claimed == (start == 0)) {
			throw new IllegalArgumentException("attempt " + claim.attempt() + " does not go with the start " + start);
		}
		if (state.isOpen() == (end > 0)) {
			throw new IllegalArgumentException("its last fire is " + state + " and has the end " + end);
		}
	}

	static LastFire claimed(FireDecision.Run run, Claim claim, long now) {
		return new LastFire(run.planned(), run.previous(), FireState.CLAIMED, claim, now, 0);
	}

	boolean isClaim(long fire, int attempt, String id) {
		return this.planned == fire && this.claim.attempt() == attempt && this.claim.id().equals(id);
	}

	LastFire ended(FireState outcome, long now) {
		return new LastFire(this.planned, this.previous, outcome, this.claim, this.start, now);
	}

	LastFire left() {
		return new LastFire(this.planned, this.previous, FireState.LEFT, this.claim, this.start, 0);
	}

	/**
	 * Compares how far two states of one schedule have come.
	 */
	int compareProgress(LastFire other) {
		return PROGRESS.compare(this, other);
	}

}

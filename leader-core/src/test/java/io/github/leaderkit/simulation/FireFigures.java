package io.github.leaderkit.simulation;

import java.util.concurrent.atomic.LongAdder;

/**
 * What became of the fires of many worlds.
 */
final class FireFigures {

	/** Runs that began. */
	final LongAdder runs = new LongAdder();

	/** Planned times for which another one's run stands. */
	final LongAdder coalesced = new LongAdder();

	/** Planned times that were reported as missed. */
	final LongAdder missed = new LongAdder();

	/** Those of them that were given up because data was lost. */
	final LongAdder inDoubt = new LongAdder();

	/** Runs that were reported as interrupted. */
	final LongAdder interrupted = new LongAdder();

	/** Runs of one that was interrupted. */
	final LongAdder again = new LongAdder();

	/** Planned times that were run twice, since data was lost. */
	final LongAdder doubled = new LongAdder();

	/** Planned times that nobody ran or reported, since data was lost. */
	final LongAdder unaccounted = new LongAdder();

	/** Reports that were written, and lost with their process. */
	final LongAdder reportsLost = new LongAdder();

	/** Claims that came before their time. */
	final LongAdder early = new LongAdder();

	/** Wishes for a run that were written. */
	final LongAdder wishes = new LongAdder();

	/** Runs for which somebody asked. */
	final LongAdder triggered = new LongAdder();

	/** Wishes that were reported as given up. */
	final LongAdder givenUp = new LongAdder();

	/** Numbers that were claimed by hand. */
	final LongAdder byHand = new LongAdder();

	/**
	 * What became of what was asked for.
	 */
	String ofRequests() {
		return String.format("wishes=%d triggered=%d givenUp=%d byHand=%d", this.wishes.sum(), this.triggered.sum(),
				this.givenUp.sum(), this.byHand.sum());
	}

	@Override
	public String toString() {
		return String.format(
				"runs=%d coalesced=%d missed=%d inDoubt=%d interrupted=%d again=%d doubled=%d unaccounted=%d "
						+ "reportsLost=%d early=%d",
				this.runs.sum(), this.coalesced.sum(), this.missed.sum(), this.inDoubt.sum(), this.interrupted.sum(),
				this.again.sum(), this.doubled.sum(), this.unaccounted.sum(), this.reportsLost.sum(), this.early.sum());
	}

}

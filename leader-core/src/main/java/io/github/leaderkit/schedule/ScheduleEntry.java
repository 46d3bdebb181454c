package io.github.leaderkit.schedule;

import org.jspecify.annotations.Nullable;

/**
 * What the record of an election holds of one schedule. Each change here is what the
 * store does when it is asked for it.
 *
 * @param spec the text of the recurrence, which may be one that this version cannot read
 * @param since when the schedule began: before, nothing is owed. {@link #PAUSED} while it
 * is paused
 * @param last the latest fire that was claimed or passed, or {@code null}
 * @param by a label of the instance that claimed or passed it, for people only. Cut to
 * what is left of {@link ScheduleEntryFormat#MAXIMUM_BYTES}, and nothing else is
 */
record ScheduleEntry(String spec, long since, @Nullable LastFire last, String by) {

	/**
	 * Stands for the time of the store, which it writes when it writes the entry.
	 */
	static final long SERVER_TIME = ScheduleEntryFormat.MAXIMUM_NUMBER;

	/**
	 * The beginning of a schedule that is paused: it has none before it is resumed.
	 */
	static final long PAUSED = -1;

	/**
	 * How long a wish for a run waits for a leader. After a minute, whoever asked for it
	 * has looked for another way.
	 */
	static final long LONGEST_WISH = 60_000;

	private static final long MOST_AHEAD = 60_000;

	ScheduleEntry {
		by = ScheduleEntryFormat.cut(spec, since, last, by);
	}

	/**
	 * The entry of a schedule that nobody has seen before. It is written at once: a
	 * leader that dies before its first claim would leave no trace of what is owed.
	 */
	static ScheduleEntry firstSeen(Recurrence recurrence, long now) {
		return new ScheduleEntry(recurrence.text(), now, null, "");
	}

	/**
	 * Reads what {@link #text()} wrote.
	 * @throws MalformedEntryException if it is anything else
	 */
	static ScheduleEntry parse(String text) {
		return ScheduleEntryFormat.parse(text);
	}

	String text() {
		return ScheduleEntryFormat.format(this);
	}

	/**
	 * A leader begins. A schedule that has changed begins anew, so that nothing is owed
	 * by times that were not planned then. Its last fire stays: the run of it may be
	 * interrupted, which is to be reported, and no fire before it is run once more if the
	 * clock of the store went back.
	 */
	ScheduleEntry enrolled(Recurrence recurrence, long now) {
		return recurrence.text().equals(this.spec) ? this
				: new ScheduleEntry(recurrence.text(), isPaused() ? PAUSED : now, this.last, this.by);
	}

	boolean isPaused() {
		return this.since == PAUSED;
	}

	/**
	 * Nothing is claimed or passed until it is resumed. A run that goes on goes on.
	 */
	ScheduleEntry paused() {
		return new ScheduleEntry(this.spec, PAUSED, this.last, this.by);
	}

	/**
	 * Goes on. What was planned meanwhile is not owed.
	 */
	ScheduleEntry resumed(long now) {
		return isPaused() ? new ScheduleEntry(this.spec, now, this.last, this.by) : this;
	}

	/**
	 * Begins anew, as if it had never fired.
	 */
	ScheduleEntry forgotten(long now) {
		return new ScheduleEntry(this.spec, isPaused() ? PAUSED : now, null, "");
	}

	/**
	 * Somebody asks for a run.
	 * @param label the instance that was asked
	 */
	static ScheduleEntry firstTriggered(String label, long now) {
		return new ScheduleEntry(OnTrigger.TEXT, now, null, label);
	}

	/**
	 * Somebody asks for another run. A run that goes on stays, with its label; one that
	 * has ended does not, so that a clock of the store that went back cannot hide a wish.
	 * @param label the instance that was asked
	 */
	ScheduleEntry triggered(String label, long now) {
		boolean runs = this.last != null && this.last.state().isOpen();
		return new ScheduleEntry(this.spec, now, runs ? this.last : null, runs ? this.by : label);
	}

	/**
	 * Whether a run was asked for that did not begin, and may still do so.
	 */
	boolean isTriggered(long now) {
		return (this.last == null || this.last.planned() < this.since) && now - this.since <= LONGEST_WISH;
	}

	/**
	 * Undoes a claim whose run did not begin: somebody else may claim the fire. The entry
	 * is not the one that it was before, so that a late duplicate of the claim finds
	 * something else than it expects.
	 * @param id the id of the claim
	 * @param label the instance that claimed it
	 */
	ScheduleEntry givenBack(String id, String label) {
		return new ScheduleEntry(this.spec, this.since, this.last, id + " given back by " + label);
	}

	ScheduleEntry claimed(FireDecision.Run run, Claim claim, String label, long now) {
		return new ScheduleEntry(this.spec, this.since, LastFire.claimed(run, claim, now), label);
	}

	/**
	 * A run has ended. Only the claim must be the same: a leader that has lost its lease
	 * records the end too, even if the fire was given up meanwhile, so that its work is
	 * not taken for interrupted.
	 */
	ScheduleEntry finished(long fire, int attempt, String id, FireState outcome, long now) {
		if (!outcome.hasEnded()) {
			throw new IllegalArgumentException(outcome + " is not the end of a run");
		}
		return (this.last != null && this.last.isClaim(fire, attempt, id) && !this.last.state().hasEnded())
				? with(this.last.ended(outcome, now)) : this;
	}

	/**
	 * A leader releases its lease while this run goes on.
	 */
	ScheduleEntry left(long fire, int attempt, String id) {
		return (this.last != null && this.last.isClaim(fire, attempt, id) && this.last.state() == FireState.CLAIMED)
				? with(this.last.left()) : this;
	}

	/**
	 * Gives fires up. A fire whose run was interrupted keeps its claim, so that the end
	 * of a run that still goes on can be recorded. The time at which others are given up
	 * counts as their end, since the next fire after a fixed delay needs one.
	 */
	ScheduleEntry passed(FireDecision.Pass pass, long term, String label) {
		if (pass.reason() == FireDecision.Reason.INTERRUPTED && this.last != null) {
			return with(this.last.ended(FireState.PASSED, pass.end()));
		}
		LastFire passed = new LastFire(pass.until(), pass.previous(), FireState.PASSED, Claim.none(term), 0,
				pass.end());
		return new ScheduleEntry(this.spec, this.since, passed, label);
	}

	private ScheduleEntry with(LastFire fire) {
		return new ScheduleEntry(this.spec, this.since, fire, this.by);
	}

	/**
	 * How far the schedule has come.
	 * @param unrecordedEnd what counts as the end of a run whose end nobody recorded
	 */
	Progress progress(long unrecordedEnd) {
		if (this.last == null) {
			return new Progress(this.since, 0, 0);
		}
		return new Progress(this.since, this.last.planned(),
				this.last.state().isOpen() ? unrecordedEnd : this.last.end());
	}

	/**
	 * Compares how far two states of one schedule have come. Who asks for a run begins
	 * the entry anew, so a later wish is further than the run of an earlier one.
	 */
	int compareProgress(ScheduleEntry other) {
		if (this.spec.equals(OnTrigger.TEXT) && other.spec.equals(this.spec) && this.since != other.since) {
			return Long.compare(this.since, other.since);
		}
		if (this.last == null || other.last == null) {
			return Boolean.compare(this.last != null, other.last != null);
		}
		return this.last.compareProgress(other.last);
	}

	/**
	 * Whether the last fire is so far ahead that the clock of the store must have been
	 * ahead when it was claimed. The schedule stands still until then, unless the fire is
	 * forgotten.
	 */
	boolean isAhead(long now) {
		return this.last != null && this.last.planned() > now + MOST_AHEAD;
	}

}

package io.github.leaderkit.schedule;

import io.github.leaderkit.store.LeaseReply;
import org.jspecify.annotations.Nullable;

/**
 * A leadership of this instance, and what it knows of the schedules in the record. For
 * the loop.
 */
final class LedTerm {

	private final String owner;

	private final long term;

	private final long granted;

	private final ScheduleRecord record = new ScheduleRecord();

	private boolean active;

	private int round;

	private boolean lossSuspected;

	private boolean lossCertain;

	private boolean restoring;

	/**
	 * Begins.
	 * @param owner the owner of the lease
	 * @param term the term
	 * @param granted when the lease was granted, on the clock of the store
	 */
	LedTerm(String owner, long term, long granted) {
		this.owner = owner;
		this.term = term;
		this.granted = granted;
	}

	String owner() {
		return this.owner;
	}

	long term() {
		return this.term;
	}

	ScheduleRecord record() {
		return this.record;
	}

	/**
	 * Whether schedules are enrolled and work is let in, so that fires may be claimed.
	 */
	boolean isActive() {
		return this.active;
	}

	void activate() {
		this.active = true;
	}

	/**
	 * Claims nothing for now.
	 * @return the number of the attempt to enrol or restore schedules that may begin now.
	 * Earlier ones are void
	 */
	int deactivate() {
		this.active = false;
		this.restoring |= this.lossCertain;
		this.lossSuspected = false;
		this.lossCertain = false;
		return ++this.round;
	}

	boolean isInRound(int number) {
		return this.round == number;
	}

	/**
	 * Takes note of a reply with schedules.
	 */
	void observe(LeaseReply reply, long nanos) {
		if (this.record.hasLostChanges(reply)) {
			this.lossSuspected = true;
			this.lossCertain |= this.record.isContradictedBy(reply);
			return;
		}
		this.record.observe(reply, nanos);
		this.record.observeDoubt(reply);
	}

	/**
	 * Takes note of a reply with all schedules.
	 */
	void observeAll(LeaseReply reply, long nanos) {
		observe(reply, nanos);
		this.record.observeAll(reply, nanos);
	}

	/**
	 * Whether a reply showed less than was known. Either the store has lost changes, or
	 * the reply was overtaken by another.
	 */
	boolean isLossSuspected() {
		return this.lossSuspected;
	}

	/**
	 * The store has lost changes.
	 */
	void lossFound() {
		this.lossSuspected = true;
		this.lossCertain = true;
	}

	/**
	 * Whether entries that the store has lost are being written again. That is so until
	 * all of them are written, however often it has to begin anew: what is written of
	 * them raises the revision, which does not show the loss any more then.
	 */
	boolean isRestoring() {
		return this.restoring;
	}

	/**
	 * The store has lost changes, and they are going to be written again.
	 */
	void restoring() {
		this.restoring = true;
	}

	/**
	 * All that was lost is written. What was found to be lost since that began is not.
	 */
	void restored() {
		this.restoring = false;
	}

	FireDecision decide(LocalSchedule schedule, ScheduleEntry entry, long nanos) {
		return FireRules.decide(schedule.definition(), entry,
				new Situation(this.record.serverMillis(nanos), this.term, this.granted, this.record.doubt(), false));
	}

	/**
	 * What keeps a schedule from firing at all.
	 * @return for people, or {@code null} if nothing does
	 */
	@Nullable String problem(LocalSchedule schedule) {
		String text = this.record.text(schedule.field());
		ScheduleEntry entry = this.record.entry(schedule.field());
		if (entry == null) {
			if (text != null) {
				return "this library did not write its entry in the record, and leaves it alone: " + text;
			}
			return schedule.isTrigger() ? null : "it has no entry in the record";
		}
		return entry.spec().equals(schedule.definition().recurrence().text()) ? null
				: "another instance has enrolled it as '" + entry.spec() + "'";
	}

}

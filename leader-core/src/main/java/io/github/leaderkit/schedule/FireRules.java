package io.github.leaderkit.schedule;

import java.util.OptionalLong;

import io.github.leaderkit.Interrupted;
import org.jspecify.annotations.Nullable;

/**
 * Decides what the leader does next for a schedule. A function of the definition, the
 * entry and the situation: no clock, no thread, no store, no log. The caller does what it
 * returns, and decides again on the changed entry.
 *
 * <table>
 * <caption>Decisions, the first that applies</caption>
 * <tr>
 * <th>entry</th>
 * <th>what happens</th>
 * </tr>
 * <tr>
 * <td>the last fire is of a later term</td>
 * <td>wait: another leads</td>
 * </tr>
 * <tr>
 * <td>a run of it goes on here</td>
 * <td>wait for its end</td>
 * </tr>
 * <tr>
 * <td>it is paused</td>
 * <td>wait until it is resumed</td>
 * </tr>
 * <tr>
 * <td>the run of the last fire has no end</td>
 * <td>run the fire again if that is wanted and makes sense, else pass it as
 * interrupted</td>
 * </tr>
 * <tr>
 * <td>nothing is due</td>
 * <td>wait for the next planned time</td>
 * </tr>
 * <tr>
 * <td>fires are due since before the doubt, and are not to be run twice</td>
 * <td>pass these as in doubt</td>
 * </tr>
 * <tr>
 * <td>the latest due fire is not too late</td>
 * <td>run it; it stands for the earlier ones</td>
 * </tr>
 * <tr>
 * <td>the latest due fire is too late</td>
 * <td>pass all that are due</td>
 * </tr>
 * </table>
 */
final class FireRules {

	/**
	 * A job that ends its process would take down one leader after another.
	 */
	static final int MOST_ATTEMPTS = 3;

	/**
	 * How late a fire may begin that became due under this leader, whatever catchUp says:
	 * no thread was free, or the process was paused. It is not caught up, it is late.
	 */
	static final long LATE_UNDER_OWN_TERM = 60_000;

	private final ScheduleDefinition definition;

	private final ScheduleEntry entry;

	private final Situation situation;

	private FireRules(ScheduleDefinition definition, ScheduleEntry entry, Situation situation) {
		this.definition = definition;
		this.entry = entry;
		this.situation = situation;
	}

	/**
	 * Decides.
	 * @throws IllegalArgumentException if the entry is that of another schedule or of
	 * another version of this one. What is owed by it is not known before it is enrolled.
	 */
	static FireDecision decide(ScheduleDefinition definition, ScheduleEntry entry, Situation situation) {
		String spec = definition.recurrence().text();
		if (!entry.spec().equals(spec)) {
			throw new IllegalArgumentException("The schedule '" + definition.name().value() + "' is '" + spec
					+ "', but '" + entry.spec() + "' is enrolled");
		}
		return new FireRules(definition, entry, situation).decide();
	}

	private FireDecision decide() {
		LastFire last = this.entry.last();
		if (last != null && last.claim().term() > this.situation.term()) {
			return new FireDecision.Wait(Recurrence.NEVER);
		}
		// Runs of a schedule do not overlap. What is due meanwhile is coalesced later
		if (this.situation.runs() || this.entry.isPaused()) {
			return new FireDecision.Wait(Recurrence.NEVER);
		}
		PlannedTimes unclaimed = this.definition.recurrence().unclaimed(this.entry.progress(unrecordedEnd(last)));
		if (last != null && last.state().isOpen()) {
			return afterInterruption(last, unclaimed);
		}
		OptionalLong latest = unclaimed.latest(this.situation.now());
		return latest.isEmpty() ? new FireDecision.Wait(unclaimed.first()) : onDue(unclaimed, latest.getAsLong(), last);
	}

	/**
	 * An end that nobody recorded counts as the grant of the next leader: the run may
	 * have gone on until its lease ended. For a claim of the own term that is now.
	 */
	private long unrecordedEnd(@Nullable LastFire last) {
		return (last != null && last.claim().term() < this.situation.term()) ? this.situation.granted()
				: this.situation.now();
	}

	/**
	 * The run of a fire has no end, and does not go on in this process. The grant proves
	 * that the lease of its leader is over, so no further waiting is needed. A fire that
	 * was claimed under the own term and got no start is interrupted too.
	 */
	private FireDecision afterInterruption(LastFire last, PlannedTimes later) {
		FireCount standsFor = standsFor(last);
		if (!isToRunAgain(last, later)) {
			return new FireDecision.Pass(FireDecision.Reason.INTERRUPTED, last.planned(), standsFor, last.previous(),
					unrecordedEnd(last));
		}
		// Claimed while the clock of the store was ahead: no fire runs before its time
		if (last.planned() > this.situation.now()) {
			return new FireDecision.Wait(last.planned());
		}
		return new FireDecision.Run(last.planned(), last.claim().attempt() + 1, standsFor, last.previous(),
				notAfter(last.planned()));
	}

	/**
	 * A leader that left work inside when it released its lease knows that this work goes
	 * on, so it is not begun again. If a later fire is due, running that one is of more
	 * use than running this one late.
	 */
	private boolean isToRunAgain(LastFire last, PlannedTimes later) {
		return this.definition.interrupted() == Interrupted.AGAIN && last.state() == FireState.CLAIMED
				&& last.claim().attempt() < MOST_ATTEMPTS && !isTooLate(last.planned())
				&& later.first() > this.situation.now();
	}

	/**
	 * The record does not say for how many times a fire stands, but between which two
	 * fires they are.
	 */
	private FireCount standsFor(LastFire last) {
		long before = last.previous();
		Progress then = new Progress((before > 0) ? before : this.entry.since(), before, before);
		return this.definition.recurrence().unclaimed(then).count(before, last.planned()).atLeastOne();
	}

	private FireDecision onDue(PlannedTimes unclaimed, long due, @Nullable LastFire last) {
		long previous = (last != null) ? last.planned() : 0;
		boolean inDoubt = unclaimed.first() < this.situation.doubt();
		boolean tooLate = isTooLate(due);
		// The former leader may have claimed them, and the record was lost meanwhile
		if (inDoubt && (tooLate || this.definition.interrupted() == Interrupted.SKIP)) {
			return pass(FireDecision.Reason.IN_DOUBT, unclaimed, this.situation.doubt() - 1, previous);
		}
		if (!tooLate) {
			return new FireDecision.Run(due, 1, unclaimed.count(previous, due), previous, notAfter(due));
		}
		// Nobody is to be woken for times at which the schedule was at work
		if (last != null && last.state().hasEnded() && unclaimed.first() <= last.end()) {
			return pass(FireDecision.Reason.COALESCED, unclaimed, last.end(), previous);
		}
		return pass(FireDecision.Reason.MISSED, unclaimed, due, previous);
	}

	private FireDecision pass(FireDecision.Reason reason, PlannedTimes unclaimed, long limit, long previous) {
		long until = unclaimed.latest(Math.min(limit, this.situation.now())).orElseThrow();
		return new FireDecision.Pass(reason, until, unclaimed.count(previous, until), previous, this.situation.now());
	}

	private boolean isTooLate(long planned) {
		return this.situation.now() > notAfter(planned);
	}

	/**
	 * Until when a fire may begin. What was due before this leader led is caught up, or
	 * is not with a catchUp of zero, however short ago it was: the former leader may be
	 * an instance that claims nothing.
	 */
	private long notAfter(long planned) {
		long catchUp = this.definition.catchUp();
		return planned + ((planned < this.situation.granted()) ? catchUp : Math.max(catchUp, LATE_UNDER_OWN_TERM));
	}

}

package io.github.leaderkit.chaos.check;

import java.util.ArrayList;
import java.util.List;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.LeadershipEvent.FireMissed.Cause;
import io.github.leaderkit.chaos.history.Event;
import io.github.leaderkit.chaos.history.EventKind;
import io.github.leaderkit.chaos.history.WorkOutcome;

/**
 * A history written by hand, of one election. Times are in milliseconds.
 */
final class Scene {

	static final int ELECTION = 3;

	private static final long SECOND = 1_000;

	private final List<Event> events = new ArrayList<>();

	private final List<Fault> faults = new ArrayList<>();

	private static long nanos(double millis) {
		return (long) (millis * 1_000_000);
	}

	/** The guard is true for certain from one time to another, and then seen false. */
	Scene leads(int process, long term, double from, double to) {
		return guard(process, term, from, to, to + 1);
	}

	/** As of a process that is killed: the guard is never seen false. */
	Scene leadsToTheEnd(int process, long term, double from, double to) {
		return guard(process, term, from, to, 0);
	}

	private Scene guard(int process, long term, double from, double to, double seenFalse) {
		return add(process, EventKind.GUARD, 0, term, nanos(from) - 10, nanos(from), nanos(to), nanos(to) + 10,
				nanos(seenFalse));
	}

	Scene promoted(int process, long term, double at) {
		return add(process, EventKind.PROMOTED, 0, term, nanos(at));
	}

	Scene demoted(int process, long term, DemotionReason reason, double at) {
		return add(process, EventKind.DEMOTED, reason.ordinal(), term, nanos(at));
	}

	/** A promotion, the guard and a demotion. */
	Scene serves(int process, long term, double from, double to, DemotionReason reason) {
		return promoted(process, term, from).leads(process, term, from, to).demoted(process, term, reason, to + 1);
	}

	Scene is(EventKind kind, int process, double at) {
		return add(process, kind, 0, 0, nanos(at));
	}

	Scene left(EventKind kind, long term, double at, long number) {
		return add(999, kind, 0, term, nanos(at), number);
	}

	Scene quit(int process, double at, long threads) {
		return add(process, EventKind.QUIT, 0, 0, nanos(at), threads);
	}

	/** Work that wrote nothing. */
	Scene works(int process, long term, double from, double to) {
		return add(process, EventKind.WORK, 0, term, nanos(from) - 10, nanos(from), nanos(to));
	}

	/** Work that wrote an element to both registers. */
	Scene writes(int process, long term, double at, long element, boolean leading, int base, int length,
			boolean accepted) {
		add(process, EventKind.WORK, 0, term, nanos(at) - 10, nanos(at), nanos(at) + 10, element,
				new WorkOutcome(true, accepted, leading).value());
		return add(999, EventKind.WRITE, 0, term, nanos(at), element, base, length, accepted ? 1 : 0);
	}

	Scene fault(double from, double healed) {
		return fault("a-fault", from, healed);
	}

	Scene fault(String family, double from, double healed) {
		return fault(family, from, healed, false);
	}

	Scene dataLoss(double from, double healed) {
		return fault("a-loss", from, healed, true);
	}

	private Scene fault(String family, double from, double healed, boolean losesData) {
		this.faults.add(new Fault(family, nanos(from), nanos(healed), losesData));
		return this;
	}

	/** A schedule that fires each second. */
	Scene scheduled(int process) {
		return is(EventKind.SCHEDULE_ADDED, process, 0);
	}

	/** A run of the fire of a second, ten milliseconds after it, for itself alone. */
	Scene runs(int process, long second) {
		return runs(process, second, 1, 1);
	}

	Scene runs(int process, long second, int attempt, long standsFor) {
		double begun = second * SECOND + 10;
		return run(process, second, attempt, standsFor, begun, nanos(begun + 20));
	}

	/** As of a process that is killed: the run never ends. */
	Scene runsToTheEnd(int process, long second) {
		return run(process, second, 1, 1, second * SECOND + 10, 0);
	}

	Scene run(int process, long second, int attempt, long standsFor, double begun, long ended) {
		return add(process, EventKind.FIRE_RUN, attempt, 0, nanos(begun), second * SECOND, standsFor,
				(second - standsFor) * SECOND, ended, 0);
	}

	Scene missed(int process, long second, long count, Cause cause, double at) {
		return add(process, EventKind.FIRE_MISSED, cause.ordinal(), 0, nanos(at), second * SECOND, count);
	}

	Scene interrupted(int process, long second, double at) {
		return add(process, EventKind.FIRE_INTERRUPTED, 1, 0, nanos(at), second * SECOND, 1);
	}

	Scene lastFireLeft(long second, double at) {
		return add(999, EventKind.SCHEDULE_LEFT, 0, 0, nanos(at), second * SECOND, 0, 'D');
	}

	private Scene add(int process, EventKind kind, int detail, long term, long... values) {
		this.events.add(new Event(process, kind, ELECTION, detail, term, values));
		return this;
	}

	History history() {
		return new History(this.events, this.faults);
	}

	List<Violation> check(Invariant invariant) {
		return invariant.check(history());
	}

}

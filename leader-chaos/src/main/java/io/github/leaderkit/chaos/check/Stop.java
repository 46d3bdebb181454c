package io.github.leaderkit.chaos.check;

import java.util.ArrayList;
import java.util.List;

import io.github.leaderkit.chaos.history.Event;
import io.github.leaderkit.chaos.history.EventKind;
import io.github.leaderkit.chaos.worker.ChaosWorker;

/**
 * I9: what was stopped does not lead, holds no lease, and has left no thread and no
 * connection.
 */
final class Stop implements Invariant {

	@Override
	public List<Violation> check(History history) {
		List<Violation> violations = new ArrayList<>();
		for (Event event : history.events()) {
			if (event.kind() == EventKind.LEASE_LEFT && !wasGivenUpOn(history, event)) {
				violations.add(violation(event, "the lease of term " + event.term() + " is left in Redis"));
			}
			else if (event.kind() == EventKind.CONNECTIONS_LEFT) {
				violations.add(violation(event, event.value(1) + " connections are left"));
			}
			else if (event.kind() == EventKind.QUIT && event.value(1) > 0) {
				violations
					.add(violation(event, "process " + event.process() + " has " + event.value(1) + " threads left"));
			}
		}
		history.sequences().forEach((sequence) -> checkIdle(sequence, violations));
		return violations;
	}

	/**
	 * A release that Redis does not answer in time is given up, and published as an
	 * error, unless it belongs to a run of failures that was published before. Such a run
	 * ends the leadership within a ttl.
	 */
	private static boolean wasGivenUpOn(History history, Event left) {
		return history.leaderships()
			.stream()
			.filter((leadership) -> leadership.election() == left.election() && leadership.term() == left.term())
			.anyMatch((leadership) -> history.events()
				.stream()
				.anyMatch((event) -> event.kind() == EventKind.ERRORED && event.process() == leadership.process()
						&& event.election() == left.election() && leadership.wasSeen()
						&& event.value(0) > leadership.lastCall() - ChaosWorker.TTL.toNanos()));
	}

	/**
	 * Between the completion of a stop and the next start the guard is false.
	 */
	private static void checkIdle(List<Event> sequence, List<Violation> violations) {
		boolean startedSinceStop = false;
		long stoppedAt = 0;
		for (Event event : sequence) {
			if (event.kind() == EventKind.STOP_CALLED) {
				startedSinceStop = false;
			}
			else if (event.kind() == EventKind.STOPPED && !startedSinceStop) {
				stoppedAt = event.value(0);
			}
			else if (event.kind() == EventKind.STARTED) {
				checkIdle(sequence, stoppedAt, event.value(0), violations);
				startedSinceStop = true;
				stoppedAt = 0;
			}
		}
		checkIdle(sequence, stoppedAt, Long.MAX_VALUE, violations);
	}

	private static void checkIdle(List<Event> sequence, long from, long to, List<Violation> violations) {
		if (from != 0) {
			sequence.stream()
				.filter((event) -> event.kind() == EventKind.GUARD && event.value(2) > from && event.value(1) < to)
				.map((event) -> new Violation(Violation.Kind.STOP, event.election(), from, event.value(2),
						"process " + event.process() + " leads term " + event.term() + " although it has stopped"))
				.forEach(violations::add);
		}
	}

	private static Violation violation(Event event, String message) {
		return new Violation(Violation.Kind.STOP, event.election(), event.value(0), event.value(0), message);
	}

}

package io.github.leaderkit.chaos.check;

import java.util.ArrayList;
import java.util.List;

import io.github.leaderkit.chaos.history.Event;

/**
 * I5: promotions and demotions alternate, with growing terms; each promotion has its
 * demotion by the time the stop completes; a demotion is published when the guard is
 * false; and each leadership is published.
 */
final class EventOrder implements Invariant {

	@Override
	public List<Violation> check(History history) {
		List<Violation> violations = new ArrayList<>();
		for (List<Event> sequence : history.sequences()) {
			new Sequence(violations).check(sequence);
		}
		for (ObservedLeadership leadership : history.leaderships()) {
			if (leadership.demotedAt() != 0 && leadership.lastCall() > leadership.demotedAt()) {
				violations.add(new Violation(Violation.Kind.EVENT, leadership.election(), leadership.demotedAt(),
						leadership.lastCall(), leadership + ": the guard was true when the demotion was published"));
			}
			if (leadership.wasSeen() && leadership.demotedAt() == 0 && history.hasQuit(leadership.process())) {
				violations.add(new Violation(Violation.Kind.EVENT, leadership.election(), leadership.firstReturn(),
						leadership.lastReturn(), leadership + ": led, but the demotion was never published"));
			}
		}
		return violations;
	}

	/**
	 * The events of one election in one process.
	 */
	private static final class Sequence {

		private final List<Violation> violations;

		private long open;

		private long last;

		private boolean started;

		private boolean startedSinceStop;

		private Sequence(List<Violation> violations) {
			this.violations = violations;
		}

		private void check(List<Event> sequence) {
			for (Event event : sequence) {
				switch (event.kind()) {
					case PROMOTED -> promoted(event);
					case DEMOTED -> demoted(event);
					case STARTED -> {
						this.started = true;
						this.startedSinceStop = true;
					}
					case STOP_CALLED -> {
						this.startedSinceStop = false;
					}
					case STOPPED -> stopped(event);
					default -> {
					}
				}
			}
		}

		private void promoted(Event event) {
			if (this.open != 0) {
				report(event, "promoted to term " + event.term() + " while leading term " + this.open);
			}
			if (event.term() <= this.last) {
				report(event, "promoted to term " + event.term() + " after term " + this.last);
			}
			if (!this.started) {
				report(event, "promoted to term " + event.term() + " although stopped");
			}
			this.open = event.term();
			this.last = event.term();
		}

		private void demoted(Event event) {
			if (this.open != event.term()) {
				report(event, "demoted from term " + event.term() + " while leading term " + this.open);
			}
			this.open = 0;
		}

		private void stopped(Event event) {
			if (this.open != 0 && !this.startedSinceStop) {
				report(event, "stopped without a demotion from term " + this.open);
			}
			this.started = this.startedSinceStop;
		}

		private void report(Event event, String message) {
			this.violations.add(new Violation(Violation.Kind.EVENT, event.election(), event.value(0), event.value(0),
					"process " + event.process() + " " + message));
		}

	}

}

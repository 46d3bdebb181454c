package io.github.leaderkit.chaos.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.leaderkit.chaos.history.Event;
import io.github.leaderkit.chaos.history.EventKind;
import org.jspecify.annotations.Nullable;

/**
 * I7: the terms that the fenced register accepted never decrease, it refused nobody whose
 * leadership lasted until after the answer, and the unfenced list lost no element that
 * was written by one such leader and overwritten by another.
 *
 * <p>
 * Work that outlived its leadership is not counted: no lease can stop it. The fenced
 * register does.
 */
final class Registers implements Invariant {

	@Override
	public List<Violation> check(History history) {
		List<Violation> violations = new ArrayList<>();
		Map<Integer, Content> contents = new HashMap<>();
		for (Event event : history.events()) {
			if (event.kind() == EventKind.WRITE) {
				contents.computeIfAbsent(event.election(), (number) -> new Content(history, violations)).write(event);
			}
		}
		return violations;
	}

	/**
	 * Of one election.
	 */
	private static final class Content {

		private final History history;

		private final List<Violation> violations;

		private final List<Event> list = new ArrayList<>();

		private long highestAccepted;

		private Content(History history, List<Violation> violations) {
			this.history = history;
			this.violations = violations;
		}

		private void write(Event event) {
			@Nullable Work work = this.history.workOf(event.value(1));
			boolean leading = work != null && work.wroteAsLeader();
			if (event.value(4) == 0) {
				if (leading) {
					report(event, event, "the fenced register refused a leader, " + work.campaign());
				}
			}
			else if (event.term() < this.highestAccepted) {
				report(event, event,
						"the fenced register accepted term " + event.term() + " after " + this.highestAccepted);
			}
			else {
				this.highestAccepted = event.term();
			}
			List<Event> lost = this.list.subList((int) event.value(2), this.list.size());
			for (Event element : lost) {
				@Nullable Work writer = this.history.workOf(element.value(1));
				if (leading && writer != null && writer.wroteAsLeader()) {
					report(element, event,
							"the unfenced list lost an element of " + writer.campaign() + " to " + work.campaign());
				}
			}
			lost.clear();
			this.list.add(event);
		}

		private void report(Event from, Event to, String message) {
			this.violations
				.add(new Violation(Violation.Kind.REGISTER, to.election(), from.value(0), to.value(0), message));
		}

	}

}

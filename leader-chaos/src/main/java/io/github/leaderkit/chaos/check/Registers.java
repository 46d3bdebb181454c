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
			Work leader = writtenByLeader(event);
			if (event.value(4) == 0) {
				if (leader != null) {
					report(event, event, "the fenced register refused a leader, " + leader.leadership());
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
				Work writer = writtenByLeader(element);
				if (leader != null && writer != null) {
					report(element, event, "the unfenced list lost an element of " + writer.leadership() + " to "
							+ leader.leadership());
				}
			}
			lost.clear();
			this.list.add(event);
		}

		/**
		 * The work that wrote something, if it is known that it led until after that.
		 */
		private @Nullable Work writtenByLeader(Event write) {
			Work work = this.history.workOf(write.value(1));
			return (work != null && work.wroteAsLeader()) ? work : null;
		}

		private void report(Event from, Event to, String message) {
			this.violations
				.add(new Violation(Violation.Kind.REGISTER, to.election(), from.value(0), to.value(0), message));
		}

	}

}

package io.github.leaderkit.chaos.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * I6: no work is let in after the guard turned false, and work of a leadership that was
 * given up has left when the next leader is there. Two leaders at once are
 * {@link Exclusion I1}, and so is the work that they do then.
 */
final class WorkContainment implements Invariant {

	@Override
	public List<Violation> check(History history) {
		List<Violation> violations = new ArrayList<>();
		Map<Integer, List<ObservedLeadership>> leaderships = history.seenLeaderships();
		for (Work work : history.works()) {
			ObservedLeadership leadership = work.leadership();
			if (leadership.falseAt() != 0 && work.call() > leadership.falseAt()) {
				violations.add(new Violation(Violation.Kind.WORK, leadership.election(), leadership.falseAt(),
						work.call(), leadership + ": let in after the guard was false"));
			}
			if (leadership.wasGivenUp() && work.left() > leadership.lastCall()) {
				leaderships.getOrDefault(leadership.election(), List.of())
					.stream()
					.filter((other) -> other != leadership && other.term() > leadership.term()
							&& other.firstReturn() >= leadership.lastCall() && other.firstReturn() < work.left())
					.forEach((other) -> violations.add(new Violation(Violation.Kind.WORK, leadership.election(),
							other.firstReturn(), Math.min(work.left(), other.lastCall()),
							"work of " + leadership + ", which was given up, and " + other)));
			}
		}
		return violations;
	}

}

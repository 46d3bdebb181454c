package io.github.leaderkit.chaos.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * I1: the times during which the guards of two leaderships of an election were true for
 * certain never intersect.
 */
final class Exclusion implements Invariant {

	@Override
	public List<Violation> check(History history) {
		List<Violation> violations = new ArrayList<>();
		history.seenLeaderships().values().forEach((leaderships) -> check(leaderships, violations));
		return violations;
	}

	private static void check(List<ObservedLeadership> leaderships, List<Violation> violations) {
		List<ObservedLeadership> running = new ArrayList<>();
		leaderships.sort(Comparator.comparingLong(ObservedLeadership::firstReturn));
		for (ObservedLeadership next : leaderships) {
			running.removeIf((leadership) -> leadership.lastCall() <= next.firstReturn());
			for (ObservedLeadership leadership : running) {
				long end = Math.min(leadership.lastCall(), next.lastCall());
				if (end > next.firstReturn()) {
					violations.add(new Violation(Violation.Kind.OVERLAP, next.election(), next.firstReturn(), end,
							leadership + " and " + next));
				}
			}
			running.add(next);
		}
	}

}

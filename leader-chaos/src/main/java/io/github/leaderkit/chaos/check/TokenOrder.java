package io.github.leaderkit.chaos.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * I2: no two leaderships of an election have the same term, and one that was first seen
 * true after another was last seen true has the higher term.
 */
final class TokenOrder implements Invariant {

	@Override
	public List<Violation> check(History history) {
		List<Violation> violations = new ArrayList<>();
		for (List<ObservedLeadership> leaderships : history.seenLeaderships().values()) {
			checkUnique(leaderships, violations);
			checkOrder(leaderships, violations);
		}
		return violations;
	}

	private static void checkUnique(List<ObservedLeadership> leaderships, List<Violation> violations) {
		Map<Long, ObservedLeadership> byTerm = new HashMap<>();
		for (ObservedLeadership leadership : leaderships) {
			ObservedLeadership other = byTerm.putIfAbsent(leadership.term(), leadership);
			if (other != null) {
				violations.add(violation(leadership, other, "the same term"));
			}
		}
	}

	private static void checkOrder(List<ObservedLeadership> leaderships, List<Violation> violations) {
		List<ObservedLeadership> byEnd = new ArrayList<>(leaderships);
		byEnd.sort(Comparator.comparingLong(ObservedLeadership::lastReturn));
		leaderships.sort(Comparator.comparingLong(ObservedLeadership::firstCall));
		int ended = 0;
		@Nullable ObservedLeadership highest = null;
		for (ObservedLeadership leadership : leaderships) {
			while (ended < byEnd.size() && byEnd.get(ended).lastReturn() < leadership.firstCall()) {
				ObservedLeadership earlier = byEnd.get(ended++);
				highest = (highest == null || earlier.term() > highest.term()) ? earlier : highest;
			}
			if (highest != null && highest.term() > leadership.term()) {
				violations.add(violation(leadership, highest, "a higher term earlier"));
			}
		}
	}

	private static Violation violation(ObservedLeadership leadership, ObservedLeadership other, String what) {
		return new Violation(Violation.Kind.TERM, leadership.election(), leadership.firstCall(),
				leadership.firstReturn(), leadership + ", and " + what + ": " + other);
	}

}

package io.github.leaderkit.chaos.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * I2: no two campaigns of an election have the same term, and one that was first seen
 * true after another was last seen true has the higher term.
 */
final class TokenOrder implements Invariant {

	@Override
	public List<Violation> check(History history) {
		List<Violation> violations = new ArrayList<>();
		for (List<Campaign> campaigns : history.seenCampaigns().values()) {
			checkUnique(campaigns, violations);
			checkOrder(campaigns, violations);
		}
		return violations;
	}

	private static void checkUnique(List<Campaign> campaigns, List<Violation> violations) {
		Map<Long, Campaign> byTerm = new HashMap<>();
		for (Campaign campaign : campaigns) {
			Campaign other = byTerm.putIfAbsent(campaign.term(), campaign);
			if (other != null) {
				violations.add(violation(campaign, other, "the same term"));
			}
		}
	}

	private static void checkOrder(List<Campaign> campaigns, List<Violation> violations) {
		List<Campaign> byEnd = new ArrayList<>(campaigns);
		byEnd.sort(Comparator.comparingLong(Campaign::lastReturn));
		campaigns.sort(Comparator.comparingLong(Campaign::firstCall));
		int ended = 0;
		@Nullable Campaign highest = null;
		for (Campaign campaign : campaigns) {
			while (ended < byEnd.size() && byEnd.get(ended).lastReturn() < campaign.firstCall()) {
				Campaign earlier = byEnd.get(ended++);
				highest = (highest == null || earlier.term() > highest.term()) ? earlier : highest;
			}
			if (highest != null && highest.term() > campaign.term()) {
				violations.add(violation(campaign, highest, "a higher term earlier"));
			}
		}
	}

	private static Violation violation(Campaign campaign, Campaign other, String what) {
		return new Violation(Violation.Kind.TERM, campaign.election(), campaign.firstCall(), campaign.firstReturn(),
				campaign + ", and " + what + ": " + other);
	}

}

package io.github.leaderkit.chaos.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * I1: the times during which the guards of two campaigns of an election were true for
 * certain never intersect.
 */
final class Exclusion implements Invariant {

	@Override
	public List<Violation> check(History history) {
		List<Violation> violations = new ArrayList<>();
		history.seenCampaigns().values().forEach((campaigns) -> check(campaigns, violations));
		return violations;
	}

	private static void check(List<Campaign> campaigns, List<Violation> violations) {
		List<Campaign> running = new ArrayList<>();
		campaigns.sort(Comparator.comparingLong(Campaign::firstReturn));
		for (Campaign next : campaigns) {
			running.removeIf((campaign) -> campaign.lastCall() <= next.firstReturn());
			for (Campaign campaign : running) {
				long end = Math.min(campaign.lastCall(), next.lastCall());
				if (end > next.firstReturn()) {
					violations.add(new Violation(Violation.Kind.OVERLAP, next.election(), next.firstReturn(), end,
							campaign + " and " + next));
				}
			}
			running.add(next);
		}
	}

}

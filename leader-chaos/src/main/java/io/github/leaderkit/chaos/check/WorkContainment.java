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
		Map<Integer, List<Campaign>> campaigns = history.seenCampaigns();
		for (Work work : history.works()) {
			Campaign campaign = work.campaign();
			if (campaign.falseAt() != 0 && work.call() > campaign.falseAt()) {
				violations.add(new Violation(Violation.Kind.WORK, campaign.election(), campaign.falseAt(), work.call(),
						campaign + ": let in after the guard was false"));
			}
			if (campaign.wasGivenUp() && work.left() > campaign.lastCall()) {
				campaigns.getOrDefault(campaign.election(), List.of())
					.stream()
					.filter((other) -> other != campaign && other.term() > campaign.term()
							&& other.firstReturn() >= campaign.lastCall() && other.firstReturn() < work.left())
					.forEach((other) -> violations.add(new Violation(Violation.Kind.WORK, campaign.election(),
							other.firstReturn(), Math.min(work.left(), other.lastCall()),
							"work of " + campaign + ", which was given up, and " + other)));
			}
		}
		return violations;
	}

}

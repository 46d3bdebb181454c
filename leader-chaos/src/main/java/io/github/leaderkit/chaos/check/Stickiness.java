package io.github.leaderkit.chaos.check;

import java.util.List;

/**
 * I4: for each campaign the guard is true for a time and then false for ever.
 */
final class Stickiness implements Invariant {

	@Override
	public List<Violation> check(History history) {
		return history.campaigns()
			.stream()
			.filter((campaign) -> campaign.spans() > 1)
			.map((campaign) -> new Violation(Violation.Kind.STICKY, campaign.election(), campaign.falseAt(),
					campaign.lastReturn(), campaign + " was seen true again after it was seen false"))
			.toList();
	}

}

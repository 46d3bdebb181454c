package io.github.leaderkit.chaos.check;

import java.util.List;

/**
 * I4: for each leadership the guard is true for a time and then false for ever.
 */
final class Stickiness implements Invariant {

	@Override
	public List<Violation> check(History history) {
		return history.leaderships()
			.stream()
			.filter((leadership) -> leadership.spans() > 1)
			.map((leadership) -> new Violation(Violation.Kind.STICKY, leadership.election(), leadership.falseAt(),
					leadership.lastReturn(), leadership + " was seen true again after it was seen false"))
			.toList();
	}

}

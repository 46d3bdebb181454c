package io.github.leaderkit.chaos.check;

import java.util.List;

/**
 * F3: each planned time of a schedule, from the first enrolment to the last claim, is
 * run, or a run stands for it, or it was reported. Not where data was lost.
 */
final class FiresAccounted implements Invariant {

	@Override
	public List<Violation> check(History history) {
		return find(history).stream().filter((violation) -> !history.mayHaveLostData(violation)).toList();
	}

	/**
	 * Those where data was lost included.
	 */
	static List<Violation> find(History history) {
		return history.ledgers().stream().flatMap((ledger) -> ledger.unaccounted().stream()).toList();
	}

}

package io.github.leaderkit.chaos.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * F1: no planned time of a schedule is run twice as the same attempt. Not where data was
 * lost.
 */
final class FiresOnce implements Invariant {

	@Override
	public List<Violation> check(History history) {
		return find(history).stream().filter((violation) -> !history.mayHaveLostData(violation)).toList();
	}

	/**
	 * Those where data was lost included.
	 */
	static List<Violation> find(History history) {
		List<Violation> violations = new ArrayList<>();
		for (int election : history.scheduled()) {
			Map<List<Long>, FireTrace> first = new HashMap<>();
			for (FireTrace run : history.fires(election)) {
				if (run.isRun()) {
					FireTrace other = first.putIfAbsent(List.of(run.planned(), (long) run.detail()), run);
					if (other != null) {
						violations.add(twice(election, other, run));
					}
				}
			}
		}
		return violations;
	}

	private static Violation twice(int election, FireTrace one, FireTrace other) {
		return new Violation(Violation.Kind.TWICE, election, Math.min(one.at(), other.at()),
				Math.max(one.at(), other.at()), "the planned time " + one.planned() + " was run by process "
						+ one.process() + " and by process " + other.process() + ", attempt " + one.detail());
	}

}

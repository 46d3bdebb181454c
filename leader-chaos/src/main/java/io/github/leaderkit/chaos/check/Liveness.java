package io.github.leaderkit.chaos.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * I8: when a fault has been healed, each election has a leader within a bound.
 */
final class Liveness implements Invariant {

	private final long boundNanos;

	/**
	 * Creates the invariant.
	 * @param boundNanos the bound
	 */
	Liveness(long boundNanos) {
		this.boundNanos = boundNanos;
	}

	@Override
	public List<Violation> check(History history) {
		List<Violation> violations = new ArrayList<>();
		Map<Integer, List<ObservedLeadership>> leaderships = history.seenLeaderships();
		for (Fault fault : history.faults()) {
			for (Map.Entry<Integer, List<ObservedLeadership>> election : leaderships.entrySet()) {
				long led = election.getValue()
					.stream()
					.filter((leadership) -> leadership.lastCall() > fault.healed())
					.mapToLong((leadership) -> Math.max(leadership.firstReturn(), fault.healed()))
					.min()
					.orElse(Long.MAX_VALUE);
				if (led - fault.healed() > this.boundNanos) {
					violations.add(new Violation(Violation.Kind.STUCK, election.getKey(), fault.healed(),
							Math.min(led, fault.healed() + 2 * this.boundNanos), "after " + fault.family()));
				}
			}
		}
		return violations;
	}

}

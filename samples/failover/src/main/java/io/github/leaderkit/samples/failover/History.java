package io.github.leaderkit.samples.failover;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What was observed up to some moment.
 *
 * @param lines what the instances logged, in the order in which it was read
 * @param ready the instances that have finished starting
 * @param deaths when an instance was seen to have ended, by its name
 * @param pausedUntil the end of the lease of a leader that was paused until after that
 * end, by its term
 */
record History(List<Observation> lines, Set<String> ready, Map<String, Long> deaths, Map<Long, Long> pausedUntil) {

	History {
		lines = List.copyOf(lines);
		ready = Set.copyOf(ready);
		deaths = Map.copyOf(deaths);
		pausedUntil = Map.copyOf(pausedUntil);
	}

	/**
	 * Who claimed to lead and how long: from its promotion to its demotion or death. A
	 * leader that was paused beyond its lease finds out only when it goes on; nobody
	 * could see what it claimed meanwhile. Its claim ends with the lease, and a report
	 * after that is counted as one outside of a leadership.
	 * @return the claims in the order of their beginnings
	 */
	List<Claim> claims() {
		return this.lines.stream()
			.filter((line) -> line.is(LogLine.Kind.PROMOTED))
			.map((promoted) -> new Claim(promoted.instance(), promoted.term(), promoted.at(), endOf(promoted)))
			.sorted(Comparator.comparingLong(Claim::from))
			.toList();
	}

	private long endOf(Observation promoted) {
		long demoted = demotion(promoted.instance(), promoted.term()).map(Observation::at).orElse(Claim.LASTS);
		long died = this.deaths.getOrDefault(promoted.instance(), Claim.LASTS);
		long leaseEnded = this.pausedUntil.getOrDefault(promoted.term(), Claim.LASTS);
		return Math.min(demoted, Math.min(died, leaseEnded));
	}

	/**
	 * Who leads now.
	 * @return the claim that lasts, the latest if there are several
	 */
	Optional<Claim> leader() {
		return claims().stream().filter(Claim::lasts).reduce((first, second) -> second);
	}

	Optional<Claim> leaderAfter(long term) {
		return claims().stream().filter((claim) -> claim.term() > term).findFirst();
	}

	Optional<Observation> demotion(String instance, long term) {
		return this.lines.stream()
			.filter((line) -> line.is(LogLine.Kind.DEMOTED) && line.instance().equals(instance) && line.term() == term)
			.findFirst();
	}

	List<Observation> reports() {
		return this.lines.stream().filter((line) -> line.is(LogLine.Kind.REPORT)).toList();
	}

}

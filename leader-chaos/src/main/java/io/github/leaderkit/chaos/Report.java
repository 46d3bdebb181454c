package io.github.leaderkit.chaos;

import java.io.PrintStream;
import java.util.List;

import io.github.leaderkit.chaos.arena.Profile;
import io.github.leaderkit.chaos.check.FireFigures;
import io.github.leaderkit.chaos.check.Verdict;

/**
 * Prints what became of the sessions, with a line of figures at the end.
 */
final class Report {

	private final PrintStream out;

	Report(PrintStream out) {
		this.out = out;
	}

	void print(List<SessionResult> results) {
		this.out.println();
		results.forEach(this::print);
		results.stream().filter((result) -> !result.session().isClaimedSafe()).forEach(this::printUnsafe);
		List<Verdict> safe = results.stream()
			.filter((result) -> result.session().isClaimedSafe())
			.map(SessionResult::verdict)
			.toList();
		this.out.printf("chaos: faults=%d elections=%d overlap-ms=%d term-inversions=%d lost-events=%d stuck=%d%n",
				results.stream().mapToInt((result) -> result.verdict().faults()).sum(),
				results.size() * Profile.ELECTIONS, safe.stream().mapToLong(Verdict::overlapMillis).sum(),
				safe.stream().mapToLong(Verdict::termInversions).sum(),
				safe.stream().mapToLong(Verdict::lostEvents).sum(), safe.stream().mapToLong(Verdict::stuck).sum());
		List<Verdict> all = results.stream().map(SessionResult::verdict).toList();
		all.stream()
			.map(Verdict::fires)
			.reduce(FireFigures::plus)
			.ifPresent((fires) -> this.out.printf("schedules: %s still=%d%n", fires,
					all.stream().mapToLong(Verdict::still).sum()));
	}

	private void print(SessionResult result) {
		String name = result.session().name();
		if (result.failure() != null) {
			result.failure().printStackTrace(this.out);
		}
		if (!result.isGood()) {
			result.verdict().explanation().forEach((line) -> this.out.println(name + ": " + line));
			result.errors().forEach((line) -> this.out.println(name + ": " + line));
		}
		this.out.println(name + ": " + result.verdict().faults() + " faults, " + result.verdict().summary());
		result.verdict().takeovers().forEach((line) -> this.out.println(name + ": " + line));
		this.out.println(name + ": schedules: " + result.verdict().fires());
	}

	private void printUnsafe(SessionResult result) {
		this.out.printf("no defence is claimed: %s: %d faults, overlap %d ms at most, limit %d ms: %s%n",
				result.session().name(), result.verdict().faults(), result.verdict().longestOverlapMillis(),
				result.session().overlapLimit(), result.isGood() ? "bounded" : "NOT BOUNDED");
	}

}

package io.github.leaderkit.samples.failover;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How it went, as a table for people and as one answer for scripts.
 *
 * @param transitions the changes of the leader
 * @param exclusion whether there was one leader at most
 * @param accounting whether each second was run once, or stood for, or reported
 * @param problem what kept the show from its end, {@code null} if it came to its end
 */
record Verdict(List<Transition> transitions, Exclusion exclusion, Accounting accounting, @Nullable String problem) {

	private static final String ROW = "  %-8s %-12s %-12s %-31s %8s %8s  %s";

	private static final int SHOWN_OFFENCES = 5;

	boolean passed() {
		return this.problem == null && this.exclusion.holds() && this.accounting.holds()
				&& this.transitions.stream().allMatch(Transition::inTime);
	}

	List<String> lines() {
		List<String> lines = new ArrayList<>();
		if (!this.transitions.isEmpty()) {
			lines.add(ROW.formatted("fault", "leader", "next leader", "measured", "took", "limit", "").stripTrailing());
			this.transitions.forEach((transition) -> lines.add(row(transition)));
			lines.add("");
		}
		count(lines, "Two claimed to lead at the same time", this.exclusion.doubleClaims(),
				this.exclusion.claims() + " leaderships");
		count(lines, "Reported while another one led", this.exclusion.doubleReports(),
				this.exclusion.reports() + " reports");
		count(lines, "Reported outside of its own leadership", this.exclusion.strayReports(),
				this.exclusion.reports() + " reports");
		count(lines, "Promoted with a term that is not higher", this.exclusion.termsOutOfOrder(),
				this.exclusion.claims() + " leaderships");
		String seconds = this.accounting.seconds() + " seconds";
		count(lines, "Run twice by the schedule", this.accounting.twice(), seconds);
		count(lines, "Unaccounted for by the schedule", this.accounting.unaccounted(), seconds + ", "
				+ this.accounting.stoodFor() + " stood for, " + this.accounting.reported() + " reported");
		lines.add("");
		if (this.problem != null) {
			lines.add(this.problem);
		}
		lines.add(passed() ? "PASSED" : "FAILED");
		return lines;
	}

	private static String row(Transition transition) {
		return ROW.formatted(transition.fault(), transition.from(), transition.to(), transition.measured(),
				transition.tookMillis() + " ms", transition.limitMillis() + " ms",
				transition.inTime() ? "ok" : "NOT IN TIME");
	}

	private static void count(List<String> lines, String what, List<String> offences, String of) {
		lines.add("  %-41s %4d   (of %s)".formatted(what + ":", offences.size(), of));
		offences.stream().limit(SHOWN_OFFENCES).forEach((offence) -> lines.add("    " + offence));
	}

}

package io.github.leaderkit.chaos.check;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * Measures how long it took until there was a next leader, for people. {@link Liveness}
 * checks that there is one.
 */
final class Takeovers {

	private static final String KILL = "worker-kill";

	private static final String CHURN = "churn";

	private static final long AROUND_NANOS = 5_000_000;

	private final List<Long> afterGivenUp = new ArrayList<>();

	private final List<Long> afterKill = new ArrayList<>();

	Takeovers(History history) {
		for (List<ObservedLeadership> leaderships : history.seenLeaderships().values()) {
			leaderships.sort(Comparator.comparingLong(ObservedLeadership::firstReturn));
			for (int i = 0; i + 1 < leaderships.size(); i++) {
				add(history, leaderships.get(i), leaderships.get(i + 1));
			}
		}
		Collections.sort(this.afterGivenUp);
		Collections.sort(this.afterKill);
	}

	private void add(History history, ObservedLeadership leadership, ObservedLeadership next) {
		long millis = (next.firstReturn() - leadership.lastCall()) / 1_000_000;
		if (leadership.wasGivenUp() && isDuring(history, CHURN, leadership)) {
			this.afterGivenUp.add(millis);
		}
		else if (leadership.demotedAt() == 0 && leadership.falseAt() == 0 && isBeginOf(history, KILL, leadership)) {
			this.afterKill.add(millis);
		}
	}

	private static boolean isDuring(History history, String family, ObservedLeadership leadership) {
		return history.faults()
			.stream()
			.anyMatch((fault) -> fault.family().equals(family) && fault.from() < leadership.lastCall()
					&& fault.healed() > leadership.lastCall());
	}

	private static boolean isBeginOf(History history, String family, ObservedLeadership leadership) {
		return history.faults()
			.stream()
			.anyMatch((fault) -> fault.family().equals(family)
					&& Math.abs(leadership.lastCall() - fault.from()) < AROUND_NANOS);
	}

	/**
	 * The figures.
	 * @return lines, none if there were no takeovers
	 */
	List<String> lines() {
		List<String> lines = new ArrayList<>();
		addLine(lines, "after a resignation or stop, without other faults", this.afterGivenUp);
		addLine(lines, "after a kill", this.afterKill);
		return lines;
	}

	private static void addLine(List<String> lines, String what, List<Long> millis) {
		if (!millis.isEmpty()) {
			lines.add("the next leader " + what + ": " + millis.size() + " times, median "
					+ millis.get(millis.size() / 2) + " ms, 99 % within " + millis.get(millis.size() * 99 / 100)
					+ " ms, at most " + millis.get(millis.size() - 1) + " ms");
		}
	}

}

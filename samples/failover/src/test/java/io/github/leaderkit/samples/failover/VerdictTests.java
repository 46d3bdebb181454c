package io.github.leaderkit.samples.failover;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class VerdictTests {

	private static final Exclusion HOLDS = new Exclusion(4, 200, List.of(), List.of(), List.of(), List.of());

	private static final Accounting ACCOUNTED = new Accounting(30, 3, 1, List.of(), List.of());

	@Test
	void whenAllWentWellThenItIsPassedAndTheTableSaysSo() {
		Verdict verdict = new Verdict(List.of(took(3), took(50)), HOLDS, ACCOUNTED, null);
		assertThat(verdict.passed()).isTrue();
		assertThat(verdict.lines()).containsExactly(
				"  fault    leader       next leader  measured                            took    limit",
				"  SIGKILL  instance-1   instance-2   from the lease's end                3 ms    50 ms  ok",
				"  SIGKILL  instance-1   instance-2   from the lease's end               50 ms    50 ms  ok", "",
				"  Two claimed to lead at the same time:        0   (of 4 leaderships)",
				"  Reported while another one led:              0   (of 200 reports)",
				"  Reported outside of its own leadership:      0   (of 200 reports)",
				"  Promoted with a term that is not higher:     0   (of 4 leaderships)",
				"  Run twice by the schedule:                   0   (of 30 seconds)",
				"  Unaccounted for by the schedule:             0   (of 30 seconds, 3 stood for, 1 reported)", "",
				"PASSED");
	}

	@Test
	void whenASecondWasRunTwiceThenItIsFailedAndSaysWhich() {
		Accounting accounting = new Accounting(30, 0, 0, List.of("planned=7000"), List.of());
		assertFailed(new Verdict(List.of(took(3)), HOLDS, accounting, null), "planned=7000");
	}

	@Test
	void whenATakeoverIsTooSlowThenItIsFailed() {
		assertFailed(new Verdict(List.of(took(3), took(51)), HOLDS, ACCOUNTED, null), "NOT IN TIME");
	}

	@Test
	void whenATakeoverIsTooEarlyThenItIsFailed() {
		assertFailed(new Verdict(List.of(took(-1)), HOLDS, ACCOUNTED, null), "NOT IN TIME");
	}

	@Test
	void whenItDidNotComeToItsEndThenItIsFailedAndSaysWhy() {
		assertFailed(new Verdict(List.of(took(3)), HOLDS, ACCOUNTED, "instance-2 ended by itself"),
				"instance-2 ended by itself");
	}

	@Test
	void whenTwoLedAtTheSameTimeThenItIsFailedAndSaysWho() {
		Exclusion exclusion = new Exclusion(2, 9, List.of("a and b"), List.of(), List.of(), List.of());
		assertFailed(new Verdict(List.of(took(3)), exclusion, ACCOUNTED, null), "a and b");
	}

	private static Transition took(long millis) {
		return new Transition("SIGKILL", "instance-1", "instance-2", "from the lease's end", millis, 50);
	}

	private static void assertFailed(Verdict verdict, String because) {
		assertThat(verdict.passed()).isFalse();
		assertThat(verdict.lines()).anyMatch((line) -> line.contains(because)).endsWith("FAILED");
	}

}

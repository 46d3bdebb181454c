package io.github.leaderkit.chaos.check;

import java.nio.file.Files;
import java.nio.file.Path;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.chaos.history.EventFile;
import io.github.leaderkit.chaos.history.EventKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class VerdictTests {

	@Test
	void whenNothingIsBrokenThenItIsClean() {
		Verdict verdict = new Verdict(new Scene().is(EventKind.STARTED, 1, 0)
			.is(EventKind.STARTED, 2, 0)
			.serves(1, 5, 10, 100, DemotionReason.LOST)
			.serves(2, 6, 110, 200, DemotionReason.LOST)
			.history());
		assertThat(verdict.isClean()).isTrue();
		assertThat(verdict.explanation()).isEmpty();
		assertThat(verdict.overlapMillis()).isZero();
	}

	@Test
	void whenTwoLeadThenTheFiguresAndATimelineTellIt() {
		Verdict verdict = new Verdict(new Scene().is(EventKind.STARTED, 1, 0)
			.is(EventKind.STARTED, 2, 0)
			.serves(1, 5, 10, 100, DemotionReason.LOST)
			.fault(50, 95)
			.serves(2, 6, 60, 200, DemotionReason.LOST)
			.serves(1, 7, 190, 195, DemotionReason.LOST)
			.history());
		assertThat(verdict.isClean()).isFalse();
		assertThat(verdict.isBrokenBesidesOverlap()).isFalse();
		assertThat(verdict.overlapMillis()).isEqualTo(45);
		assertThat(verdict.longestOverlapMillis()).isEqualTo(40);
		assertThat(String.join("\n", verdict.explanation())).contains("I1 two leaders, election 3, 40 ms")
			.contains("FAULT a-fault begins")
			.contains("-50.000 ms  process 1 first seen leading term 5")
			.contains("+40.000 ms  process 1 last seen leading term 5");
	}

	@Test
	void whenMuchHappensThenATimelineHasThirtyLines() {
		Scene scene = new Scene().leads(1, 5, 0, 1000).leads(2, 6, 500, 900);
		for (int i = 0; i < 100; i++) {
			scene.works(1, 5, 450 + i, 450.5 + i);
		}
		History history = scene.history();
		Violation overlap = new Exclusion().check(history).get(0);
		assertThat(Timeline.of(overlap, history)).hasSize(30).anyMatch((line) -> line.contains("+0.000 ms"));
	}

	@Test
	void whenFilesWereWrittenThenTheyAreReadBack(@TempDir Path directory) throws Exception {
		EventFile one = new EventFile(directory.resolve("one.events"), 1);
		EventFile two = new EventFile(directory.resolve("two.events"), 2);
		EventFile.Entry guard = one.append(EventKind.GUARD, 3, 0, 5, 1_000_000, 1_000_001, 1_000_000, 1_000_001);
		guard.set(2, 90_000_000);
		guard.set(3, 90_000_001);
		two.append(EventKind.GUARD, 3, 0, 6, 50_000_000, 50_000_001, 99_000_000, 99_000_001, 0);
		for (int i = 0; i < 40_000; i++) {
			two.append(EventKind.ERRORED, 4, 200, 7, i);
		}
		two.append(EventKind.GUARD, 70, 0, Long.MAX_VALUE, 1, 2, 3, 4, 0);
		new Fault("a-fault", 10, 20, true).appendTo(directory);
		Verdict verdict = Verdict.on(directory);
		assertThat(verdict.overlapMillis()).isEqualTo(40);
		assertThat(verdict.stuck()).isEqualTo(1);
		assertThat(Files.size(directory.resolve("one.events"))).isEqualTo(1 << 20);
		assertThat(History.read(directory).seenLeaderships().get(70)).hasSize(1)
			.allMatch((leadership) -> leadership.term() == Long.MAX_VALUE && leadership.lastReturn() == 4);
		assertThat(History.read(directory).faults()).containsExactly(new Fault("a-fault", 10, 20, true));
	}

	@Test
	void whenAFileSaysThatAFireWasRunTwiceThenItIsRefused(@TempDir Path directory) throws Exception {
		writeRuns(directory.resolve("one.events"), 1, 1, 2, 3);
		assertThat(Verdict.on(directory).isClean()).isTrue();
		writeRuns(directory.resolve("two.events"), 2, 3, 4);
		Verdict verdict = Verdict.on(directory);
		assertThat(verdict.isClean()).isFalse();
		assertThat(verdict.isBrokenBesidesOverlap()).isTrue();
		assertThat(verdict.fires().twice()).isEqualTo(1);
		assertThat(verdict.fires().unaccounted()).isZero();
		assertThat(String.join("\n", verdict.explanation())).contains("F1 run twice, election 3")
			.contains("runs the fire of 3000");
	}

	@Test
	void whenNoFileAccountsForAFireThenItIsRefused(@TempDir Path directory) throws Exception {
		writeRuns(directory.resolve("one.events"), 1, 1, 2, 4);
		Verdict verdict = Verdict.on(directory);
		assertThat(verdict.isClean()).isFalse();
		assertThat(verdict.fires().twice()).isZero();
		assertThat(verdict.fires().unaccounted()).isEqualTo(1);
		assertThat(String.join("\n", verdict.explanation())).contains("F3 not accounted for, election 3")
			.contains("the planned time 3000 is neither run");
	}

	/**
	 * Each run says that the one of the second before was the last.
	 */
	private static void writeRuns(Path path, int process, long... seconds) throws Exception {
		EventFile file = new EventFile(path, process);
		file.append(EventKind.SCHEDULE_ADDED, 3, 0, 0, 1);
		for (long second : seconds) {
			long begun = second * 1_000_000_000;
			file.append(EventKind.FIRE_RUN, 3, 1, 5, begun, second * 1_000, 1, (second - 1) * 1_000, begun + 1, 0);
		}
	}

}

package io.github.leaderkit.schedule;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("jdk-independent")
@Tag("slow")
class ScheduleHistoryTests {

	@Test
	void whenLeadersCrashPauseAndDecideLateThenEachPlannedTimeIsRunCoalescedOrReportedOnce() {
		Set<String> seen = new TreeSet<>();
		Seeds.each(2_000, (random) -> {
			ScheduleHistory history = new ScheduleHistory(random, false, seen);
			history.play(30);
			history.assertThatAllIsAccountedFor();
			history.assertThatNothingRanTwice();
		});
		assertThatAllWasSeen(seen);
	}

	@Test
	void whenTheRecordLosesWhatWasWrittenLastThenNothingIsRunTwiceUnlessThatIsWanted() {
		Set<String> seen = new TreeSet<>();
		Seeds.each(2_000, (random) -> {
			ScheduleHistory history = new ScheduleHistory(random, true, seen);
			history.play(30);
			history.assertThatNothingRanTwice();
		});
		assertThatAllWasSeen(seen);
	}

	/**
	 * Histories in which something never happens would prove nothing about it.
	 */
	private static void assertThatAllWasSeen(Set<String> seen) {
		if (Long.getLong("schedules.seed") != null) {
			return;
		}
		for (String kind : List.of("CronRecurrence", "FixedRate", "FixedDelay")) {
			assertThat(seen).contains(kind + " attempt 1", kind + " attempt 2", kind + " attempt 3", kind + " MISSED",
					kind + " INTERRUPTED", kind + " IN_DOUBT");
		}
		assertThat(seen).contains("CronRecurrence COALESCED", "FixedRate COALESCED");
	}

}

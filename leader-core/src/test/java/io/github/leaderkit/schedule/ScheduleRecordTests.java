package io.github.leaderkit.schedule;

import java.util.Map;

import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseReply.Code;
import io.github.leaderkit.store.ScheduleEntries;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ScheduleRecord}: what shows that the store has lost changes, and what
 * shows that somebody else has made some.
 */
class ScheduleRecordTests {

	private static final String OLD = "rate 1000 0|5|-|0|0|0|0||0|0|";

	private static final String CLAIMED = "rate 1000 0|5|C|1005|0|7|1|ab|1010|0|here";

	private static final String DONE = "rate 1000 0|5|D|1005|0|7|1|ab|1010|1020|here";

	private final ScheduleRecord record = new ScheduleRecord();

	@Test
	void whenTheRevisionIsLowerThenTheStoreHasLostChanges() {
		this.record.observeAll(changed(1010, 4, CLAIMED), 0);
		assertThat(this.record.hasLostChanges(renewed(3))).isTrue();
		assertThat(this.record.hasLostChanges(renewed(4))).isFalse();
		assertThat(this.record.hasLostChanges(renewed(5))).isFalse();
	}

	@Test
	void whenAnEntryDiffersUnderTheSameRevisionThenTheStoreHasLostAChangeAndGivenItsRevisionToAnother() {
		this.record.observeAll(changed(1010, 4, CLAIMED), 0);
		this.record.observe(changed(1020, 5, DONE), 0);
		assertThat(this.record.isStale()).isFalse();
		assertThat(this.record.isContradictedBy(changed(2005, 5, DONE))).isFalse();
		assertThat(this.record.isContradictedBy(changed(2005, 5, OLD))).as("not claimed, since it is not the same")
			.isTrue();
		assertThat(this.record.isContradictedBy(renewed(5))).isFalse();
		assertThat(this.record.isContradictedBy(changed(2005, 6, OLD))).as("somebody has forgotten it").isFalse();
	}

	@Test
	void whenSomebodyElseHasChangedSomethingThenOnlyAnEntryThatWasWrittenJustNowShowsALoss() {
		this.record.observeAll(changed(1010, 4, CLAIMED), 0);
		this.record.observe(renewed(5), 0);
		this.record.observe(other(1015, 5), 0);
		assertThat(this.record.isStale()).isTrue();
		assertThat(this.record.isContradictedBy(changed(2005, 5, OLD))).isFalse();
		assertThat(this.record.isContradictedBy(changed(1020, 5, DONE))).isTrue();
	}

	@Test
	void whenTheRevisionHasGrownThenOneOwnChangeExplainsItAndNoOther() {
		this.record.observeAll(changed(1010, 4, CLAIMED), 0);
		this.record.observe(changed(1020, 5, DONE), 0);
		assertThat(this.record.isStale()).isFalse();
		this.record.observe(changed(1030, 6, DONE), 0);
		assertThat(this.record.isStale()).as("nothing was written, so it was somebody else").isTrue();
		this.record.observeAll(changed(1040, 6, DONE), 0);
		assertThat(this.record.isStale()).isFalse();
		this.record.observe(changed(2010, 8, CLAIMED.replace("1010", "2010")), 0);
		assertThat(this.record.isStale()).isTrue();
	}

	@Test
	void whenAChangeIsRepeatedInTheMillisecondInWhichItWasWrittenThenItExplainsNoOther() {
		this.record.observeAll(changed(1010, 4, CLAIMED), 0);
		this.record.observe(changed(1020, 5, DONE), 0);
		this.record.observe(changed(1020, 6, DONE), 0);
		assertThat(this.record.isStale()).isTrue();
	}

	private static LeaseReply changed(long now, long revision, String entry) {
		return reply(Code.CHANGED, now, new ScheduleEntries(revision, 0, Map.of("job", entry)));
	}

	private static LeaseReply other(long now, long revision) {
		return reply(Code.CHANGED, now, new ScheduleEntries(revision, 0, Map.of("other", OLD)));
	}

	private static LeaseReply renewed(long revision) {
		return reply(Code.RENEWED, 1500, ScheduleEntries.ofRevision(revision));
	}

	private static LeaseReply reply(Code code, long now, ScheduleEntries schedules) {
		return new LeaseReply(code, 7, 1000, "0#1", now, 3000, now + 1000, "").withSchedules(schedules);
	}

}

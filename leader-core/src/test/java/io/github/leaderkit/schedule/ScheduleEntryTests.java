package io.github.leaderkit.schedule;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ScheduleEntryTests {

	/**
	 * In place of the sign for it the store writes a time.
	 */
	private static final int ROOM_FOR_TIME = 15;

	private static final Recurrence RATE = Recurrence.fixedRate(1_000, 0);

	private static final Recurrence OTHER = Recurrence.fixedRate(2_000, 0);

	private static final Claim CLAIM = new Claim(7, 1, "a#1");

	private static final FireDecision.Run RUN = new FireDecision.Run(3_000, 1, FireCount.of(2), 1_000, 9_000);

	private final ScheduleEntry seen = ScheduleEntry.firstSeen(RATE, 1_000);

	private final ScheduleEntry claimed = this.seen.claimed(RUN, CLAIM, "web-1:42", 3_004);

	@Test
	void whenAScheduleIsFirstSeenThenItHasNoFire() {
		assertThat(this.seen.text()).isEqualTo("rate 1000 0|1000|-|0|0|0|0||0|0|");
		assertThat(this.seen.progress(9)).isEqualTo(new Progress(1_000, 0, 0));
	}

	@Test
	void whenAFireIsClaimedThenTheEntryHasTheClaimAndNoEnd() {
		assertThat(this.claimed.text()).isEqualTo("rate 1000 0|1000|C|3000|1000|7|1|a#1|3004|0|web-1:42");
		assertThat(this.claimed.progress(4_000)).isEqualTo(new Progress(1_000, 3_000, 4_000));
	}

	@Test
	void whenARunEndsThenOnlyItsOwnClaimCounts() {
		assertThat(this.claimed.finished(3_000, 1, "a#1", FireState.DONE, 3_500).text())
			.isEqualTo("rate 1000 0|1000|D|3000|1000|7|1|a#1|3004|3500|web-1:42");
		assertThat(this.claimed.finished(2_000, 1, "a#1", FireState.DONE, 3_500)).isSameAs(this.claimed);
		assertThat(this.claimed.finished(3_000, 2, "a#1", FireState.DONE, 3_500)).isSameAs(this.claimed);
		assertThat(this.claimed.finished(3_000, 1, "a#2", FireState.DONE, 3_500)).isSameAs(this.claimed);
		assertThat(this.seen.finished(3_000, 1, "a#1", FireState.DONE, 3_500)).isSameAs(this.seen);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.claimed.finished(3_000, 1, "a#1", FireState.PASSED, 3_500));
	}

	@Test
	void whenARunHasEndedThenItsFirstEndStays() {
		ScheduleEntry failed = this.claimed.finished(3_000, 1, "a#1", FireState.FAILED, 3_500);
		assertThat(failed.finished(3_000, 1, "a#1", FireState.DONE, 4_000)).isSameAs(failed);
		assertThat(failed.left(3_000, 1, "a#1")).isSameAs(failed);
	}

	@Test
	void whenAFireWasPassedAsInterruptedThenTheEndOfItsRunIsStillRecorded() {
		FireDecision.Pass pass = new FireDecision.Pass(FireDecision.Reason.INTERRUPTED, 3_000, FireCount.of(2), 1_000,
				5_000);
		ScheduleEntry passed = this.claimed.passed(pass, 8, "web-2:42");
		assertThat(passed.text()).isEqualTo("rate 1000 0|1000|P|3000|1000|7|1|a#1|3004|5000|web-1:42");
		assertThat(passed.finished(3_000, 1, "a#1", FireState.DONE, 6_000).text())
			.isEqualTo("rate 1000 0|1000|D|3000|1000|7|1|a#1|3004|6000|web-1:42");
	}

	@Test
	void whenFiresArePassedUnclaimedThenTheEntryNamesWhoPassedThem() {
		FireDecision.Pass pass = new FireDecision.Pass(FireDecision.Reason.MISSED, 6_000, FireCount.of(3), 3_000,
				9_000);
		assertThat(this.claimed.passed(pass, 8, "web-2:42").text())
			.isEqualTo("rate 1000 0|1000|P|6000|3000|8|0||0|9000|web-2:42");
	}

	@Test
	void whenALeaderReleasesWithARunInsideThenTheClaimIsLeftAndMayEnd() {
		ScheduleEntry left = this.claimed.left(3_000, 1, "a#1");
		assertThat(left.text()).isEqualTo("rate 1000 0|1000|L|3000|1000|7|1|a#1|3004|0|web-1:42");
		assertThat(this.claimed.left(3_000, 1, "a#2")).isSameAs(this.claimed);
		assertThat(left.finished(3_000, 1, "a#1", FireState.DONE, 6_000).text()).contains("|D|");
	}

	@Test
	void whenTheScheduleHasChangedThenItBeginsAnewAndKeepsItsLastFire() {
		assertThat(this.claimed.enrolled(RATE, 8_000)).isSameAs(this.claimed);
		ScheduleEntry changed = this.claimed.enrolled(OTHER, 8_000);
		assertThat(changed.text()).isEqualTo("rate 2000 0|8000|C|3000|1000|7|1|a#1|3004|0|web-1:42");
	}

	@Test
	void whenTheLastFireIsMoreThanAMinuteAheadThenTheClockWasAhead() {
		assertThat(this.claimed.isAhead(0)).isFalse();
		ScheduleEntry ahead = this.seen.claimed(new FireDecision.Run(61_001, 1, FireCount.ONE, 0, 0), CLAIM, "",
				61_001);
		assertThat(ahead.isAhead(1_000)).isTrue();
		assertThat(ahead.isAhead(1_001)).isFalse();
		assertThat(this.seen.isAhead(0)).isFalse();
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', quoteCharacter = '"', textBlock = """
			"";                                                          it has 1 fields, not 11
			"rate 1000 0|1000";                                          it has 2 fields, not 11
			"|1000|-|0|0|0|0||0|0|";                                     its spec has 0 bytes, not 1 to 100
			"größe|1000|-|0|0|0|0||0|0|";                                is not plain ASCII
			"rate 1000 0|x|-|0|0|0|0||0|0|";                             its since is 'x', not a number
			"rate 1000 0|-1|-|0|0|0|0||0|0|";                            its since is -1, not from 0
			"rate 1000 0|9007199254740992|-|0|0|0|0||0|0|";              its since is 9007199254740992, not from 0
			"rate 1000 0|01000|-|0|0|0|0||0|0|";                         it would be written as
			"rate 1000 0|+1000|-|0|0|0|0||0|0|";                         it would be written as
			"rate 1000 0|1000|-|1|0|0|0||0|0|";                          it would be written as
			"rate 1000 0|1000|X|3000|1000|7|1|a#1|3004|0|";              its state is 'X'
			"rate 1000 0|1000|C|x|1000|7|1|a#1|3004|0|";                 its last fire is 'x', not a number
			"rate 1000 0|1000|C|3000|3000|7|1|a#1|3004|0|";              not after the one before
			"rate 1000 0|1000|C|3000|1000|7|0||0|0|";                    CLAIMED without a claim
			"rate 1000 0|1000|C|3000|1000|7|0|a#1|3004|0|";              attempt 0 does not go with the claim id
			"rate 1000 0|1000|C|3000|1000|7|1||3004|0|";                 attempt 1 does not go with the claim id
			"rate 1000 0|1000|C|3000|1000|7|1|a#1|0|0|";                 attempt 1 does not go with the start 0
			"rate 1000 0|1000|C|3000|1000|7|10|a#1|3004|0|";             its attempt is 10, not from 0 to 9
			"rate 1000 0|1000|C|3000|1000|7|4294967297|a#1|3004|0|";     it would be written as
			"rate 1000 0|1000|C|3000|1000|7|1|A#1|3004|0|";              its claim id is 'A#1'
			"rate 1000 0|1000|C|3000|1000|7|1|a#1|3004|9|";              CLAIMED and has the end 9
			"rate 1000 0|1000|D|3000|1000|7|1|a#1|3004|0|";              DONE and has the end 0
			"rate 1000 0|1000|L|3000|1000|7|1|a#1|3004|9|";              LEFT and has the end 9
			""")
	void whenATextIsNoEntryThenTheExceptionSaysWhatIsWrong(String text, String problem) {
		assertThatExceptionOfType(MalformedEntryException.class).isThrownBy(() -> ScheduleEntry.parse(text))
			.withMessageContaining(problem);
	}

	@Test
	void whenATextIsTooLongThenItIsNoEntry() {
		String text = this.claimed.text();
		String longest = text + "x".repeat(256 - ROOM_FOR_TIME - text.length());
		assertThat(ScheduleEntry.parse(longest).text()).isEqualTo(longest);
		assertThatExceptionOfType(MalformedEntryException.class).isThrownBy(() -> ScheduleEntry.parse(longest + "x"));
	}

	@Test
	void whenEveryFieldIsAsLongAsCanBeThenSomeOfTheLabelIsLeft() {
		long most = ScheduleEntryFormat.MAXIMUM_NUMBER - 1;
		LastFire last = new LastFire(most, most - 1, FireState.DONE, new Claim(most, 9, "f".repeat(32)), most, most);
		ScheduleEntry entry = new ScheduleEntry("s".repeat(100), most, last, "label-of-an-instance");
		assertThat(entry.by()).isEqualTo("l");
		assertThat(entry.text()).hasSize(256 - ROOM_FOR_TIME);
	}

	@Test
	void whenARunIsAskedForAfterAnotherHasEndedThenItsEntryHasComeFurther() {
		ScheduleEntry first = ScheduleEntry.firstTriggered("here", 1_000);
		FireDecision.Run run = new FireDecision.Run(1_000, 1, FireCount.ONE, 0, 61_000);
		ScheduleEntry ended = first.claimed(run, new Claim(7, 1, "ab"), "here", 1_010)
			.finished(1_000, 1, "ab", FireState.DONE, 1_020);
		ScheduleEntry second = ended.triggered("here", 2_000);
		assertThat(second.compareProgress(ended)).isPositive();
		assertThat(ended.compareProgress(second)).isNegative();
		assertThat(ended.compareProgress(first)).isPositive();
		assertThat(EntryChanges.restoration(Map.of("job!", ended.text()), Map.of("job!", second.text()))).isEmpty();
		assertThat(EntryChanges.restoration(Map.of("job!", ended.text()), Map.of("job!", first.text()))).hasSize(1);
	}

	@Test
	void whenALabelIsTooLongThenItIsCutBetweenCharactersAndNothingElseIs() {
		ScheduleEntry entry = new ScheduleEntry(RATE.text(), 1_000, null, "😀".repeat(100));
		assertThat(entry.text()).startsWith("rate 1000 0|1000|-|0|0|0|0||0|0|😀").endsWith("😀");
		assertThat(bytes(entry.text())).isBetween(253 - ROOM_FOR_TIME, 256 - ROOM_FOR_TIME);
	}

	@Test
	void whenALabelHasWhatIsNoTextThenItIsReplaced() {
		ScheduleEntry entry = new ScheduleEntry(RATE.text(), 1_000, null, "a\nb\ud83dc|d\u0000");
		assertThat(entry.by()).isEqualTo("a?b?c?d?");
		assertThat(ScheduleEntry.parse(entry.text())).isEqualTo(entry);
	}

	@Test
	void whenEntriesAreRandomThenTheyAreReadAsTheyWereWrittenInAtMost256Bytes() {
		Seeds.each(5_000, (random) -> {
			ScheduleEntry entry = new ScheduleEntry(
					random.nextBoolean() ? RATE.text() : "x".repeat(1 + random.nextInt(100)), number(random),
					(random.nextInt(5) == 0) ? null : fire(random), label(random));
			assertThat(ScheduleEntry.parse(entry.text())).isEqualTo(entry);
			assertThat(bytes(entry.text())).isLessThanOrEqualTo(256);
		});
	}

	private static @Nullable LastFire fire(Random random) {
		FireState state = FireState.values()[random.nextInt(FireState.values().length)];
		long previous = number(random) / 2;
		boolean claimed = state != FireState.PASSED || random.nextBoolean();
		Claim claim = claimed ? new Claim(number(random), 1 + random.nextInt(9), "a#-9".repeat(1 + random.nextInt(8)))
				: Claim.none(number(random));
		return new LastFire(previous + 1 + number(random) / 3, previous, state, claim,
				claimed ? 1 + number(random) / 2 : 0, state.isOpen() ? 0 : 1 + number(random) / 2);
	}

	private static long number(Random random) {
		return (random.nextLong() & ScheduleEntryFormat.MAXIMUM_NUMBER) >> random.nextInt(53);
	}

	private static String label(Random random) {
		StringBuilder label = new StringBuilder();
		for (int i = random.nextInt(80); i > 0; i--) {
			label.append((random.nextInt(4) > 0) ? Character.toString(32 + random.nextInt(95))
					: (random.nextBoolean() ? String.valueOf((char) random.nextInt(0x10000)) : "😀"));
		}
		return label.toString();
	}

	private static int bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8).length;
	}

}

package io.github.leaderkit.schedule;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

import io.github.leaderkit.Interrupted;
import io.github.leaderkit.ScheduleSettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Times are seconds after {@link #START}, at which the schedules began. The schedule
 * fires each ten seconds if nothing else is said, and may be caught up for a minute and a
 * half. The own term is 5.
 */
class FireRulesTests {

	private static final long START = Instant.parse("2027-01-01T00:00:00Z").toEpochMilli();

	private static final Recurrence TENS = Recurrence.cron("*/10 * * * * *", ZoneOffset.UTC);

	private static final Recurrence DELAY = Recurrence.fixedDelay(20_000, 10_000);

	private static final long CATCH_UP = 90;

	// Owed

	@Test
	void whenNothingIsDueThenItWaitsForTheNextPlannedTime() {
		assertThat(decide(TENS, Interrupted.SKIP, done(10, 11), at(12))).isEqualTo(new FireDecision.Wait(time(20)));
		assertThat(decide(TENS, Interrupted.SKIP, done(10, 11), at(19.999))).isEqualTo(new FireDecision.Wait(time(20)));
	}

	@Test
	void whenAFireIsDueThenItIsRun() {
		assertThat(decide(TENS, Interrupted.SKIP, done(10, 11), at(20))).isEqualTo(run(20, 1, 1, 10, CATCH_UP));
	}

	@Test
	void whenAScheduleNeverFiresAgainThenItWaitsForever() {
		Recurrence never = Recurrence.cron("0 0 0 30 2 *", ZoneOffset.UTC);
		assertThat(decide(never, Interrupted.SKIP, null, at(12))).isEqualTo(new FireDecision.Wait(Recurrence.NEVER));
	}

	@Test
	void whenAScheduleHasJustBegunThenWhatWasPlannedBeforeIsNotOwed() {
		assertThat(decide(TENS, Interrupted.SKIP, null, at(0))).isEqualTo(run(0, 1, 1, null, CATCH_UP));
		ScheduleEntry later = ScheduleEntry.firstSeen(TENS, time(1));
		assertThat(FireRules.decide(definition(TENS, Interrupted.SKIP, CATCH_UP), later, at(9)))
			.isEqualTo(new FireDecision.Wait(time(10)));
	}

	@Test
	void whenAScheduleHasChangedThenWhatTheOldOneOwedIsNotOwed() {
		ScheduleEntry changed = entry(Recurrence.fixedRate(7_000, 0), done(10, 11)).enrolled(TENS, time(45));
		assertThat(FireRules.decide(definition(TENS, Interrupted.SKIP, CATCH_UP), changed, at(46)))
			.isEqualTo(new FireDecision.Wait(time(50)));
	}

	@Test
	void whenSeveralFiresAreDueThenTheLatestIsRunAndStandsForAll() {
		assertThat(decide(TENS, Interrupted.SKIP, done(10, 11), at(55))).isEqualTo(run(50, 1, 4, 10, CATCH_UP));
	}

	@Test
	void whenTheLatestIsInTimeThenEarlierOnesAreCoalescedHoweverLateTheyAre() {
		assertThat(decide(TENS, Interrupted.SKIP, done(10, 11), at(1_005))).isEqualTo(run(1_000, 1, 99, 10, CATCH_UP));
	}

	@Test
	void whenMoreThanAThousandAreCoalescedThenTheyAreNotCountedExactly() {
		FireDecision decision = decide(TENS, Interrupted.SKIP, done(10, 11), at(20_000));
		assertThat(((FireDecision.Run) decision).standsFor()).hasToString("more than 1000");
	}

	@ParameterizedTest
	@CsvSource({ "3690, true", "3690.001, false" })
	void whenAFireWasDueBeforeTheOwnTermThenItIsRunUntilCatchUpIsOver(double now, boolean runs) {
		Recurrence hourly = Recurrence.cron("0 0 * * * *", ZoneOffset.UTC);
		Situation situation = new Situation(time(now), 5, time(3_650), 0, false);
		FireDecision decision = FireRules.decide(definition(hourly, Interrupted.SKIP, CATCH_UP),
				entry(hourly, done(0, 1)), situation);
		assertThat(decision)
			.isEqualTo(runs ? run(3_600, 1, 1, 0, CATCH_UP) : pass(FireDecision.Reason.MISSED, 3_600, 1, 0, now));
	}

	@ParameterizedTest
	@CsvSource({ "59, 0, true", "61, 0, false", "89, 90, true", "91, 90, false", "3599, 3600, true" })
	void whenAFireBecameDueUnderTheOwnTermThenAMinuteIsAllowedEvenIfNothingIsCaughtUp(double late, long catchUp,
			boolean runs) {
		Recurrence hourly = Recurrence.cron("0 0 * * * *", ZoneOffset.UTC);
		FireDecision decision = FireRules.decide(definition(hourly, Interrupted.SKIP, catchUp),
				entry(hourly, done(0, 1)), new Situation(time(3_600 + late), 5, time(3_600), 0, false));
		assertThat(decision).isEqualTo(runs ? run(3_600, 1, 1, 0, Math.max(catchUp, 60))
				: pass(FireDecision.Reason.MISSED, 3_600, 1, 0, 3_600 + late));
	}

	@Test
	void whenNothingIsToBeCaughtUpThenAFireBeforeTheGrantIsMissedHoweverShortAgo() {
		FireDecision decision = FireRules.decide(definition(TENS, Interrupted.SKIP, 0), entry(TENS, done(10, 11)),
				new Situation(time(20.002), 5, time(20.001), 0, false));
		assertThat(decision).isEqualTo(pass(FireDecision.Reason.MISSED, 20, 1, 10, 20.002));
	}

	@Test
	void whenNothingElseIsSetThenAYearlyJobIsNotRunInNovember() {
		Recurrence yearly = Recurrence.cron("@yearly", ZoneOffset.UTC);
		long november = Instant.parse("2027-11-01T09:00:00Z").toEpochMilli();
		ScheduleEntry seen = ScheduleEntry.firstSeen(yearly, START - 1_000);
		FireDecision decision = FireRules.decide(
				definition(yearly, Interrupted.SKIP, ScheduleSettings.DEFAULT_CATCH_UP.toMillis() / 1_000), seen,
				new Situation(november, 5, november - 1_000, 0, false));
		assertThat(decision)
			.isEqualTo(new FireDecision.Pass(FireDecision.Reason.MISSED, START, FireCount.ONE, 0, november));
	}

	@Test
	void whenAllThatIsDueIsTooLateThenAllIsPassedAtOnce() {
		Recurrence hourly = Recurrence.cron("0 0 * * * *", ZoneOffset.UTC);
		assertThat(decide(hourly, Interrupted.SKIP, done(0, 1), at(3 * 3_600 + 1_800)))
			.isEqualTo(pass(FireDecision.Reason.MISSED, 3 * 3_600, 3, 0, 3 * 3_600 + 1_800));
	}

	// While the own run goes on

	@Test
	void whenARunGoesOnHereThenNothingIsClaimed() {
		Situation running = new Situation(time(55), 5, time(0), time(50), true);
		for (LastFire last : new LastFire[] { claimed(5, 10, 1), claimed(3, 10, 1), left(10), done(10, 11) }) {
			assertThat(FireRules.decide(definition(TENS, Interrupted.AGAIN, CATCH_UP), entry(TENS, last), running))
				.isEqualTo(new FireDecision.Wait(Recurrence.NEVER));
		}
	}

	@Test
	void whenFiresWereDueWhileTheRunWentOnThenTheLatestStandsForThem() {
		assertThat(decide(TENS, Interrupted.SKIP, done(10, 45), at(45))).isEqualTo(run(40, 1, 3, 10, CATCH_UP));
	}

	@Test
	void whenFiresWereDueWhileTheRunWentOnAndAreTooLateThenTheyAreNotReportedAndOthersAre() {
		Recurrence hourly = Recurrence.cron("0 0 * * * *", ZoneOffset.UTC);
		ScheduleEntry entry = entry(hourly, done(0, 7_500));
		FireDecision.Pass pass = (FireDecision.Pass) FireRules.decide(definition(hourly, Interrupted.SKIP, 5), entry,
				at(11_000));
		assertThat(pass).isEqualTo(pass(FireDecision.Reason.COALESCED, 7_200, 2, 0, 11_000));
		assertThat(pass.reason().isReported()).isFalse();
		ScheduleEntry passed = entry.passed(pass, 5, "");
		assertThat(FireRules.decide(definition(hourly, Interrupted.SKIP, 5), passed, at(11_000)))
			.isEqualTo(pass(FireDecision.Reason.MISSED, 10_800, 1, 7_200, 11_000));
	}

	@Test
	void whenAPassWasWrittenThenItsTimeIsNotTakenForTheEndOfARun() {
		Recurrence hourly = Recurrence.cron("0 0 * * * *", ZoneOffset.UTC);
		LastFire passed = new LastFire(time(3_600), 0, FireState.PASSED, Claim.none(4), 0, time(7_300));
		assertThat(decide(hourly, Interrupted.SKIP, passed, at(9_000)))
			.isEqualTo(pass(FireDecision.Reason.MISSED, 7_200, 1, 3_600, 9_000));
	}

	// Interrupted

	@Test
	void whenARunWasInterruptedThenItIsPassedUnlessItIsToRunAgain() {
		assertThat(decide(TENS, Interrupted.SKIP, claimed(4, 10, 1), at(15)))
			.isEqualTo(pass(FireDecision.Reason.INTERRUPTED, 10, 1, 0, 12));
		assertThat(decide(TENS, Interrupted.AGAIN, claimed(4, 10, 1), at(15))).isEqualTo(run(10, 2, 1, 0, CATCH_UP));
	}

	@ParameterizedTest
	@CsvSource({ "1, 2", "2, 3" })
	void whenARunWasInterruptedThenTheAttemptsAreCounted(int before, int attempt) {
		assertThat(decide(TENS, Interrupted.AGAIN, claimed(4, 10, before), at(15)))
			.isEqualTo(run(10, attempt, 1, 0, CATCH_UP));
	}

	@Test
	void whenARunWasInterruptedThreeTimesThenItIsPassed() {
		assertThat(decide(TENS, Interrupted.AGAIN, claimed(4, 10, 3), at(15)))
			.isEqualTo(pass(FireDecision.Reason.INTERRUPTED, 10, 1, 0, 12));
	}

	@Test
	void whenALaterFireIsDueThenAnInterruptedOneIsNotRunAgain() {
		ScheduleEntry entry = entry(TENS, claimed(4, 10, 1));
		FireDecision.Pass pass = (FireDecision.Pass) FireRules.decide(definition(TENS, Interrupted.AGAIN, CATCH_UP),
				entry, at(20));
		assertThat(pass).isEqualTo(pass(FireDecision.Reason.INTERRUPTED, 10, 1, 0, 12));
		assertThat(FireRules.decide(definition(TENS, Interrupted.AGAIN, CATCH_UP), entry.passed(pass, 5, ""), at(20)))
			.isEqualTo(run(20, 1, 1, 10, CATCH_UP));
	}

	@ParameterizedTest
	@CsvSource({ "90, true", "90.001, false" })
	void whenCatchUpIsOverThenAnInterruptedFireIsNotRunAgain(double now, boolean runs) {
		Recurrence hourly = Recurrence.cron("0 0 * * * *", ZoneOffset.UTC);
		LastFire last = new LastFire(time(0), 0, FireState.CLAIMED, new Claim(4, 1, "a"), time(0), 0);
		assertThat(decide(hourly, Interrupted.AGAIN, last, at(now)))
			.isEqualTo(runs ? run(0, 2, 1, null, CATCH_UP) : pass(FireDecision.Reason.INTERRUPTED, 0, 1, null, 12));
	}

	@ParameterizedTest
	@EnumSource(Interrupted.class)
	void whenALeaderLeftItsRunWhenItReleasedThenItIsNeverRunAgain(Interrupted interrupted) {
		assertThat(decide(TENS, interrupted, left(10), at(15)))
			.isEqualTo(pass(FireDecision.Reason.INTERRUPTED, 10, 1, 0, 12));
	}

	@Test
	void whenAClaimOfTheOwnTermGotNoStartThenItIsInterruptedNow() {
		assertThat(decide(TENS, Interrupted.SKIP, claimed(5, 10, 1), at(15)))
			.isEqualTo(pass(FireDecision.Reason.INTERRUPTED, 10, 1, 0, 15));
		assertThat(decide(TENS, Interrupted.AGAIN, claimed(5, 10, 1), at(15))).isEqualTo(run(10, 2, 1, 0, CATCH_UP));
	}

	@Test
	void whenAnInterruptedRunStoodForSeveralThenTheNextAttemptDoesToo() {
		LastFire last = new LastFire(time(50), time(10), FireState.CLAIMED, new Claim(4, 1, "a"), time(51), 0);
		assertThat(decide(TENS, Interrupted.AGAIN, last, at(55))).isEqualTo(run(50, 2, 4, 10, CATCH_UP));
		assertThat(decide(TENS, Interrupted.SKIP, last, at(55)))
			.isEqualTo(pass(FireDecision.Reason.INTERRUPTED, 50, 4, 10, 12));
	}

	@Test
	void whenALaterLeaderHasClaimedThenAFormerOneDoesNothing() {
		assertThat(decide(TENS, Interrupted.AGAIN, claimed(6, 10, 1), at(55)))
			.isEqualTo(new FireDecision.Wait(Recurrence.NEVER));
	}

	@Test
	void whenTheClockWasAheadThenNothingRunsBeforeItsTime() {
		assertThat(decide(TENS, Interrupted.AGAIN, claimed(4, 1_000, 1), at(55)))
			.isEqualTo(new FireDecision.Wait(time(1_000)));
		assertThat(decide(TENS, Interrupted.AGAIN, done(1_000, 1_001), at(55)))
			.isEqualTo(new FireDecision.Wait(time(1_010)));
	}

	// In doubt

	@Test
	void whenClaimsMayBeForgottenThenFiresBeforeAreInDoubtAndLaterOnesRun() {
		ScheduleEntry entry = entry(TENS, done(10, 11));
		Situation situation = new Situation(time(55), 5, time(45), time(40), false);
		FireDecision.Pass pass = (FireDecision.Pass) FireRules.decide(definition(TENS, Interrupted.SKIP, CATCH_UP),
				entry, situation);
		assertThat(pass).isEqualTo(pass(FireDecision.Reason.IN_DOUBT, 30, 2, 10, 55));
		assertThat(FireRules.decide(definition(TENS, Interrupted.SKIP, CATCH_UP), entry.passed(pass, 5, ""), situation))
			.isEqualTo(run(50, 1, 2, 30, CATCH_UP));
	}

	@Test
	void whenAFireMayRunAgainThenItRunsThoughItIsInDoubt() {
		assertThat(decide(TENS, Interrupted.AGAIN, done(10, 11), new Situation(time(55), 5, time(45), time(52), false)))
			.isEqualTo(run(50, 1, 4, 10, CATCH_UP));
	}

	@Test
	void whenAFireInDoubtIsTooLateToRunAgainThenItIsInDoubtAndNotMissed() {
		Recurrence hourly = Recurrence.cron("0 0 * * * *", ZoneOffset.UTC);
		Situation situation = new Situation(time(9_000), 5, time(8_990), time(3_700), false);
		ScheduleEntry entry = entry(hourly, done(0, 1));
		FireDecision.Pass pass = (FireDecision.Pass) FireRules.decide(definition(hourly, Interrupted.AGAIN, CATCH_UP),
				entry, situation);
		assertThat(pass).isEqualTo(pass(FireDecision.Reason.IN_DOUBT, 3_600, 1, 0, 9_000));
		assertThat(
				FireRules.decide(definition(hourly, Interrupted.AGAIN, CATCH_UP), entry.passed(pass, 5, ""), situation))
			.isEqualTo(pass(FireDecision.Reason.MISSED, 7_200, 1, 3_600, 9_000));
	}

	@Test
	void whenTheRecordShowsTheClaimThenItIsInterruptedAndNotInDoubt() {
		assertThat(decide(TENS, Interrupted.SKIP, claimed(4, 10, 1),
				new Situation(time(15), 5, time(12), time(14), false)))
			.isEqualTo(pass(FireDecision.Reason.INTERRUPTED, 10, 1, 0, 12));
	}

	// Fixed rate and fixed delay

	@Test
	void whenALeaderTakesOverAFixedRateThenTheGridGoesOn() {
		Recurrence rate = Recurrence.fixedRate(10_000, 3_000);
		assertThat(decide(rate, Interrupted.SKIP, null, at(2))).isEqualTo(new FireDecision.Wait(time(3)));
		assertThat(decide(rate, Interrupted.SKIP, done(3, 4), at(35))).isEqualTo(run(33, 1, 3, 3, CATCH_UP));
	}

	@Test
	void whenARunAfterAFixedDelayHasEndedThenTheNextIsThatLaterAndStandsForOne() {
		assertThat(decide(DELAY, Interrupted.SKIP, null, at(5))).isEqualTo(new FireDecision.Wait(time(10)));
		assertThat(decide(DELAY, Interrupted.SKIP, done(10, 14), at(33))).isEqualTo(new FireDecision.Wait(time(34)));
		assertThat(decide(DELAY, Interrupted.SKIP, done(10, 14), at(100))).isEqualTo(run(34, 1, 1, 10, CATCH_UP));
	}

	@Test
	void whenNobodyRecordedTheEndThenAFixedDelayCountsFromTheGrantOfTheNextLeader() {
		ScheduleEntry entry = entry(DELAY, claimed(4, 10, 1));
		FireDecision.Pass pass = (FireDecision.Pass) FireRules.decide(definition(DELAY, Interrupted.SKIP, CATCH_UP),
				entry, at(15));
		assertThat(pass).isEqualTo(pass(FireDecision.Reason.INTERRUPTED, 10, 1, 0, 12));
		ScheduleEntry passed = entry.passed(pass, 5, "");
		assertThat(FireRules.decide(definition(DELAY, Interrupted.SKIP, CATCH_UP), passed, at(15)))
			.isEqualTo(new FireDecision.Wait(time(32)));
		Situation later = new Situation(time(31), 6, time(30), 0, false);
		assertThat(FireRules.decide(definition(DELAY, Interrupted.SKIP, CATCH_UP), passed, later))
			.as("the one after that counts from the same")
			.isEqualTo(new FireDecision.Wait(time(32)));
	}

	@Test
	void whenAFireAfterAFixedDelayIsPassedThenTheNextIsCountedFromThat() {
		ScheduleEntry entry = entry(DELAY, done(10, 14));
		FireDecision.Pass pass = (FireDecision.Pass) FireRules.decide(definition(DELAY, Interrupted.SKIP, CATCH_UP),
				entry, new Situation(time(500), 5, time(499), 0, false));
		assertThat(pass).isEqualTo(pass(FireDecision.Reason.MISSED, 34, 1, 10, 500));
		assertThat(FireRules.decide(definition(DELAY, Interrupted.SKIP, CATCH_UP), entry.passed(pass, 5, ""), at(500)))
			.isEqualTo(new FireDecision.Wait(time(520)));
	}

	// Changes of clocks, and what is refused

	@Test
	void whenAnHourIsRepeatedThenBothFiresAreRun() {
		Recurrence nightly = Recurrence.cron("0 30 2 * * *", ZoneId.of("Europe/Berlin"));
		long first = Instant.parse("2027-10-31T00:30:00Z").toEpochMilli();
		ScheduleEntry entry = ScheduleEntry.firstSeen(nightly, first - 1_000)
			.claimed(new FireDecision.Run(first, 1, FireCount.ONE, 0, 0), new Claim(5, 1, "a"), "", first)
			.finished(first, 1, "a", FireState.DONE, first + 5);
		assertThat(FireRules.decide(definition(nightly, Interrupted.SKIP, CATCH_UP), entry,
				new Situation(first + 10, 5, first, 0, false)))
			.isEqualTo(new FireDecision.Wait(first + 3_600_000));
	}

	@Test
	void whenAnotherVersionIsEnrolledThenNothingIsDecided() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> FireRules.decide(definition(TENS, Interrupted.SKIP, 1), entry(DELAY, null), at(1)))
			.withMessage("The schedule 'job' is 'cron */10 * * * * * Z', but 'delay 20000 10000' is enrolled");
	}

	@Test
	void whenCatchUpIsNegativeThenItIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> definition(TENS, Interrupted.SKIP, -1))
			.withMessageContaining("The catchUp of the schedule 'job' is -1000 ms");
	}

	private static FireDecision decide(Recurrence recurrence, Interrupted interrupted, @Nullable LastFire last,
			Situation situation) {
		return FireRules.decide(definition(recurrence, interrupted, CATCH_UP), entry(recurrence, last), situation);
	}

	private static ScheduleDefinition definition(Recurrence recurrence, Interrupted interrupted, long catchUp) {
		return new ScheduleDefinition(new ScheduleName("job"), recurrence, catchUp * 1_000, interrupted);
	}

	private static ScheduleEntry entry(Recurrence recurrence, @Nullable LastFire last) {
		return new ScheduleEntry(recurrence.text(), START, last, "web-1:42");
	}

	/**
	 * This instance leads since second 12, or since now if that is earlier.
	 */
	private static Situation at(double now) {
		return new Situation(time(now), 5, time(Math.min(12, now)), 0, false);
	}

	private static LastFire claimed(long term, double planned, int attempt) {
		return new LastFire(time(planned), START, FireState.CLAIMED, new Claim(term, attempt, "a"), time(planned), 0);
	}

	private static LastFire left(double planned) {
		return claimed(4, planned, 1).left();
	}

	private static LastFire done(double planned, double end) {
		return new LastFire(time(planned), 0, FireState.DONE, new Claim(4, 1, "a"), time(planned), time(end));
	}

	private static FireDecision.Run run(double planned, int attempt, long standsFor, @Nullable Integer previous,
			long allowed) {
		return new FireDecision.Run(time(planned), attempt, FireCount.of(standsFor),
				(previous != null) ? time(previous) : 0, time(planned) + allowed * 1_000);
	}

	private static FireDecision.Pass pass(FireDecision.Reason reason, double until, long count,
			@Nullable Integer previous, double end) {
		return new FireDecision.Pass(reason, time(until), FireCount.of(count), (previous != null) ? time(previous) : 0,
				time(end));
	}

	private static long time(double seconds) {
		return START + Math.round(seconds * 1_000);
	}

}

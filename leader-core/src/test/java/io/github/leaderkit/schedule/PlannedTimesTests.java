package io.github.leaderkit.schedule;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.scheduling.support.CronExpression;

import static org.assertj.core.api.Assertions.assertThat;

class PlannedTimesTests {

	private static final long DAY = 24 * 60 * 60 * 1000L;

	private static final List<String> ZONES = List.of("Europe/Berlin", "America/New_York", "America/Havana",
			"America/Santiago", "Asia/Beirut", "Africa/Cairo", "Australia/Lord_Howe", "Africa/Casablanca",
			"Asia/Kathmandu", "UTC");

	@Test
	void whenARateHasNotFiredThenItsFirstFireIsTheInitialDelayAfterItBegan() {
		PlannedTimes times = Recurrence.fixedRate(1_000, 300).unclaimed(new Progress(5_000, 0, 0));
		assertThat(times.first()).isEqualTo(5_300);
		assertThat(times.latest(5_299)).isEmpty();
		assertThat(times.latest(7_299)).hasValue(6_300);
		assertThat(times.next(5_300)).isEqualTo(6_300);
		assertThat(times.count(5_300, 7_300).number()).isEqualTo(2);
	}

	@Test
	void whenARateHasFiredThenItGoesOnFromTheLastPlannedTimeWithoutInitialDelay() {
		Recurrence rate = Recurrence.fixedRate(1_000, 300);
		assertThat(rate.unclaimed(new Progress(5_000, 6_300, 6_900)).first()).isEqualTo(7_300);
		assertThat(rate.unclaimed(new Progress(9_000, 6_300, 6_900)).first()).as("since is later").isEqualTo(9_300);
		assertThat(rate.unclaimed(new Progress(9_300, 6_300, 6_900)).first()).as("since is that").isEqualTo(9_300);
	}

	@Test
	void whenADelayHasFiredThenTheNextTimeIsCountedFromTheEnd() {
		Recurrence delay = Recurrence.fixedDelay(1_000, 300);
		assertThat(delay.unclaimed(new Progress(5_000, 0, 0)).first()).isEqualTo(5_300);
		PlannedTimes times = delay.unclaimed(new Progress(5_000, 5_300, 8_111));
		assertThat(times.first()).isEqualTo(9_111);
		assertThat(times.next(9_111)).isEqualTo(Recurrence.NEVER);
		assertThat(times.latest(9_110)).isEmpty();
		assertThat(times.latest(99_999)).hasValue(9_111);
		assertThat(times.count(0, 99_999)).isEqualTo(FireCount.ONE);
		assertThat(delay.unclaimed(new Progress(9_500, 5_300, 8_111)).first()).as("since is later").isEqualTo(9_500);
		assertThat(delay.unclaimed(new Progress(5_000, 9_500, 8_111)).first()).as("the clock went back")
			.isEqualTo(9_501);
	}

	@Test
	void whenACronBeginsAtAPlannedTimeThenThatOneIsOwedAndNoneBefore() {
		Recurrence cron = Recurrence.cron("*/10 * * * * *", ZoneOffset.UTC);
		assertThat(cron.unclaimed(new Progress(20_000, 0, 0)).first()).isEqualTo(20_000);
		assertThat(cron.unclaimed(new Progress(20_001, 0, 0)).first()).isEqualTo(30_000);
		assertThat(cron.unclaimed(new Progress(20_000, 40_000, 0)).first()).isEqualTo(50_000);
		assertThat(cron.unclaimed(new Progress(70_000, 40_000, 0)).first()).isEqualTo(70_000);
		assertThat(cron.unclaimed(new Progress(70_000, 40_000, 0)).next(0)).isEqualTo(70_000);
	}

	@Test
	void whenACronNeverFiresThenThereIsNoPlannedTime() {
		PlannedTimes times = Recurrence.cron("0 0 0 30 2 *", ZoneOffset.UTC).unclaimed(new Progress(DAY, 0, 0));
		assertThat(times.first()).isEqualTo(Recurrence.NEVER);
		assertThat(times.latest(1_000 * 365 * DAY)).isEmpty();
		assertThat(times.count(0, 1_000 * 365 * DAY)).isEqualTo(FireCount.of(0));
	}

	@Test
	void whenMoreThanAThousandWereDueThenACronDoesNotCountThemAndARateDoes() {
		PlannedTimes cron = Recurrence.cron("* * * * * *", ZoneOffset.UTC).unclaimed(new Progress(DAY, 0, 0));
		assertThat(cron.count(0, DAY + 999_000)).isEqualTo(new FireCount(1_000, true)).hasToString("1000");
		assertThat(cron.count(0, DAY + 1_000_000)).isEqualTo(new FireCount(1_000, false)).hasToString("more than 1000");
		PlannedTimes rate = Recurrence.fixedRate(1_000, 0).unclaimed(new Progress(DAY, 0, 0));
		assertThat(rate.count(0, 8 * DAY)).isEqualTo(FireCount.of(7 * 86_400 + 1));
	}

	@Test
	void whenAYearOfSecondsWasMissedThenTheLatestIsFoundWithoutWalkingThem() {
		PlannedTimes cron = Recurrence.cron("* * * * * *", ZoneId.of("Europe/Berlin"))
			.unclaimed(new Progress(DAY, 0, 0));
		for (int i = 0; i < 1_000; i++) {
			assertThat(cron.latest(20_000 * DAY + 500 + i * DAY)).hasValue(20_000 * DAY + i * DAY);
		}
	}

	@Test
	void whenRatesAreRandomThenTheyAreThoseThatAWalkOverEachMillisecondFinds() {
		Seeds.each(3_000, (random) -> {
			long since = 1_000 + random.nextInt(500);
			long rate = 1 + random.nextInt(60);
			long initialDelay = random.nextInt(80);
			boolean fired = random.nextBoolean();
			long last = fired ? since - 200 + random.nextInt(400) : 0;
			PlannedTimes times = Recurrence.fixedRate(rate, initialDelay).unclaimed(new Progress(since, last, last));
			agree(times,
					(time) -> fired ? time > last && time >= since && (time - last) % rate == 0
							: time >= since + initialDelay && (time - since - initialDelay) % rate == 0,
					700, 1, random);
		});
	}

	@Test
	void whenCronsAreRandomThenTheyAreThoseThatAWalkOverEachSecondFindsThroughChangesOfClocks() {
		Seeds.each(1_500, (random) -> {
			ZoneId zone = ZoneId.of(ZONES.get(random.nextInt(ZONES.size())));
			NaiveCron naive = random.nextBoolean() ? NaiveCron.random(random, zone) : NaiveCron.frequent(random, zone);
			long since = nearChange(zone, random);
			PlannedTimes times = new CronTimes(new ZonedCron(CronExpression.parse(naive.spelling(random)), zone),
					since);
			agree(times, (time) -> time >= since && naive.isPlanned(time), since / 1_000 * 1_000 - 60_000, 1_000,
					random);
		});
	}

	private static long nearChange(ZoneId zone, Random random) {
		Instant from = Instant.parse("2026-12-01T00:00:00Z").plusSeconds(random.nextInt(400_000_000));
		ZoneOffsetTransition change = zone.getRules().nextTransition(from);
		Instant near = (change != null) ? change.getInstant() : from;
		return near.toEpochMilli() - 2 * 60 * 60 * 1000 + random.nextInt(3 * 60 * 60 * 1000);
	}

	private static void agree(PlannedTimes times, LongPredicate planned, long from, long step, Random random) {
		long first = Recurrence.NEVER;
		long latest = -1;
		long walked = -1;
		int count = 0;
		long after = from + random.nextInt(100) * step;
		long end = from + 2_000 * step;
		for (long time = from; time <= end; time += step) {
			if (planned.test(time)) {
				first = Math.min(first, time);
				latest = time;
				if (time > after) {
					count++;
					walked = (walked < 0) ? times.next(after) : times.next(walked);
					assertThat(walked).as("next").isEqualTo(time);
				}
			}
		}
		if (latest >= 0) {
			assertThat(times.first()).as("first").isEqualTo(first);
		}
		else {
			assertThat(times.first()).as("first").isGreaterThan(end);
		}
		assertThat(times.latest(end)).as("latest")
			.isEqualTo((latest >= 0) ? OptionalLong.of(latest) : OptionalLong.empty());
		FireCount expected = (count > 1_000 && times instanceof CronTimes) ? new FireCount(1_000, false)
				: FireCount.of(count);
		assertThat(times.count(after, end)).as("count").isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "2027-10-30T12:00:00Z", "2027-10-31T00:00:00Z" })
	void whenAnHourIsRepeatedThenACronFiresInBoth(String since) {
		assertThat(first(3, "0 30 2 * * *", "Europe/Berlin", since)).containsExactly("2027-10-31T00:30:00Z",
				"2027-10-31T01:30:00Z", "2027-11-01T01:30:00Z");
	}

	@Test
	void whenAnHourIsSkippedThenACronDoesNotFireInIt() {
		assertThat(first(1, "0 30 2 * * *", "Europe/Berlin", "2027-03-27T12:00:00Z"))
			.containsExactly("2027-03-29T00:30:00Z");
	}

	@ParameterizedTest
	@ValueSource(strings = { "2025-11-01T12:18:20Z", "2025-11-02T03:59:59Z", "2025-11-02T04:00:00Z",
			"2025-11-02T04:35:08Z" })
	void whenTheHourAfterMidnightIsRepeatedThenThePlannedTimesDoNotDependOnWhereTheyAreAskedFrom(String since) {
		assertThat(first(2, "0 56 0 * * *", "America/Havana", since)).containsExactly("2025-11-02T04:56:00Z",
				"2025-11-02T05:56:00Z");
	}

	@Test
	void whenHalfAnHourIsRepeatedThenACronFiresInBoth() {
		assertThat(first(4, "0 */20 * * * *", "Australia/Lord_Howe", "2027-04-03T14:30:00Z")).containsExactly(
				"2027-04-03T14:40:00Z", "2027-04-03T15:10:00Z", "2027-04-03T15:30:00Z", "2027-04-03T15:50:00Z");
	}

	@Test
	void whenACronNamesOnlyTimesThatAreSkippedThenItNeverFires() {
		assertThat(Recurrence.cron("0 30 2 25-31 3 7", ZoneId.of("Europe/Berlin"))
			.unclaimed(new Progress(DAY * 20_000, 0, 0))
			.first()).isEqualTo(Recurrence.NEVER);
		assertThat(first(1, "0 0 0 29 2 7", "Europe/Berlin", "2027-01-01T00:00:00Z"))
			.containsExactly("2032-02-28T23:00:00Z");
	}

	@Test
	void whenClocksChangeByAnHourNotAtMidnightThenPlannedTimesAreThoseOfSpring() {
		Seeds.each(500, (random) -> {
			ZoneId zone = ZoneId.of(random.nextBoolean() ? "Europe/Berlin" : "America/New_York");
			CronExpression spring = CronExpression.parse(NaiveCron.random(random, zone).spelling(random));
			long since = nearChange(zone, random);
			ZonedDateTime time = Instant.ofEpochMilli(since).atZone(zone);
			long next = since;
			for (int i = 0; i < 50 && next != Recurrence.NEVER; i++) {
				time = (time != null) ? spring.next(time) : null;
				next = new ZonedCron(spring, zone).next(next);
				assertThat(next).isEqualTo((time != null) ? time.toInstant().toEpochMilli() : Recurrence.NEVER);
			}
		});
	}

	private static List<String> first(int count, String expression, String zone, String since) {
		PlannedTimes times = Recurrence.cron(expression, ZoneId.of(zone))
			.unclaimed(new Progress(Instant.parse(since).toEpochMilli(), 0, 0));
		return LongStream.iterate(times.first(), times::next)
			.limit(count)
			.mapToObj((time) -> Instant.ofEpochMilli(time).toString())
			.toList();
	}

}

package io.github.leaderkit.schedule;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongPredicate;

import io.github.leaderkit.Interrupted;
import io.github.leaderkit.ScheduleSettings;
import org.jspecify.annotations.Nullable;

/**
 * The rules once more, on lists of planned times that are found by a walk over each
 * second. It shares no arithmetic with what it checks. All its planned times are whole
 * seconds, except those after a delay.
 *
 * @param definition the schedule
 * @param cron the cron as sets, if it is one
 */
record NaiveSchedule(ScheduleDefinition definition, @Nullable NaiveCron cron) {

	private static final long STEP = 1_000;

	static NaiveSchedule random(Random random, ZoneId zone) {
		long period = (1 + random.nextInt(120)) * STEP;
		long initialDelay = random.nextInt(60) * STEP;
		int kind = random.nextInt(3);
		if (kind == 0) {
			return random(random, Recurrence.fixedRate(period, initialDelay), null);
		}
		if (kind == 1) {
			return random(random, Recurrence.fixedDelay(period, initialDelay), null);
		}
		NaiveCron cron = NaiveCron.frequent(random, zone);
		return random(random, Recurrence.cron(cron.spelling(random), zone), cron);
	}

	private static NaiveSchedule random(Random random, Recurrence recurrence, @Nullable NaiveCron cron) {
		long[] catchUps = { 0, 10_000, 100_000, 1_000_000, ScheduleSettings.DEFAULT_CATCH_UP.toMillis() };
		return new NaiveSchedule(new ScheduleDefinition(new ScheduleName("job"), recurrence,
				catchUps[random.nextInt(catchUps.length)], random.nextBoolean() ? Interrupted.SKIP : Interrupted.AGAIN),
				cron);
	}

	boolean isDelay() {
		return this.definition.recurrence() instanceof FixedDelay;
	}

	/**
	 * Whether a time is planned if nothing after {@code last} was claimed or passed.
	 */
	LongPredicate planned(long since, long last) {
		if (this.cron != null) {
			return (time) -> time >= since && time > last && this.cron.isPlanned(time);
		}
		if (this.definition.recurrence() instanceof FixedRate rate) {
			long anchor = (last > 0) ? last : since + rate.initialDelay();
			return (time) -> time >= since && time >= anchor && time != last && (time - anchor) % rate.rate() == 0;
		}
		throw new IllegalStateException("What is planned after a delay depends on the runs");
	}

	/**
	 * The only planned time of a delay.
	 */
	private long delayed(long since, long last, long end) {
		FixedDelay delay = (FixedDelay) this.definition.recurrence();
		return (last > 0) ? Math.max(end + delay.delay(), since) : since + delay.initialDelay();
	}

	List<Long> between(LongPredicate planned, long from, long until) {
		List<Long> times = new ArrayList<>();
		for (long time = from / STEP * STEP; time <= until; time += STEP) {
			if (time >= from && planned.test(time)) {
				times.add(time);
			}
		}
		return times;
	}

	FireDecision decide(ScheduleEntry entry, Situation at) {
		LastFire last = entry.last();
		if (at.runs() || (last != null && last.claim().term() > at.term())) {
			return new FireDecision.Wait(Recurrence.NEVER);
		}
		boolean open = last != null && (last.state() == FireState.CLAIMED || last.state() == FireState.LEFT);
		long nobodysEnd = (open && last.claim().term() < at.term()) ? at.granted() : at.now();
		long before = (last != null) ? last.planned() : 0;
		long end = (last != null && !open) ? last.end() : nobodysEnd;
		List<Long> due = due(entry.since(), before, end, at.now());
		if (open && last != null) {
			return interrupted(entry, last, at, due.isEmpty(), nobodysEnd);
		}
		if (due.isEmpty()) {
			return new FireDecision.Wait(firstAfter(entry.since(), before, end, at.now()));
		}
		long latest = due.get(due.size() - 1);
		boolean late = at.now() > latest + allowed(latest, at);
		if (due.get(0) < at.doubt() && (late || this.definition.interrupted() == Interrupted.SKIP)) {
			return pass(FireDecision.Reason.IN_DOUBT, due.stream().filter((time) -> time < at.doubt()).toList(), before,
					at.now());
		}
		if (!late) {
			return new FireDecision.Run(latest, 1, count(due.size()), before, latest + allowed(latest, at));
		}
		boolean ended = last != null && (last.state() == FireState.DONE || last.state() == FireState.FAILED);
		if (ended && due.get(0) <= end) {
			return pass(FireDecision.Reason.COALESCED, due.stream().filter((time) -> time <= end).toList(), before,
					at.now());
		}
		return pass(FireDecision.Reason.MISSED, due, before, at.now());
	}

	private FireDecision interrupted(ScheduleEntry entry, LastFire last, Situation at, boolean nothingLater, long end) {
		long fire = last.planned();
		long from = (last.previous() > 0) ? last.previous() : entry.since();
		int stoodFor = isDelay() ? 1 : between(planned(from, last.previous()), from, fire).size();
		FireCount count = count(Math.max(stoodFor, 1));
		if (this.definition.interrupted() == Interrupted.AGAIN && last.state() == FireState.CLAIMED
				&& last.claim().attempt() < 3 && at.now() <= fire + allowed(fire, at) && nothingLater) {
			return new FireDecision.Run(fire, last.claim().attempt() + 1, count, last.previous(),
					fire + allowed(fire, at));
		}
		return new FireDecision.Pass(FireDecision.Reason.INTERRUPTED, fire, count, last.previous(), end);
	}

	private FireDecision.Pass pass(FireDecision.Reason reason, List<Long> times, long previous, long now) {
		return new FireDecision.Pass(reason, times.get(times.size() - 1), count(times.size()), previous, now);
	}

	private FireCount count(int number) {
		return (this.cron != null && number > 1_000) ? new FireCount(1_000, false) : FireCount.of(number);
	}

	private long allowed(long time, Situation at) {
		long catchUp = this.definition.catchUp();
		return (time >= at.granted() && catchUp < 60_000) ? 60_000 : catchUp;
	}

	private List<Long> due(long since, long last, long end, long now) {
		if (isDelay()) {
			long next = delayed(since, last, end);
			return (next <= now) ? List.of(next) : List.of();
		}
		return between(planned(since, last), Math.max(since, last + 1), now);
	}

	private long firstAfter(long since, long last, long end, long now) {
		if (isDelay()) {
			return delayed(since, last, end);
		}
		LongPredicate planned = planned(since, last);
		long time = now / STEP * STEP + STEP;
		while (!planned.test(time)) {
			time += STEP;
		}
		return time;
	}

}

package io.github.leaderkit.schedule;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.github.leaderkit.Interrupted;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A schedule through a random history of leaders that run, crash, pause, decide late,
 * leave work behind, or are followed by others. Each decision must be that of
 * {@link NaiveSchedule}. What was run and reported is kept, to be accounted for.
 */
final class ScheduleHistory {

	private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

	/**
	 * Half an hour before clocks go back, in half of the histories.
	 */
	private static final long START = Instant.parse("2027-10-30T23:30:00Z").toEpochMilli();

	private final Random random;

	private final boolean losesData;

	private final Set<String> seen;

	private final NaiveSchedule schedule;

	private ScheduleEntry entry;

	private final List<ScheduleEntry> written = new ArrayList<>();

	private final List<Span> notOwed = new ArrayList<>();

	private final TreeMap<Long, Span> spans = new TreeMap<>();

	private final Map<Long, List<Integer>> attempts = new HashMap<>();

	private final Map<Long, Integer> interruptions = new HashMap<>();

	private final TreeSet<Long> ended = new TreeSet<>();

	private final List<LateEnd> lateEnds = new ArrayList<>();

	private long now;

	private long term = 1;

	private long granted;

	private long doubt;

	private long ids;

	private long began;

	/**
	 * Begins a history.
	 * @param random decides what happens
	 * @param losesData whether the record loses what was written last now and then
	 * @param seen where to note which decisions there were, and on what
	 */
	ScheduleHistory(Random random, boolean losesData, Set<String> seen) {
		this.random = random;
		this.losesData = losesData;
		this.seen = seen;
		this.schedule = NaiveSchedule.random(random, BERLIN);
		this.now = START + random.nextInt(3_600) * 1_000;
		this.began = this.now;
		this.granted = this.now;
		this.entry = ScheduleEntry.firstSeen(this.schedule.definition().recurrence(), this.now);
		write(this.entry);
	}

	void play(int steps) {
		for (int i = 0; i < steps; i++) {
			step(false);
		}
		lead(0);
		while (step(true)) {
			// until nothing is due
		}
	}

	/**
	 * One decision and what comes of it.
	 * @return whether something was due
	 */
	private boolean step(boolean calm) {
		endLate();
		Situation at = new Situation(this.now, this.term, this.granted, this.doubt, false);
		FireDecision decision = FireRules.decide(this.schedule.definition(), this.entry, at);
		assertThat(decision).as("%s of %s at %s", this.schedule.definition(), this.entry.text(), at)
			.isEqualTo(this.schedule.decide(this.entry, at));
		String kind = this.schedule.definition().recurrence().getClass().getSimpleName();
		if (decision instanceof FireDecision.Wait wait) {
			await(wait, calm);
			return false;
		}
		this.seen.add(kind + " " + ((decision instanceof FireDecision.Pass pass) ? pass.reason()
				: "attempt " + ((FireDecision.Run) decision).attempt()));
		if (!calm && chance(8)) {
			lead(this.random.nextInt(200_000));
			return true;
		}
		if (decision instanceof FireDecision.Pass pass) {
			pass(pass);
		}
		else {
			run((FireDecision.Run) decision, calm);
		}
		return true;
	}

	private void await(FireDecision.Wait wait, boolean calm) {
		if (calm) {
			return;
		}
		assertThat(wait.until()).isGreaterThan(this.now);
		if (chance(6)) {
			lead(this.random.nextInt(chance(3) ? 4_000_000 : 100_000));
		}
		else {
			this.now = wait.until() + (chance(4) ? this.random.nextInt(150_000) : this.random.nextInt(5));
		}
	}

	private void pass(FireDecision.Pass pass) {
		write(this.entry.passed(pass, this.term, "b"));
		if (pass.reason() == FireDecision.Reason.INTERRUPTED) {
			this.interruptions.merge(pass.until(), 1, Integer::sum);
		}
		else {
			standsFor(new Span(pass.previous(), pass.until()));
		}
	}

	private void run(FireDecision.Run run, boolean calm) {
		this.now += this.random.nextInt(chance(10) ? 100_000 : 3);
		if (this.now > run.notAfter()) {
			return;
		}
		String id = "c" + this.ids++;
		write(this.entry.claimed(run, new Claim(this.term, run.attempt(), id), "a", this.now));
		if (run.attempt() == 1) {
			standsFor(new Span(run.previous(), run.planned()));
		}
		int outcome = calm ? 0 : this.random.nextInt(10);
		if (outcome == 9) {
			// The claim gets no start
			return;
		}
		this.attempts.computeIfAbsent(run.planned(), (planned) -> new ArrayList<>()).add(run.attempt());
		Situation running = new Situation(this.now, this.term, this.granted, this.doubt, true);
		assertThat(FireRules.decide(this.schedule.definition(), this.entry, running))
			.isEqualTo(new FireDecision.Wait(Recurrence.NEVER));
		this.now += this.random.nextInt(chance(5) ? 400_000 : 5_000);
		LateEnd end = new LateEnd(this.now + this.random.nextInt(200_000), run.planned(), run.attempt(), id);
		switch (outcome) {
			case 6 -> lead(this.random.nextInt(100_000));
			case 7 -> {
				this.lateEnds.add(end);
				lead(this.random.nextInt(100_000));
			}
			case 8 -> {
				write(this.entry.left(run.planned(), run.attempt(), id));
				this.lateEnds.add(end);
				lead(this.random.nextInt(100));
			}
			default -> finish(run.planned(), run.attempt(), id);
		}
	}

	/**
	 * No planned time is in two runs or passes.
	 */
	private void standsFor(Span span) {
		if (!this.losesData && !this.spans.isEmpty()) {
			assertThat(span.previous()).isGreaterThanOrEqualTo(this.spans.lastKey());
		}
		this.spans.put(span.until(), span);
	}

	private void finish(long planned, int attempt, String id) {
		ScheduleEntry finished = this.entry.finished(planned, attempt, id,
				chance(3) ? FireState.FAILED : FireState.DONE, this.now);
		if (finished != this.entry) {
			write(finished);
			this.ended.add(planned);
		}
	}

	private void endLate() {
		for (LateEnd end : List.copyOf(this.lateEnds)) {
			if (end.time() <= this.now) {
				this.lateEnds.remove(end);
				finish(end.planned(), end.attempt(), end.id());
			}
		}
	}

	/**
	 * Another leads after a while. It may be one to which the schedule was changed or
	 * resumed, or one whose record has lost what was written last.
	 */
	private void lead(long after) {
		if (this.losesData && chance(3)) {
			this.entry = this.written.get(Math.max(this.written.size() - 1 - this.random.nextInt(4), 0));
			this.doubt = this.now + 1;
		}
		else if (chance(6)) {
			this.doubt = this.now + 1 + this.random.nextInt((int) after + 1);
		}
		this.now += after + 1;
		this.term++;
		this.granted = this.now;
		if (!this.losesData && chance(10)) {
			this.now = this.now / 1_000 * 1_000 + 1_000;
			if (this.entry.last() == null) {
				this.began = this.now;
			}
			this.notOwed.add(new Span(lastFire(), this.now - 1));
			write(new ScheduleEntry(this.entry.spec(), this.now, this.entry.last(), this.entry.by()));
		}
	}

	private void write(ScheduleEntry changed) {
		this.entry = ScheduleEntry.parse(changed.text());
		this.written.add(this.entry);
	}

	private long lastFire() {
		LastFire last = this.entry.last();
		return (last != null) ? last.planned() : 0;
	}

	private boolean chance(int of) {
		return this.random.nextInt(of) == 0;
	}

	/**
	 * Each planned time that was owed is in a run or pass, and each run has an end or was
	 * reported as interrupted.
	 */
	void assertThatAllIsAccountedFor() {
		if (!this.schedule.isDelay()) {
			for (long planned : this.schedule.between(this.schedule.planned(this.began, 0), this.began, this.now)) {
				Map.Entry<Long, Span> span = this.spans.ceilingEntry(planned);
				boolean accounted = span != null && span.getValue().contains(planned);
				assertThat(accounted || this.notOwed.stream().anyMatch((exempt) -> exempt.contains(planned)))
					.as("%s of %s", planned, this.schedule.definition())
					.isTrue();
			}
		}
		for (long planned : this.attempts.keySet()) {
			int reported = this.interruptions.getOrDefault(planned, 0);
			assertThat(reported).as("interruptions of %s", planned).isLessThanOrEqualTo(1);
			assertThat(reported == 1 || this.ended.contains(planned)).as("%s has an end", planned).isTrue();
		}
		assertThat(this.entry.last() == null || !this.entry.last().state().isOpen()).isTrue();
	}

	/**
	 * No fire runs twice, whatever was lost, unless that is wanted.
	 */
	void assertThatNothingRanTwice() {
		this.attempts.forEach((planned, attempts) -> {
			if (this.schedule.definition().interrupted() == Interrupted.SKIP) {
				assertThat(attempts).as("attempts of %s", planned).containsExactly(1);
			}
			else if (!this.losesData) {
				assertThat(attempts).as("attempts of %s", planned)
					.isSorted()
					.isSubsetOf(1, 2, 3)
					.doesNotHaveDuplicates();
			}
		});
	}

	/**
	 * The planned times after one and up to another.
	 */
	private record Span(long previous, long until) {

		boolean contains(long planned) {
			return planned > this.previous && planned <= this.until;
		}

	}

	/**
	 * The end of a run whose leader has lost its lease.
	 */
	private record LateEnd(long time, long planned, int attempt, String id) {
	}

}

package io.github.leaderkit.simulation;

import java.time.Duration;
import java.util.List;
import java.util.Random;

import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipEvent.FireInterrupted;
import io.github.leaderkit.LeadershipEvent.FireMissed;
import org.jspecify.annotations.Nullable;

/**
 * Users who ask for runs of schedules, and a clock on each instance by which all claim
 * the same numbers by hand. Some come late, some ask twice, and some give up on a claim
 * that is under way.
 */
final class Requests {

	/** What is claimed by hand. */
	static final String BY_HAND = "by-hand";

	/** The least time between two wishes, in milliseconds. */
	static final long APART = 500;

	/** The time between two numbers, in milliseconds. */
	static final long PERIOD = 500;

	private static final Duration FIRST = Duration.ofSeconds(3);

	private static final Duration LAST = Duration.ofSeconds(54);

	private static final int MOST_TRIES = 3;

	private static final List<Scheduled> TRIGGERED = List.of(Scheduled.CRON, Scheduled.CRON_AGAIN);

	private final Simulation world;

	private final Random random;

	Requests(Simulation world, Random random) {
		this.world = world;
		this.random = random;
	}

	/**
	 * Those of which runs are asked for.
	 */
	static List<Scheduled> triggered() {
		return TRIGGERED;
	}

	/**
	 * The entry of the runs of a schedule that somebody asks for.
	 */
	static String field(String schedule) {
		return schedule + "!";
	}

	static boolean isOfTrigger(String field) {
		return field.endsWith("!");
	}

	static boolean isByHand(String field) {
		return field.equals(BY_HAND);
	}

	/**
	 * Whether something was planned by nobody, and so was asked for. Wishes at a planned
	 * time cannot be told from it, and are not looked at.
	 */
	static boolean isWish(String schedule, long time) {
		return TRIGGERED.contains(Scheduled.of(schedule)) && time % Scheduled.CRON.period() != 0;
	}

	/**
	 * When somebody asked for the run that is reported.
	 * @return the time, or {@code null} if nobody did
	 */
	static @Nullable Long wish(LeadershipEvent event) {
		if (event instanceof FireMissed missed && isWish(missed.schedule(), missed.planned().toEpochMilli())) {
			return missed.planned().toEpochMilli();
		}
		if (event instanceof FireInterrupted interrupted
				&& isWish(interrupted.schedule(), interrupted.planned().toEpochMilli())) {
			return interrupted.planned().toEpochMilli();
		}
		return null;
	}

	/**
	 * Until when there are any.
	 */
	static long until() {
		return LAST.toNanos();
	}

	void begin() {
		this.world.after(FIRST.toNanos(), this::askForRun);
		this.world.after(FIRST.toNanos(), () -> claimEverywhere(1));
	}

	private void askForRun() {
		trigger(this.world.members().get(this.random.nextInt(Simulation.MEMBERS)),
				TRIGGERED.get(this.random.nextInt(TRIGGERED.size())), 1);
		if (this.world.now() < LAST.toNanos()) {
			afterMillis(APART + this.random.nextInt(1_000), this::askForRun);
		}
	}

	private void trigger(Member member, Scheduled schedule, int tries) {
		if (!isUsable(member)) {
			return;
		}
		this.world.note("%s is asked for a run of %s", member, schedule.schedule());
		member.node().trigger(schedule.schedule()).whenComplete((done, failure) -> {
			if (failure != null && tries < MOST_TRIES) {
				afterMillis(APART + this.random.nextInt(500), () -> trigger(member, schedule, tries + 1));
			}
		});
	}

	private void claimEverywhere(long number) {
		for (Member member : this.world.members()) {
			claimSoon(member, number);
			if (this.random.nextInt(5) == 0) {
				claimSoon(member, number);
			}
		}
		if (this.world.now() < LAST.toNanos()) {
			afterMillis(PERIOD, () -> claimEverywhere(number + 1));
		}
	}

	private void claimSoon(Member member, long number) {
		afterMillis(this.random.nextInt((this.random.nextInt(4) == 0) ? 2_000 : 50), () -> claim(member, number));
	}

	private void claim(Member member, long number) {
		if (!isUsable(member)) {
			return;
		}
		SimulatedClaim claim = new SimulatedClaim(member, number, member.node().claim(BY_HAND, number));
		start(claim, 1);
		if (this.random.nextInt(30) == 0) {
			onThread(claim, this.random.nextInt(30), () -> close(claim));
		}
	}

	private void start(SimulatedClaim claim, int tries) {
		claim.handle().start().whenComplete((claimed, failure) -> {
			if (failure == null) {
				if (claimed && !claim.isClosed()) {
					begin(claim);
				}
			}
			else if (tries < MOST_TRIES) {
				onThread(claim, 100 + this.random.nextInt(1_000), () -> start(claim, tries + 1));
			}
			else {
				close(claim);
			}
		});
	}

	private void begin(SimulatedClaim claim) {
		claim.begins();
		this.world.note("%s begins under term %d", claim, claim.term());
		this.world.begunByHand(claim);
		onThread(claim, Scheduled.AGAIN.duration(this.random).toMillis(), () -> {
			if (this.random.nextBoolean()) {
				claim.handle().fail();
			}
			close(claim);
		});
	}

	private void close(SimulatedClaim claim) {
		if (!claim.isClosed()) {
			this.world.note("%s is closed", claim);
			claim.close(this.world.now());
		}
	}

	private static boolean isUsable(Member member) {
		return member.isAwake() && !member.isStopped();
	}

	private static void onThread(SimulatedClaim claim, long millis, Runnable task) {
		claim.member().node().onThread(millis * 1_000_000, task);
	}

	private void afterMillis(long millis, Runnable task) {
		this.world.after(millis * 1_000_000, task);
	}

}

package io.github.leaderkit.simulation;

import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Random;

import io.github.leaderkit.Interrupted;
import io.github.leaderkit.ScheduleSettings;

/**
 * The schedules that every process has.
 */
enum Scheduled {

	/** Its planned times are the same whatever is lost. */
	CRON(1_000, 0, 60, ScheduleSettings.cron("cron", "* * * * * *", ZoneOffset.UTC)),

	/** What was due before a leader led is given up soon. */
	RATE(700, 0, 250, ScheduleSettings.fixedRate("rate", Duration.ofMillis(700)).withCatchUp(Duration.ofMillis(200))),

	/** Runs are repeated if they were interrupted. Nothing is due for a while. */
	AGAIN(1_100, 5_000, 400,
			ScheduleSettings.fixedRate("again", Duration.ofMillis(1_100))
				.withInitialDelay(Duration.ofSeconds(5))
				.withInterrupted(Interrupted.AGAIN)),

	/** Runs are repeated if they were interrupted, at times that do not change. */
	CRON_AGAIN(2_000, 0, 400,
			ScheduleSettings.cron("cron-again", "*/2 * * * * *", ZoneOffset.UTC).withInterrupted(Interrupted.AGAIN)),

	/** Each time depends on the run before. */
	DELAY(900, 0, 100, ScheduleSettings.fixedDelay("delay", Duration.ofMillis(900)));

	private static final double LONG = 0.005;

	private final long period;

	private final long initialDelay;

	private final int longest;

	private final ScheduleSettings settings;

	Scheduled(long period, long initialDelay, int longest, ScheduleSettings settings) {
		this.period = period;
		this.initialDelay = initialDelay;
		this.longest = longest;
		this.settings = settings;
	}

	static boolean isOne(String name) {
		return Arrays.stream(values()).anyMatch((one) -> one.settings.name().equals(name));
	}

	static Scheduled of(String name) {
		return Arrays.stream(values()).filter((one) -> one.settings.name().equals(name)).findFirst().orElseThrow();
	}

	ScheduleSettings settings() {
		return this.settings;
	}

	String schedule() {
		return this.settings.name();
	}

	/** The time between two planned times, in milliseconds. */
	long period() {
		return this.period;
	}

	long initialDelay() {
		return this.initialDelay;
	}

	boolean isRunAgain() {
		return this.settings.interrupted() == Interrupted.AGAIN;
	}

	/** Whether planned times do not depend on runs. */
	boolean isRegular() {
		return this.settings.fixedDelay() == null;
	}

	/** The first planned time of a schedule that was first seen at some time. */
	long first(long since) {
		return (this.settings.cron() != null) ? -Math.floorDiv(-since, this.period) * this.period
				: since + this.initialDelay;
	}

	/** How long a run takes. Some take longer than a leader waits for. */
	Duration duration(Random random) {
		return (random.nextDouble() < LONG) ? Simulation.DRAIN.multipliedBy(3).dividedBy(2)
				: Duration.ofMillis(random.nextInt(this.longest));
	}

}

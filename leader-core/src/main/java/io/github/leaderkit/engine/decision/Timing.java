package io.github.leaderkit.engine.decision;

import java.time.Duration;

import io.github.leaderkit.ElectionSettings;

/**
 * The durations an election works with, derived from its settings once. In nanoseconds
 * where a local clock is meant, in milliseconds where that of the store is.
 *
 * @param ttlMillis duration of a lease
 * @param validity how long a leadership lasts after its last renewal was sent
 * @param margin by how much the validity is shorter than the ttl
 * @param renewal the longest time between two renewals
 * @param grid renewals are made at multiples of this, so that those of many elections
 * share a round trip
 * @param retry the time between two attempts after an error
 * @param longestRetry the longest such time of a follower
 * @param command the time that one command is given
 * @param interruptLead how long before a leadership ends work is cancelled that can be
 * @param pause the longest time between two attempts of a follower
 * @param drain the most time between the wish to leave and the release
 * @param maxTenure how long a leadership lasts at most, {@code 0} for no limit
 * @param deference how long a free lease is left to candidates of lower ranks
 * @param takeoverDelayMillis how long a lease that has run out is still respected
 * @param retentionMillis how long the store keeps a released record
 */
public record Timing(long ttlMillis, long validity, long margin, long renewal, long grid, long retry, long longestRetry,
		long command, long interruptLead, long pause, long drain, long maxTenure, long deference,
		long takeoverDelayMillis, long retentionMillis) {

	public static final long MILLI = 1_000_000;

	/**
	 * How much longer a free lease is left to others for each rank, and by a process that
	 * leads its share.
	 */
	static final long DEFERENCE_STEP = ElectionSettings.DEFERENCE_STEP.toNanos();

	/**
	 * How long an instance that has resigned lets others go first: longer than the
	 * longest deference, or nobody would come before it.
	 */
	static final long RESIGNATION_PAUSE = 1_000 * MILLI;

	/**
	 * The time between two attempts when only people can help.
	 */
	static final long HELPLESS_RETRY = 5_000 * MILLI;

	/**
	 * The time until the next attempt after one that came too late.
	 */
	static final long LATE_RETRY = 20 * MILLI;

	/** How many points of the grid lie between two renewals. */
	private static final int RENEWAL_STEPS = 10;

	/** The driver takes one timeout for a command, which may have waited before. */
	private static final int COMMANDS_UNTIL_GIVEN_UP = 4;

	public static Timing of(ElectionSettings settings, Duration commandTimeout) {
		long ttl = settings.ttl().toNanos();
		return new Timing(settings.ttl().toMillis(), settings.validity().toNanos(), settings.margin().toNanos(),
				settings.renewPeriod().toNanos(), ttl / 3 / RENEWAL_STEPS, settings.retryPeriod().toNanos(), ttl / 6,
				commandTimeout.toNanos(), settings.interruptLead().toNanos(), settings.waitTime().toNanos(),
				settings.drainTimeout().toNanos(), settings.maxTenure().toNanos(), DEFERENCE_STEP * settings.rank(),
				settings.takeoverDelay().toMillis(), settings.retention().toMillis());
	}

	/**
	 * The time after which a call has no result any more.
	 * @return nanoseconds
	 */
	long answer() {
		return COMMANDS_UNTIL_GIVEN_UP * this.command;
	}

	/**
	 * When to renew a lease next. The grid brings the elections of one process together,
	 * since what is asked at once costs little more than one call. Chance keeps elections
	 * that began together from all renewing at once.
	 * @param sent when the lease was last renewed
	 * @param chance a random number in [0, 1)
	 * @return local nanoseconds
	 */
	long nextRenewal(Moment sent, double chance) {
		long next = sent.nanos() + this.renewal - ((chance < 0.5) ? 0 : this.grid);
		return next - Math.floorMod(next, this.grid);
	}

}

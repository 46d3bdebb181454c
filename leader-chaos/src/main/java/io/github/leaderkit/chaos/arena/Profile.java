package io.github.leaderkit.chaos.arena;

/**
 * What an arena is made of.
 *
 * @param layout its Redis
 * @param strict whether the elections are in strict safety
 * @param redisClock whether the clock of Redis can be set
 * @param workerClocks whether the clocks of the workers can be set
 */
public record Profile(Deployment.Layout layout, boolean strict, boolean redisClock, boolean workerClocks) {

	/**
	 * A single server, standard safety.
	 */
	public static final Profile STANDARD = new Profile(SingleServer::new, false, false, false);

	/**
	 * How many workers there are.
	 */
	public static final int WORKERS = 4;

	/**
	 * How many elections each worker contends in.
	 */
	public static final int ELECTIONS = 32;

	/**
	 * The same with another Redis.
	 * @param other the Redis
	 * @return the profile
	 */
	public Profile with(Deployment.Layout other) {
		return new Profile(other, this.strict, this.redisClock, this.workerClocks);
	}

	/**
	 * The same in strict safety.
	 * @return the profile
	 */
	public Profile inStrict() {
		return new Profile(this.layout, true, this.redisClock, this.workerClocks);
	}

	/**
	 * The same with a Redis whose clock can be set.
	 * @return the profile
	 */
	public Profile withRedisClock() {
		return new Profile(this.layout, this.strict, true, this.workerClocks);
	}

	/**
	 * The same with workers whose clocks can be set.
	 * @return the profile
	 */
	public Profile withWorkerClocks() {
		return new Profile(this.layout, this.strict, this.redisClock, true);
	}

	/**
	 * Whether processes with shifted clocks are part of it.
	 * @return whether they are
	 */
	public boolean shiftsClocks() {
		return this.redisClock || this.workerClocks;
	}

}

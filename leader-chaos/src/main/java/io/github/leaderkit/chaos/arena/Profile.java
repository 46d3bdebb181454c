package io.github.leaderkit.chaos.arena;

/**
 * What an arena is made of.
 *
 * @param layout its Redis
 * @param strict whether the elections are in strict safety
 * @param redisClock whether the clock of Redis can be set
 * @param workerClocks whether the clocks of the workers can be set
 * @param waitReplicas how many replicas must have a lease before it counts
 */
public record Profile(Deployment.Layout layout, boolean strict, boolean redisClock, boolean workerClocks,
		int waitReplicas) {

	/**
	 * A single server, standard safety.
	 */
	public static final Profile STANDARD = new Profile(SingleServer::new, false, false, false, 0);

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
		return new Profile(other, this.strict, this.redisClock, this.workerClocks, this.waitReplicas);
	}

	/**
	 * The same in strict safety.
	 * @return the profile
	 */
	public Profile inStrict() {
		return new Profile(this.layout, true, this.redisClock, this.workerClocks, this.waitReplicas);
	}

	/**
	 * The same with a Redis whose clock can be set.
	 * @return the profile
	 */
	public Profile withRedisClock() {
		return new Profile(this.layout, this.strict, true, this.workerClocks, this.waitReplicas);
	}

	/**
	 * The same with workers whose clocks can be set.
	 * @return the profile
	 */
	public Profile withWorkerClocks() {
		return new Profile(this.layout, this.strict, this.redisClock, true, this.waitReplicas);
	}

	/**
	 * The same with replicas that must have a lease before it counts.
	 * @param replicas how many
	 * @return the profile
	 */
	public Profile waitingFor(int replicas) {
		return new Profile(this.layout, this.strict, this.redisClock, this.workerClocks, replicas);
	}

	/**
	 * Whether processes with shifted clocks are part of it.
	 * @return whether they are
	 */
	public boolean shiftsClocks() {
		return this.redisClock || this.workerClocks;
	}

}

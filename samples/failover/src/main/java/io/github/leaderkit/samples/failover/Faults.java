package io.github.leaderkit.samples.failover;

/**
 * Kills, stops and pauses leaders.
 */
final class Faults {

	private static final long SETTLE_MILLIS = 50;

	private final Fleet fleet;

	private final RedisProcess redis;

	private final Timeline timeline;

	private final Terminal terminal;

	private final String electionKey;

	Faults(Fleet fleet, RedisProcess redis, Timeline timeline, Terminal terminal, String electionKey) {
		this.fleet = fleet;
		this.redis = redis;
		this.timeline = timeline;
		this.terminal = terminal;
		this.electionKey = electionKey;
	}

	/**
	 * Kills the leader, which has no time to say anything.
	 * @param leader the leader
	 * @return when its lease ends, as Redis shows it just after
	 */
	long kill(Claim leader) throws InterruptedException {
		Instance instance = this.fleet.get(leader.instance());
		this.terminal.narrate("SIGKILL to " + instance + ", which leads");
		instance.kill();
		instance.process().waitFor();
		return leaseEnd(leader);
	}

	/**
	 * Asks the leader to stop.
	 * @param leader the leader
	 */
	void terminate(Claim leader) {
		Instance instance = this.fleet.get(leader.instance());
		this.terminal.narrate("SIGTERM to " + instance + ", which leads");
		instance.terminate();
	}

	/**
	 * Pauses the leader: it does not notice.
	 * @param leader the leader
	 * @return when its lease ends, as Redis shows it just after
	 */
	long pause(Claim leader) throws InterruptedException {
		Instance instance = this.fleet.get(leader.instance());
		this.terminal.narrate("SIGSTOP to " + instance + ", which leads");
		instance.pause();
		long leaseEnd = leaseEnd(leader);
		this.timeline.paused(leader.term(), leaseEnd);
		return leaseEnd;
	}

	/**
	 * Lets a leader that was paused go on.
	 * @param leader the leader
	 * @param leaseEnd the end of its lease when it was paused
	 */
	void resume(Claim leader, long leaseEnd) throws InterruptedException {
		Instance instance = this.fleet.get(leader.instance());
		if (System.currentTimeMillis() < leaseEnd) {
			this.timeline.resumedInTime(leader.term());
		}
		this.terminal.narrate("SIGCONT to " + instance + ", which was paused");
		instance.resume();
	}

	private long leaseEnd(Claim leader) throws InterruptedException {
		// A renewal that was on its way has reached Redis by then
		Thread.sleep(SETTLE_MILLIS);
		LeaseRecord lease = this.redis.lease(this.electionKey);
		if (lease.term() != leader.term()) {
			throw new ShowFailedException("Redis shows term " + lease.term() + ", not that of " + leader);
		}
		return lease.end();
	}

}

package io.github.leaderkit.simulation;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.github.leaderkit.engine.VirtualClocks;
import io.github.leaderkit.engine.VirtualWorld;
import io.github.leaderkit.store.memory.LeaseRules;
import io.github.leaderkit.store.memory.SimulatedRedis;

/**
 * The servers: the master, and those that were it and are still there.
 */
final class Servers {

	private final VirtualWorld world;

	private final Map<SimulatedRedis, VirtualClocks> clocks = new HashMap<>();

	private SimulatedRedis master;

	private long pausedUntil;

	Servers(VirtualWorld world, LeaseRules rules, double rate) {
		this.world = world;
		VirtualClocks clock = new VirtualClocks(world, rate);
		this.master = new SimulatedRedis(clock::currentTimeMillis, this::elapsedMillis, rules);
		this.clocks.put(this.master, clock);
	}

	private long elapsedMillis() {
		return this.world.elapsed() / 1_000_000;
	}

	SimulatedRedis master() {
		return this.master;
	}

	/**
	 * A replica becomes the master.
	 * @param lag the time for which it may not have heard of anything
	 * @param skew what its clock is ahead
	 * @return the old master
	 */
	SimulatedRedis promote(Duration lag, Duration skew) {
		SimulatedRedis old = this.master;
		VirtualClocks clock = new VirtualClocks(this.world, 1);
		clock.step(skew);
		this.master = old.promoteReplica(clock::currentTimeMillis, lag.toMillis());
		this.clocks.put(this.master, clock);
		return old;
	}

	/**
	 * A server that was the master is that again, with all data of the present one.
	 */
	void promoteAgain(SimulatedRedis former) {
		former.promoteAgain(this.master);
		this.master = former;
	}

	void stepClock(Duration step) {
		this.clocks.get(this.master).step(step);
	}

	void pause(Duration duration) {
		this.pausedUntil = this.world.elapsed() + duration.toNanos();
	}

	long busyNanos() {
		return this.pausedUntil - this.world.elapsed();
	}

	void restart() {
		this.master.restart();
	}

	void restartFromDataOf(Duration ago) {
		this.master.restartFromDataOf(ago.toMillis());
	}

	void foreign(boolean value) {
		this.master.foreign(value);
	}

	void tellsRun(boolean value) {
		this.master.tellsRun(value);
	}

	void publishes(boolean value) {
		this.master.publishes(value);
	}

	void replicates(boolean value) {
		this.master.replicates(value);
	}

}

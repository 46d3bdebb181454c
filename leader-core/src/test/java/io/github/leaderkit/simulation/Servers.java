package io.github.leaderkit.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.leaderkit.engine.VirtualClocks;
import io.github.leaderkit.engine.VirtualWorld;
import io.github.leaderkit.store.memory.LeaseRules;
import io.github.leaderkit.store.memory.SimulatedRedis;

/**
 * The servers: the master, and those that were it and are still there.
 */
final class Servers {

	private final VirtualWorld world;

	private final List<VirtualClocks> clocks = new ArrayList<>();

	private SimulatedRedis master;

	private long pausedUntil;

	Servers(VirtualWorld world, LeaseRules rules, double rate) {
		this.world = world;
		this.master = new SimulatedRedis(clock(rate, Duration.ZERO)::currentTimeMillis, this::elapsedMillis, rules);
	}

	private VirtualClocks clock(double rate, Duration skew) {
		VirtualClocks clock = new VirtualClocks(this.world, rate);
		clock.step(skew);
		this.clocks.add(clock);
		return clock;
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
		this.master = old.promoteReplica(clock(1, skew)::currentTimeMillis, lag.toMillis());
		return old;
	}

	void stepClock(Duration step) {
		this.clocks.get(this.clocks.size() - 1).step(step);
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

package io.github.leaderkit.engine;

import java.time.Duration;

import io.github.leaderkit.engine.runtime.Clocks;

/**
 * The clocks of one machine in a {@link VirtualWorld}. They may run too fast or too slow;
 * the wall clock may be set; the monotonic clock stands still while the machine sleeps.
 */
public final class VirtualClocks implements Clocks {

	/** Far from zero, so that a comparison that breaks at overflow is found out. */
	private static final long START = Long.MAX_VALUE - Duration.ofSeconds(30).toNanos();

	private static final long EPOCH_MILLIS = 1_800_000_000_000L;

	private final VirtualWorld world;

	private final double rate;

	private final boolean wallSleepsToo;

	private long offsetMillis;

	private long slept;

	private long asleepSince;

	private long asleepUntil;

	/**
	 * Creates clocks.
	 * @param world the world they are in
	 * @param rate how fast they run, {@code 1} for right
	 */
	public VirtualClocks(VirtualWorld world, double rate) {
		this(world, rate, false);
	}

	public VirtualClocks(VirtualWorld world, double rate, boolean wallSleepsToo) {
		this.world = world;
		this.rate = rate;
		this.wallSleepsToo = wallSleepsToo;
	}

	/**
	 * Sets the wall clock.
	 */
	public void step(Duration step) {
		this.offsetMillis += step.toMillis();
	}

	/**
	 * The machine sleeps from now on.
	 */
	void sleep(Duration duration) {
		this.slept = slept();
		this.asleepSince = this.world.elapsed();
		this.asleepUntil = this.asleepSince + duration.toNanos();
	}

	private long slept() {
		return this.slept + Math.min(this.world.elapsed(), this.asleepUntil) - this.asleepSince;
	}

	/**
	 * How long these clocks need for a time of the world.
	 */
	long worldNanos(long nanos) {
		return (this.rate == 1) ? nanos : (long) Math.ceil(nanos / this.rate);
	}

	@Override
	public long nanoTime() {
		return START + scaled(this.world.elapsed() - slept());
	}

	@Override
	public long currentTimeMillis() {
		long elapsed = this.world.elapsed() - (this.wallSleepsToo ? slept() : 0);
		return EPOCH_MILLIS + this.offsetMillis + scaled(elapsed) / 1_000_000;
	}

	private long scaled(long nanos) {
		return (this.rate == 1) ? nanos : (long) (nanos * this.rate);
	}

}

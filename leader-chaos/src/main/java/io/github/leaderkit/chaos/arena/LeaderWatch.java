package io.github.leaderkit.chaos.arena;

import java.util.Arrays;
import java.util.List;

/**
 * Watches while a fault lasts which elections have a leader. This is for people, and
 * decides when to go on; what happened is judged from the histories.
 */
public final class LeaderWatch {

	private static final long ALL = (1L << Profile.ELECTIONS) - 1;

	private static final long FRESH_NANOS = 100_000_000;

	private final List<WorkerProcess> workers;

	private final long[] ledAt = new long[Profile.ELECTIONS];

	private long longest;

	LeaderWatch(List<WorkerProcess> workers) {
		this.workers = workers;
		Thread thread = new Thread(this::run, "leader-watch");
		thread.setDaemon(true);
		thread.start();
	}

	private void run() {
		while (true) {
			look();
			Waiting.millis(3);
		}
	}

	private synchronized void look() {
		long now = System.nanoTime();
		long led = led(now - FRESH_NANOS);
		for (int i = 0; i < this.ledAt.length; i++) {
			if ((led & (1L << i)) != 0) {
				this.ledAt[i] = now;
			}
			this.longest = Math.max(this.longest, now - this.ledAt[i]);
		}
	}

	/**
	 * Begins to measure anew.
	 */
	public synchronized void begin() {
		Arrays.fill(this.ledAt, System.nanoTime());
		this.longest = 0;
	}

	/**
	 * The longest time that an election was without a leader since {@link #begin()}.
	 * @return milliseconds
	 */
	public synchronized long longestMillis() {
		return this.longest / 1_000_000;
	}

	/**
	 * Whether each election has a leader.
	 * @param since a look at the guards counts if it was made after this time
	 * @return whether each has
	 */
	public boolean allLed(long since) {
		return led(since) == ALL;
	}

	/**
	 * Whether each worker has seen a leader of each election. Until then it remembers
	 * nothing, and nothing is promised if data are lost.
	 * @return whether each has
	 */
	public boolean allKnown() {
		return this.workers.stream().allMatch((worker) -> worker.knows() == ALL);
	}

	/**
	 * How many elections have no leader.
	 * @return the number
	 */
	public int leaderless() {
		return Long.bitCount(ALL & ~led(System.nanoTime() - FRESH_NANOS));
	}

	private long led(long since) {
		long led = 0;
		for (WorkerProcess worker : this.workers) {
			if (worker.lookedAt() - since > 0) {
				led |= worker.leads();
			}
		}
		return led;
	}

}

package io.github.leaderkit.engine;

import java.time.Duration;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * Virtual time shared by several processes: everything happens on the thread that runs
 * the world, in an order that the seed decides.
 */
final class VirtualWorld {

	/** Far from zero, so that a comparison that breaks at overflow is found out. */
	private static final long START = Long.MAX_VALUE - Duration.ofSeconds(30).toNanos();

	private static final long EPOCH_MILLIS = 1_800_000_000_000L;

	final Random random;

	private final PriorityQueue<Task> tasks = new PriorityQueue<>();

	private long elapsed;

	private long count;

	private Runnable afterEach = () -> {
	};

	VirtualWorld(long seed) {
		this.random = new Random(seed);
	}

	/**
	 * Nanoseconds since the beginning of this world.
	 */
	long elapsed() {
		return this.elapsed;
	}

	long nanoTime() {
		return START + this.elapsed;
	}

	long millis() {
		return EPOCH_MILLIS + this.elapsed / 1_000_000;
	}

	/**
	 * Looks at the world after everything that happens.
	 */
	void afterEach(Runnable check) {
		this.afterEach = check;
	}

	Runnable after(long nanos, Runnable action) {
		Task task = new Task(this.elapsed + Math.max(nanos, 0), this.count++, action);
		this.tasks.add(task);
		return () -> this.tasks.remove(task);
	}

	void run(Duration duration) {
		long end = this.elapsed + duration.toNanos();
		while (!this.tasks.isEmpty() && this.tasks.peek().time() <= end) {
			Task next = this.tasks.remove();
			this.elapsed = next.time();
			next.action().run();
			this.afterEach.run();
		}
		this.elapsed = end;
		this.afterEach.run();
	}

	private record Task(long time, long number, Runnable action) implements Comparable<Task> {

		@Override
		public int compareTo(Task other) {
			int byTime = Long.compare(this.time, other.time);
			return (byTime != 0) ? byTime : Long.compare(this.number, other.number);
		}

	}

}

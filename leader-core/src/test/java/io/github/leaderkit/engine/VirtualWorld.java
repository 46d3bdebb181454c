package io.github.leaderkit.engine;

import java.time.Duration;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * Virtual time shared by several processes: everything happens on the thread that runs
 * the world, in an order that the seed decides.
 */
public final class VirtualWorld {

	private final Random random;

	private final PriorityQueue<Task> tasks = new PriorityQueue<>();

	private long elapsed;

	private long count;

	private Runnable afterEach = () -> {
	};

	public VirtualWorld(long seed) {
		this.random = new Random(seed);
	}

	public Random random() {
		return this.random;
	}

	/**
	 * Nanoseconds since the beginning of this world.
	 */
	public long elapsed() {
		return this.elapsed;
	}

	/**
	 * The time of day.
	 */
	public long millis() {
		return new VirtualClocks(this, 1).currentTimeMillis();
	}

	/**
	 * Looks at the world after everything that happens.
	 */
	public void afterEach(Runnable check) {
		this.afterEach = check;
	}

	public Runnable after(long nanos, Runnable action) {
		Task task = new Task(this.elapsed + Math.max(nanos, 0), this.count++, action);
		this.tasks.add(task);
		return () -> task.cancelled = true;
	}

	public void run(Duration duration) {
		long end = this.elapsed + duration.toNanos();
		while (!this.tasks.isEmpty() && this.tasks.peek().time <= end) {
			Task next = this.tasks.remove();
			if (!next.cancelled) {
				this.elapsed = next.time;
				next.action.run();
				this.afterEach.run();
			}
		}
		this.elapsed = end;
		this.afterEach.run();
	}

	/**
	 * Something that is to happen. One that was cancelled stays where it is until its
	 * time, since it would take long to find it.
	 */
	private static final class Task implements Comparable<Task> {

		private final long time;

		private final long number;

		private final Runnable action;

		private boolean cancelled;

		private Task(long time, long number, Runnable action) {
			this.time = time;
			this.number = number;
			this.action = action;
		}

		@Override
		public int compareTo(Task other) {
			int byTime = Long.compare(this.time, other.time);
			return (byTime != 0) ? byTime : Long.compare(this.number, other.number);
		}

	}

}

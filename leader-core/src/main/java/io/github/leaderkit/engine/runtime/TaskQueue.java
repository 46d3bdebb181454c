package io.github.leaderkit.engine.runtime;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks one at a time and in order: on its thread, or on one that brings a task
 * while there are no others. Waking a thread takes longer than most tasks. So the thread
 * that brings a single answer or message handles it, and the queue's thread is woken once
 * for many in a row.
 */
final class TaskQueue {

	private static final Logger logger = LoggerFactory.getLogger(TaskQueue.class);

	/**
	 * How many tasks run in a row at most, so that a queue that is never empty does not
	 * hold up the timers.
	 */
	private static final int MAX_IN_A_ROW = 256;

	/**
	 * A task that comes within this time after one that its bringer ran is one of many,
	 * and is left to the queue's thread: together they need fewer requests, and more of
	 * them can come in meanwhile.
	 */
	private static final long IN_A_ROW_NANOS = 300_000;

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	/** Whether the thread was woken and has not come yet. */
	private final AtomicBoolean woken = new AtomicBoolean();

	/** Whether a thread runs tasks. When it ends this, it looks for tasks once more. */
	private final AtomicBoolean running = new AtomicBoolean();

	private final Executor thread;

	private final LongSupplier nanoTime;

	private final Runnable afterEach;

	private final Runnable atEnd;

	/** When a task was last run by the thread that brought it. */
	private volatile long broughtAt;

	/**
	 * Creates an empty queue.
	 * @param thread runs something on the one thread
	 * @param nanoTime the monotonic clock
	 * @param afterEach run after each task
	 * @param atEnd run when there is nothing left to do at this moment, and before the
	 * timers
	 */
	TaskQueue(Executor thread, LongSupplier nanoTime, Runnable afterEach, Runnable atEnd) {
		this.thread = thread;
		this.nanoTime = nanoTime;
		this.afterEach = afterEach;
		this.atEnd = atEnd;
		this.broughtAt = nanoTime.getAsLong() - IN_A_ROW_NANOS;
	}

	/**
	 * Adds a task, which is run even if the thread cannot be woken now: with the next.
	 */
	void add(Runnable task) {
		this.tasks.add(task);
		wakeIfIdle();
	}

	/**
	 * Adds a task and runs it here if nobody runs others, nor is about to. Not for
	 * threads of the application.
	 */
	void addOrRun(Runnable task) {
		this.tasks.add(task);
		long now = this.nanoTime.getAsLong();
		if (this.woken.get() || now - this.broughtAt < IN_A_ROW_NANOS) {
			wakeIfIdle();
		}
		else {
			this.broughtAt = now;
			run();
		}
	}

	/**
	 * Runs a task after those that wait. To be called on the thread.
	 */
	void run(Runnable task) {
		this.tasks.add(task);
		run();
	}

	private void wakeIfIdle() {
		if (!this.running.get()) {
			wake();
		}
	}

	private void wake() {
		if (!this.woken.get() && this.woken.compareAndSet(false, true)) {
			try {
				this.thread.execute(this::come);
			}
			catch (Throwable ex) {
				this.woken.set(false);
				throw ex;
			}
		}
	}

	private void come() {
		this.woken.set(false);
		run();
	}

	private void run() {
		do {
			if (!this.running.compareAndSet(false, true)) {
				return;
			}
			try {
				runSome();
			}
			finally {
				this.running.set(false);
			}
		}
		while (!this.tasks.isEmpty() && !comesAgain());
	}

	private void runSome() {
		Runnable task = this.tasks.poll();
		for (int i = 1; task != null; i++) {
			runSafely(task);
			runSafely(this.afterEach);
			task = (i < MAX_IN_A_ROW) ? this.tasks.poll() : null;
		}
		runSafely(this.atEnd);
	}

	/**
	 * Leaves the rest to the queue's thread, which runs its timers in between.
	 * @return whether it does
	 */
	private boolean comesAgain() {
		try {
			wake();
			return true;
		}
		catch (Throwable ex) {
			return false;
		}
	}

	/**
	 * A task that throws must not keep others from running.
	 */
	private static void runSafely(Runnable task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			report(ex);
		}
	}

	private static void report(Throwable failure) {
		try {
			logger.error("What was to be done on the loop has failed", failure);
		}
		catch (Throwable ex) {
			// No memory for that either, say: the next task must be run all the same
		}
	}

}

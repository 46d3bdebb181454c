package io.github.leaderkit.engine.runtime;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tasks that one thread runs in order. It is woken once for all that wait: to wake it
 * takes longer than most tasks, and many answers come at once.
 */
final class TaskQueue {

	private static final Logger logger = LoggerFactory.getLogger(TaskQueue.class);

	/**
	 * So many tasks are run in a row at most. Then the thread sees to its timers, which a
	 * queue that is never empty must not hold up.
	 */
	private static final int MAX_IN_A_ROW = 256;

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	/** Whether the thread will look for tasks again. */
	private final AtomicBoolean awake = new AtomicBoolean();

	private final Executor thread;

	private final Runnable afterEach;

	private final Runnable atEnd;

	/**
	 * Creates an empty queue.
	 * @param thread runs something on the one thread
	 * @param afterEach run after each task
	 * @param atEnd run when there is nothing left to do at this moment, and before the
	 * thread sees to its timers
	 */
	TaskQueue(Executor thread, Runnable afterEach, Runnable atEnd) {
		this.thread = thread;
		this.afterEach = afterEach;
		this.atEnd = atEnd;
	}

	/**
	 * Adds a task, which is run even if the thread cannot be woken now: with the next.
	 */
	void add(Runnable task) {
		this.tasks.add(task);
		wake();
	}

	private void wake() {
		if (!this.awake.get() && this.awake.compareAndSet(false, true)) {
			try {
				this.thread.execute(this::run);
			}
			catch (Throwable ex) {
				this.awake.set(false);
				throw ex;
			}
		}
	}

	/**
	 * Runs a task after those that wait. To be called on the thread.
	 */
	void run(Runnable task) {
		this.tasks.add(task);
		run();
	}

	private void run() {
		do {
			this.awake.set(true);
			try {
				runSome();
			}
			finally {
				this.awake.set(false);
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
	 * Has the thread come back for what is left, after what it has to do besides.
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
	 * What a task throws is nobody else's.
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
			// Such as no memory for that either: the next task must be run all the same
		}
	}

}

package io.github.leaderkit.store.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import org.springframework.dao.QueryTimeoutException;

/**
 * Runs scripts on a connection that blocks, by a few threads. What keeps a lease goes
 * first, then attempts, then looks. A script for which no thread was free within the
 * command timeout fails without being run: by then it could do nothing but come late.
 */
final class ThreadedScripts implements ScriptRunner {

	private static final int THREADS = 4;

	private static final int KEEP_ALIVE_MILLIS = 200;

	private final SharedScripts scripts;

	private final long timeoutNanos;

	private final LongSupplier nanoTime;

	private final ThreadPoolExecutor threads;

	private final AtomicLong tasks = new AtomicLong();

	ThreadedScripts(SharedScripts scripts, Duration timeout, LongSupplier nanoTime) {
		this.scripts = scripts;
		this.timeoutNanos = timeout.toNanos();
		this.nanoTime = nanoTime;
		AtomicInteger numbers = new AtomicInteger();
		this.threads = new ThreadPoolExecutor(THREADS, THREADS, KEEP_ALIVE_MILLIS, TimeUnit.MILLISECONDS,
				new PriorityBlockingQueue<>(), (task) -> {
					Thread thread = new Thread(task, "leader-io-" + numbers.incrementAndGet());
					thread.setDaemon(true);
					return thread;
				});
		this.threads.allowCoreThreadTimeOut(true);
	}

	@Override
	public void run(List<ScriptTask> tasks) {
		long now = this.nanoTime.getAsLong();
		for (ScriptTask task : tasks) {
			Waiting waiting = new Waiting(task, now + this.timeoutNanos, this.tasks.incrementAndGet());
			try {
				this.threads.execute(waiting);
			}
			catch (Throwable ex) {
				// There is no thread, or the store is closed
				this.threads.getQueue().remove(waiting);
				task.fail(ex);
			}
		}
	}

	@Override
	public void close() {
		this.threads.shutdownNow();
	}

	/**
	 * A script that waits for a thread.
	 */
	private final class Waiting implements Runnable, Comparable<Waiting> {

		private final ScriptTask task;

		private final long deadline;

		private final long number;

		Waiting(ScriptTask task, long deadline, long number) {
			this.task = task;
			this.deadline = deadline;
			this.number = number;
		}

		@Override
		public void run() {
			if (ThreadedScripts.this.nanoTime.getAsLong() - this.deadline > 0) {
				this.task.fail(new QueryTimeoutException("No thread was free to ask Redis in time"));
				return;
			}
			try {
				this.task.complete(ThreadedScripts.this.scripts.run(this.task.call()));
			}
			catch (Throwable ex) {
				this.task.fail(ex);
			}
		}

		@Override
		public int compareTo(Waiting other) {
			int byScript = Integer.compare(this.task.call().script().precedence(),
					other.task.call().script().precedence());
			return (byScript != 0) ? byScript : Long.compare(this.number, other.number);
		}

	}

}

package io.github.leaderkit.engine;

import java.time.Duration;

import io.github.leaderkit.LeaderElection.Registration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something that is done again and again, off the loop, until it is closed. The next time
 * comes a period after the last has ended.
 */
final class RegularTask implements Registration {

	private static final Logger logger = LoggerFactory.getLogger(RegularTask.class);

	private final ElectionRuntime runtime;

	private final long period;

	private final Runnable task;

	private volatile boolean closed;

	RegularTask(ElectionRuntime runtime, Duration period, Runnable task) {
		this.runtime = runtime;
		this.period = period.toNanos();
		this.task = task;
	}

	void schedule() {
		if (!this.closed) {
			this.runtime.after(this.period, this::begin);
		}
	}

	private void begin() {
		try {
			this.runtime.complete(this::run);
		}
		catch (Throwable ex) {
			logger.error("There is no thread for {}", this.task, ex);
			schedule();
		}
	}

	private void run() {
		try {
			if (!this.closed) {
				this.task.run();
			}
		}
		catch (Throwable ex) {
			logger.error("{} failed and will be tried again", this.task, ex);
		}
		finally {
			schedule();
		}
	}

	@Override
	public void close() {
		this.closed = true;
	}

}

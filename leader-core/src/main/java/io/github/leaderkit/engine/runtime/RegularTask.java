package io.github.leaderkit.engine.runtime;

import java.time.Duration;

import io.github.leaderkit.LeaderElection.Registration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task that runs again and again, off the loop, until it is closed. A run that lasts
 * longer than the period takes the place of the next ones.
 */
public final class RegularTask implements Registration {

	private static final Logger logger = LoggerFactory.getLogger(RegularTask.class);

	private final ElectionRuntime runtime;

	private final Runnable task;

	private final Runnable timer;

	private volatile boolean running;

	private volatile boolean closed;

	public RegularTask(ElectionRuntime runtime, Duration period, Runnable task) {
		this.runtime = runtime;
		this.task = task;
		this.timer = runtime.every(period.toNanos(), this::begin);
	}

	private void begin() {
		if (this.running) {
			return;
		}
		this.running = true;
		try {
			this.runtime.complete(this::run);
		}
		catch (Throwable ex) {
			this.running = false;
			logger.error("There is no thread for {}", this.task, ex);
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
			this.running = false;
		}
	}

	@Override
	public void close() {
		this.closed = true;
		this.timer.run();
	}

}

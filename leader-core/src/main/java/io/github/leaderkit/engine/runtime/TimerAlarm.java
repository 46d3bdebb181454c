package io.github.leaderkit.engine.runtime;

import org.jspecify.annotations.Nullable;

/**
 * An alarm that makes a new timer each time it is set.
 */
final class TimerAlarm implements Alarm {

	private final ElectionRuntime runtime;

	private final Runnable task;

	private @Nullable Runnable timer;

	TimerAlarm(ElectionRuntime runtime, Runnable task) {
		this.runtime = runtime;
		this.task = task;
	}

	@Override
	public void set(long nanos) {
		clear();
		this.timer = this.runtime.after(nanos - this.runtime.nanoTime(), this.task);
	}

	@Override
	public void clear() {
		if (this.timer != null) {
			this.timer.run();
			this.timer = null;
		}
	}

}

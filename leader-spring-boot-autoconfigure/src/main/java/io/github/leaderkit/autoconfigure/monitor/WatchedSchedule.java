package io.github.leaderkit.autoconfigure.monitor;

import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * What this process has observed of a schedule. For any thread.
 */
final class WatchedSchedule {

	private final AtomicLong missed = new AtomicLong();

	private final AtomicLong interrupted = new AtomicLong();

	private volatile @Nullable SeenSchedule seen;

	void missed(long count) {
		this.missed.addAndGet(count);
	}

	void interrupted() {
		this.interrupted.incrementAndGet();
	}

	void seen(@Nullable SeenSchedule latest) {
		this.seen = latest;
	}

	@Nullable SeenSchedule seen() {
		return this.seen;
	}

	GivenUpFires givenUp() {
		return new GivenUpFires(this.missed.get(), this.interrupted.get());
	}

}

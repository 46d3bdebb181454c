package io.github.leaderkit;

import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

/**
 * Lets Micrometer's context propagation carry {@link Leadership#current()} from one
 * thread to another, and between threads and the context of Reactor, where its key is the
 * class {@link Leadership}. Micrometer finds it by its service loader; do not use it
 * yourself.
 *
 * <p>
 * Only the leadership is propagated, not the guard: work on another thread is not guarded
 * unless it is part of guarded work.
 */
public final class LeadershipThreadLocalAccessor implements ThreadLocalAccessor<Leadership> {

	@Override
	public Object key() {
		return Leadership.class;
	}

	@Override
	public @Nullable Leadership getValue() {
		return Leadership.current().orElse(null);
	}

	@Override
	public void setValue(Leadership value) {
		Leadership.setCurrent(value);
	}

	@Override
	public void setValue() {
		Leadership.setCurrent(null);
	}

}

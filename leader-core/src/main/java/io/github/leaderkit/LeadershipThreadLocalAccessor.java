package io.github.leaderkit;

import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

/**
 * Lets Micrometer's context propagation carry {@link Leadership#current()} from one
 * thread to another, and between threads and the context of Reactor, where its key is the
 * class {@link Leadership}. Found by its service loader; to be used by nothing else.
 *
 * <p>
 * What is carried is the leadership, not the guard: work on another thread does not count
 * as guarded unless it is part of work that does.
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

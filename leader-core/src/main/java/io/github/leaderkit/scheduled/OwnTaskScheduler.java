package io.github.leaderkit.scheduled;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.scheduling.TaskScheduler;

/**
 * The threads of schedules in an application that has no scheduler of its own. It is no
 * {@link TaskScheduler} itself, so that nothing in the application can find one that was
 * not there before.
 */
public final class OwnTaskScheduler implements DisposableBean {

	private final Supplier<TaskScheduler> factory;

	private @Nullable TaskScheduler scheduler;

	/**
	 * Creates it without threads.
	 * @param factory creates the scheduler, when the first schedule needs it
	 */
	public OwnTaskScheduler(Supplier<TaskScheduler> factory) {
		this.factory = factory;
	}

	synchronized TaskScheduler get() throws Exception {
		TaskScheduler known = this.scheduler;
		if (known == null) {
			known = this.factory.get();
			if (known instanceof InitializingBean initializing) {
				initializing.afterPropertiesSet();
			}
			this.scheduler = known;
		}
		return known;
	}

	@Override
	public synchronized void destroy() throws Exception {
		if (this.scheduler instanceof DisposableBean disposable) {
			disposable.destroy();
		}
		else if (this.scheduler instanceof AutoCloseable closeable) {
			closeable.close();
		}
		this.scheduler = null;
	}

}

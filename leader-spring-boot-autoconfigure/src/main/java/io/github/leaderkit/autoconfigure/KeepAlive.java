package io.github.leaderkit.autoconfigure;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;

import io.github.leaderkit.LeadershipEvent.Promoted;
import io.github.leaderkit.LeadershipListener;
import io.github.leaderkit.context.LeaderLifecycleProcessor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextRefreshedEvent;

/**
 * Keeps the process alive until the context is closed, with a thread that does nothing,
 * if the application waits to be promoted: beans run only while it leads, or something
 * listens to promotions. Threads of elections keep no process alive.
 */
final class KeepAlive implements ApplicationListener<ContextRefreshedEvent>, DisposableBean {

	static final String THREAD = "leader-keep-alive";

	private static final Logger logger = LoggerFactory.getLogger(KeepAlive.class);

	private final LeaderLifecycleProcessor ledBeans;

	private final @Nullable Boolean configured;

	private volatile @Nullable Thread thread;

	private final CountDownLatch closed = new CountDownLatch(1);

	/**
	 * Creates the bean.
	 * @param ledBeans the beans that run only while this instance leads
	 * @param configured whether to keep the process alive, or {@code null} to find out
	 */
	KeepAlive(LeaderLifecycleProcessor ledBeans, @Nullable Boolean configured) {
		this.ledBeans = ledBeans;
		this.configured = configured;
	}

	/**
	 * Called for this context and its children: events go from these to it.
	 */
	@Override
	public void onApplicationEvent(ContextRefreshedEvent event) {
		if (this.thread == null
				&& ((this.configured != null) ? this.configured : isWaiting(event.getApplicationContext()))) {
			logger.debug("The application stays alive until it is closed");
			Thread thread = new Thread(this::awaitClose, THREAD);
			thread.setDaemon(false);
			thread.start();
			this.thread = thread;
		}
	}

	private boolean isWaiting(ApplicationContext context) {
		return this.ledBeans.hasBeans() || ListenersOfEvents.of(context, Promoted.class).findAny().isPresent()
				|| (context instanceof ConfigurableApplicationContext configurable
						&& hasLeadershipListener(configurable.getBeanFactory()));
	}

	/**
	 * Listeners of libraries, this one included, do not count.
	 */
	private static boolean hasLeadershipListener(ConfigurableListableBeanFactory beanFactory) {
		return Arrays.stream(beanFactory.getBeanNamesForType(LeadershipListener.class, true, false))
			.anyMatch((name) -> !beanFactory.containsBeanDefinition(name)
					|| beanFactory.getBeanDefinition(name).getRole() == BeanDefinition.ROLE_APPLICATION);
	}

	/**
	 * The thread that keeps the process alive.
	 * @return the thread, or {@code null} if there is none
	 */
	@Nullable Thread thread() {
		return this.thread;
	}

	private void awaitClose() {
		boolean waiting = true;
		while (waiting) {
			try {
				this.closed.await();
				waiting = false;
			}
			catch (InterruptedException ex) {
				// Only the end of the context ends this thread
			}
		}
	}

	@Override
	public boolean supportsAsyncExecution() {
		return false;
	}

	/**
	 * Called last, when the elections have stopped, and also if the start fails.
	 */
	@Override
	public void destroy() {
		this.closed.countDown();
	}

}

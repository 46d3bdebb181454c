package io.github.leaderkit.context;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.Lifecycle;
import org.springframework.util.ClassUtils;

/**
 * Looks, when the context has started, whether anything of a led bean runs although this
 * instance does not lead: the bean itself, or other beans that it starts and stops and
 * the context has started by itself. Such parts are found by asking the bean to stop.
 */
final class StartedParts {

	private static final Logger logger = LoggerFactory.getLogger(StartedParts.class);

	private static final long STOP_SECONDS = 2;

	private final ConfigurableListableBeanFactory beanFactory;

	private final Map<String, LedBean> ledBeans;

	StartedParts(ConfigurableListableBeanFactory beanFactory, Map<String, LedBean> ledBeans) {
		this.beanFactory = beanFactory;
		this.ledBeans = ledBeans;
	}

	/**
	 * Looks at all led beans.
	 * @throws InvalidLeaderLifecycleException if one of them runs and cannot be stopped,
	 * or has parts that run
	 */
	void check() {
		this.ledBeans.values().forEach((led) -> led.unlessLeading(() -> check(led)));
	}

	private void check(LedBean led) {
		Map<String, Lifecycle> running = runningBeans();
		String name = BeanFactoryUtils.transformedBeanName(led.name());
		Set<String> used = suspects(this.beanFactory.getDependenciesForBean(name), running);
		Set<String> using = suspects(this.beanFactory.getDependentBeans(name), running);
		boolean runs = led.isRunning();
		if (!runs && used.isEmpty() && using.isEmpty()) {
			return;
		}
		stop(led);
		Set<String> parts = new LinkedHashSet<>();
		running.forEach((part, bean) -> {
			if (!bean.isRunning()) {
				parts.add(part);
			}
		});
		if (!parts.isEmpty()) {
			throw new InvalidLeaderLifecycleException(
					"The bean '" + led + "' is to run only while this instance leads, but the context has started its "
							+ "parts " + parts + ".",
					"Let " + parts + " follow the election as well, by @LeaderLifecycle or lifecycle-beans.");
		}
		if (led.isRunning()) {
			throw new InvalidLeaderLifecycleException(
					"The bean '" + led + "' is to run only while this instance leads, but its isRunning() is "
							+ "still true after it was stopped.",
					"Let only its start() start it, and let isRunning() say whether it runs.");
		}
		if (runs) {
			led.warnOfSelfStart();
		}
		used.stream().filter((each) -> isForNobodyBut(name, each)).forEach((each) -> warnOf(each, led));
	}

	private static void warnOf(String name, LedBean led) {
		logger
			.warn("The bean '{}' runs only while this instance leads, but '{}', which only it refers to, runs already. If "
					+ "'{}' is a part of it, let it follow the election as well, by @LeaderLifecycle or lifecycle-beans",
					led, name, name);
	}

	private static void stop(LedBean led) {
		try {
			led.stop((failure) -> logger.debug("The bean '{}' does not stop where it does not run", led, failure))
				.get(STOP_SECONDS, TimeUnit.SECONDS);
		}
		catch (TimeoutException ex) {
			logger.debug("The bean '{}' has not stopped within {} s", led, STOP_SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * As the context sees them: a factory is started and stopped, not its product.
	 */
	private Map<String, Lifecycle> runningBeans() {
		Map<String, Lifecycle> running = new LinkedHashMap<>();
		for (String candidate : this.beanFactory.getBeanNamesForType(Lifecycle.class, false, false)) {
			String name = BeanFactoryUtils.transformedBeanName(candidate);
			if (this.beanFactory.getSingleton(name) instanceof Lifecycle bean && !isLed(name) && bean.isRunning()) {
				running.put(name, bean);
			}
		}
		return running;
	}

	private boolean isLed(String name) {
		return this.ledBeans.containsKey(name) || this.ledBeans.containsKey(BeanFactory.FACTORY_BEAN_PREFIX + name);
	}

	/**
	 * Beans that are injected into the led one, or it into them, and may be parts of it.
	 */
	private static Set<String> suspects(String[] names, Map<String, Lifecycle> running) {
		Set<String> suspects = new LinkedHashSet<>(Arrays.asList(names));
		running.forEach((name, bean) -> {
			if (isTool(bean)) {
				suspects.remove(name);
			}
		});
		suspects.retainAll(running.keySet());
		return suspects;
	}

	/**
	 * Whether a bean does nothing of its own: others use it, or hand it what to do as
	 * they do to a scheduler of Quartz.
	 */
	private static boolean isTool(Object bean) {
		return bean instanceof Executor || isNamed(ClassUtils.getUserClass(bean).getSimpleName())
				|| Arrays.stream(ClassUtils.getAllInterfaces(bean))
					.map(Class::getSimpleName)
					.anyMatch(StartedParts::isNamed);
	}

	private static boolean isNamed(String type) {
		return (type.endsWith("Factory") || type.endsWith("Template") || type.equals("SchedulerFactoryBean"))
				&& !type.endsWith("ListenerContainerFactory");
	}

	private boolean isForNobodyBut(String led, String name) {
		return Arrays.stream(this.beanFactory.getDependentBeans(name)).allMatch(led::equals);
	}

}

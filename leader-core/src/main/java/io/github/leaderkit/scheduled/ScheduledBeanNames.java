package io.github.leaderkit.scheduled;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Finds the beans of a context that have schedules, created or not.
 */
final class ScheduledBeanNames {

	private static final Logger logger = LoggerFactory.getLogger(ScheduledBeanNames.class);

	/** Where no request or session is, there is no such bean. */
	private static final Set<String> SCOPES_OF_REQUESTS = Set.of("request", "session", "websocket");

	private final ConfigurableListableBeanFactory beanFactory;

	ScheduledBeanNames(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * The names of all beans. What stands behind a scoped proxy is left out: the proxy
	 * stands for it.
	 */
	List<String> all() {
		List<String> names = new ArrayList<>();
		for (Iterator<String> all = this.beanFactory.getBeanNamesIterator(); all.hasNext();) {
			String name = all.next();
			if (!ScopedProxyUtils.isScopedTarget(name) && !isAbstract(name)) {
				names.add(name);
			}
		}
		return names;
	}

	private boolean isAbstract(String name) {
		return this.beanFactory.containsBeanDefinition(name)
				&& this.beanFactory.getMergedBeanDefinition(name).isAbstract();
	}

	/**
	 * The schedules of a bean.
	 * @param name the name of the bean
	 * @return the methods, each as often as it is annotated
	 */
	List<ScheduledMethod> methodsOf(String name) {
		Class<?> type = typeOf(name);
		return (type != null) ? ScheduledClass.methodsOf(type) : List.of();
	}

	/**
	 * The class behind all proxies. A bean that exists knows it better than its
	 * definition, which may say an interface.
	 */
	private @Nullable Class<?> typeOf(String name) {
		// To ask for a bean that is being created would give it to others early
		Object bean = this.beanFactory.isCurrentlyInCreation(name) ? null : this.beanFactory.getSingleton(name);
		if (bean != null && !(bean instanceof FactoryBean)) {
			return AopProxyUtils.ultimateTargetClass(bean);
		}
		try {
			return AutoProxyUtils.determineTargetClass(this.beanFactory, name);
		}
		catch (Throwable ex) {
			logger.debug("Could not look for schedules in the bean '{}'", name, ex);
			return null;
		}
	}

	/**
	 * Refuses a bean that would be another one each time, or that cannot be had without a
	 * request. A singleton that is lazy is created by whoever asks for it, which is done
	 * now.
	 * @param name the name of the bean
	 * @param method one of its schedules
	 * @return the bean, or the proxy that stands for it
	 */
	Object bean(String name, ScheduledMethod method) {
		if (!this.beanFactory.isSingleton(name)) {
			throw method.refused(
					"the bean '" + name + "' is no singleton: each of its instances would be a schedule of its own, "
							+ "and nobody may ever create one.",
					"Make it a singleton, or give it a scoped proxy.");
		}
		String target = ScopedProxyUtils.getTargetBeanName(name);
		String scope = this.beanFactory.containsBeanDefinition(target)
				? this.beanFactory.getMergedBeanDefinition(target).getScope() : null;
		if (scope != null && SCOPES_OF_REQUESTS.contains(scope)) {
			throw method.refused(
					"the bean '" + name + "' has the scope '" + scope + "', and a schedule runs outside of that.",
					"Move the method to a singleton.");
		}
		return this.beanFactory.getBean(name);
	}

}

package io.github.leaderkit.guard;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.config.InstantiationAwareBeanPostProcessor;
import org.springframework.beans.factory.support.MergedBeanDefinitionPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;

/**
 * Warns, once for each class, of objects with guarded methods that the container injects
 * into but did not create, as by {@code autowireBean} or for {@code @Configurable}. The
 * creator of such an object uses the object itself, without a proxy.
 */
final class AutowiredObjects
		implements MergedBeanDefinitionPostProcessor, InstantiationAwareBeanPostProcessor, BeanFactoryAware {

	private static final Logger logger = LoggerFactory.getLogger(AutowiredObjects.class);

	private final GuardInFront guard;

	private final Set<Class<?>> reported = ConcurrentHashMap.newKeySet();

	/**
	 * The name under which this thread creates an object without a bean definition, as
	 * {@code createBean} does.
	 */
	private final ThreadLocal<@Nullable String> created = new ThreadLocal<>();

	private @Nullable ConfigurableBeanFactory beanFactory;

	AutowiredObjects(GuardedElections elections) {
		this.guard = new GuardInFront(elections);
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beanFactory = (beanFactory instanceof ConfigurableBeanFactory configurable) ? configurable : null;
	}

	/**
	 * Called right after an object was created, and not for one that was there before.
	 */
	@Override
	public void postProcessMergedBeanDefinition(RootBeanDefinition definition, Class<?> type, String name) {
		if (this.guard.findGuarded(type) != null) {
			this.created.set(name);
		}
	}

	@Override
	public boolean postProcessAfterInstantiation(Object bean, String name) {
		Class<?> type = AopUtils.getTargetClass(bean);
		GuardedMethod guarded = this.guard.findGuarded(type);
		if (guarded != null && !isCreated(name) && this.reported.add(type)) {
			logger
				.warn("An object of {} was autowired but not created by the application context: @LeaderOnly does not guard "
						+ "its method {}, so every instance may run it. Let the context create the object, as a bean or "
						+ "by createBean({}.class)", type, GuardedMethod.describe(guarded.method()),
						type.getSimpleName());
		}
		return true;
	}

	private boolean isCreated(String name) {
		boolean created = name.equals(this.created.get());
		this.created.remove();
		return created || (this.beanFactory != null && this.beanFactory.isCurrentlyInCreation(name));
	}

}

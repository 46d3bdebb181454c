package io.github.leaderkit.scheduled;

import java.util.List;

import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Refuses objects with schedules that no name of a bean leads to, and beans that turn out
 * to have some when they are created and are no singletons: their schedules would
 * silently not exist.
 */
final class OverlookedBeans implements BeanPostProcessor {

	private final ConfigurableListableBeanFactory beanFactory;

	OverlookedBeans(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String name) {
		if (!(bean instanceof AopInfrastructureBean) && !ScopedProxyUtils.isScopedTarget(name) && isOverlooked(name)) {
			List<ScheduledMethod> methods = ScheduledClass.methodsOf(AopProxyUtils.ultimateTargetClass(bean));
			if (!methods.isEmpty()) {
				throw methods.get(0)
					.refused("'" + name + "' is no singleton bean of the context.",
							"Make it a bean of its own, and a singleton.");
			}
		}
		return bean;
	}

	/**
	 * Looks at definitions only: to ask the factory whether it makes singletons could
	 * create the bean that is being created.
	 */
	private boolean isOverlooked(String name) {
		return !this.beanFactory.containsBeanDefinition(name)
				|| !this.beanFactory.getMergedBeanDefinition(name).isSingleton();
	}

}

package io.github.leaderkit.guard;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.Ordered;

/**
 * Sees each bean right after the creator of proxies did, before another post-processor
 * puts something in front of the proxy behind which nothing can be seen.
 */
final class ProxiedBeans implements BeanPostProcessor, Ordered {

	private final GuardInFront guard;

	private final Set<String> guarded = ConcurrentHashMap.newKeySet();

	ProxiedBeans(GuardedElections elections) {
		this.guard = new GuardInFront(elections);
	}

	/**
	 * That of the creator of proxies, which is registered before this.
	 */
	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String name) {
		if (this.guard.isNeeded(bean) && this.guard.findUnguarded(bean) == null) {
			this.guarded.add(key(bean.getClass(), name));
		}
		return bean;
	}

	/**
	 * Whether the guard stood in front of a bean when its proxy had been made.
	 * @param type the class of the bean
	 * @param name its name
	 * @return whether it did
	 */
	boolean isGuarded(Class<?> type, String name) {
		return this.guarded.contains(key(type, name));
	}

	/**
	 * A factory and what it makes have one name.
	 * @param type the class of the bean
	 * @param name the name of the bean
	 * @return what tells them apart
	 */
	static String key(Class<?> type, String name) {
		return FactoryBean.class.isAssignableFrom(type) ? BeanFactory.FACTORY_BEAN_PREFIX + name : name;
	}

}

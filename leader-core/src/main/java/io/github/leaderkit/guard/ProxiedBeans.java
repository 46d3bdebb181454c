package io.github.leaderkit.guard;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.Ordered;

/**
 * Remembers which beans were guarded right after the creator of proxies, before another
 * post-processor puts something opaque in front of the proxy.
 */
final class ProxiedBeans implements BeanPostProcessor, Ordered {

	private final GuardInFront guard;

	private final Map<String, Class<?>> guarded = new ConcurrentHashMap<>();

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
		String key = key(bean.getClass(), name);
		if (this.guard.isNeeded(bean) && this.guard.findUnguarded(bean) == null) {
			this.guarded.put(key, GuardInFront.innermost(bean).getClass());
		}
		else {
			// One of this name that was created before may have been guarded
			this.guarded.remove(key);
		}
		return bean;
	}

	/**
	 * Whether the guard stood in front of a bean when its proxy had been made, and is now
	 * behind something opaque.
	 * @param bean the bean
	 * @param name its name
	 * @return whether it does
	 */
	boolean isGuarded(Object bean, String name) {
		Class<?> behind = this.guarded.get(key(bean.getClass(), name));
		return behind != null && behind != GuardInFront.innermost(bean).getClass();
	}

	/**
	 * A factory and what it makes have one name.
	 * @param type the class of the bean
	 * @param name the name of the bean
	 * @return a key for each of both
	 */
	static String key(Class<?> type, String name) {
		return FactoryBean.class.isAssignableFrom(type) ? BeanFactory.FACTORY_BEAN_PREFIX + name : name;
	}

}

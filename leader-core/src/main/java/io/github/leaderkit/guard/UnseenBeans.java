package io.github.leaderkit.guard;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;

/**
 * Refuses beans with guarded methods that no post-processor sees: objects that were
 * registered ready-made, or created before all post-processors, those that beans of
 * libraries hold, and the beans of parent and child contexts that do not apply the
 * annotation.
 *
 * <p>
 * Looks when all singletons are there, and when a context has been refreshed. A bean of
 * this type is there wherever {@link io.github.leaderkit.LeaderOnly} is applied.
 */
public final class UnseenBeans
		implements SmartInitializingSingleton, ApplicationListener<ContextRefreshedEvent>, BeanFactoryAware {

	/** A bean of contexts in which a test has replaced beans, as with @MockitoBean. */
	private static final String OVERRIDES = "org.springframework.test.context.bean.override.internalBeanOverrideRegistry";

	private static final Logger logger = LoggerFactory.getLogger(UnseenBeans.class);

	private final GuardInFront guard;

	private final ProxiedBeans proxiedBeans;

	private final Set<String> replaced = ConcurrentHashMap.newKeySet();

	private @Nullable BeanFactory beanFactory;

	UnseenBeans(GuardedElections elections, ProxiedBeans proxiedBeans) {
		this.guard = new GuardInFront(elections);
		this.proxiedBeans = proxiedBeans;
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public void afterSingletonsInstantiated() {
		check();
	}

	/**
	 * Looks once more, for what was registered since. To be called before the elections
	 * contend.
	 * @throws InvalidLeaderOnlyException if there is an object with a guarded method that
	 * no proxy stands in front of
	 */
	public void check() {
		BeanFactory next = this.beanFactory;
		while (next instanceof ConfigurableListableBeanFactory factory) {
			check(factory);
			next = parentOf(factory);
		}
	}

	private static @Nullable BeanFactory parentOf(ConfigurableListableBeanFactory factory) {
		BeanFactory parent = factory.getParentBeanFactory();
		return (parent instanceof ApplicationContext context) ? context.getAutowireCapableBeanFactory() : parent;
	}

	/**
	 * Child contexts publish the event to their parents, too.
	 */
	@Override
	public void onApplicationEvent(ContextRefreshedEvent event) {
		if (event.getApplicationContext()
			.getAutowireCapableBeanFactory() instanceof ConfigurableListableBeanFactory factory) {
			check(factory);
		}
	}

	@Override
	public boolean supportsAsyncExecution() {
		return false;
	}

	private void check(ConfigurableListableBeanFactory factory) {
		if (factory == this.beanFactory) {
			checkSingletons(factory);
		}
		else if (!factory.containsBeanDefinition(LeaderOnlyValidator.class.getName())) {
			checkUnguarded(factory);
		}
	}

	private void checkSingletons(ConfigurableListableBeanFactory factory) {
		for (String name : factory.getSingletonNames()) {
			Object bean = created(factory, name);
			if (bean != null) {
				checkBean(factory, bean, name);
				checkHeldObjects(bean, name);
				checkProduct(factory, bean, name);
			}
		}
	}

	/** To ask for a bean that is being created would give it to others early. */
	private static @Nullable Object created(ConfigurableListableBeanFactory factory, String name) {
		return factory.isCurrentlyInCreation(name) ? null : factory.getSingleton(name);
	}

	private void checkBean(ConfigurableListableBeanFactory factory, Object bean, String name) {
		GuardedMethod unguarded = this.guard.findUnguarded(bean);
		if (unguarded != null && !this.proxiedBeans.isGuarded(bean, name)) {
			refuse(factory, name, unguarded);
		}
	}

	private void checkHeldObjects(Object bean, String name) {
		HeldObjects.of(bean).forEach((held) -> {
			GuardedMethod unguarded = this.guard.findUnguarded(held);
			if (unguarded != null) {
				throw UnguardedBean.HELD.refused(name, unguarded);
			}
		});
	}

	/** Nothing comes after what a factory with a synthetic definition makes. */
	private void checkProduct(ConfigurableListableBeanFactory factory, Object bean, String name) {
		if (bean instanceof FactoryBean<?> maker && maker.getObjectType() != null && isSynthetic(factory, name)) {
			GuardedMethod guarded = this.guard.findGuarded(maker.getObjectType());
			if (guarded != null) {
				throw UnguardedBean.NOT_ADVISED.refused(name, guarded);
			}
		}
	}

	private static boolean isSynthetic(ConfigurableListableBeanFactory factory, String name) {
		return factory.containsBeanDefinition(name)
				&& factory.getMergedBeanDefinition(name) instanceof AbstractBeanDefinition definition
				&& definition.isSynthetic();
	}

	private void refuse(ConfigurableListableBeanFactory factory, String name, GuardedMethod unguarded) {
		boolean defined = factory.containsBeanDefinition(name);
		if (!defined || !factory.containsSingleton(OVERRIDES)) {
			this.guard.checkShapes(unguarded.type());
			throw (defined ? UnguardedBean.CREATED_EARLY : UnguardedBean.READY_MADE).refused(name, unguarded);
		}
		if (this.replaced.add(name)) {
			logger.warn("The bean '{}' was replaced by a test: @LeaderOnly does not guard {}", name, unguarded);
		}
	}

	/** Looks at the types of beans as well that are created later, unseen. */
	private void checkUnguarded(ConfigurableListableBeanFactory factory) {
		for (String name : factory.getBeanNamesForType(Object.class, true, false)) {
			Object bean = created(factory, name);
			Class<?> type = factory.getType(name, false);
			GuardedMethod unguarded = (bean != null) ? this.guard.findUnguarded(bean)
					: (type != null) ? this.guard.findGuarded(type) : null;
			if (unguarded != null) {
				throw UnguardedBean.IN_ANOTHER_CONTEXT.refused(name, unguarded);
			}
		}
	}

}

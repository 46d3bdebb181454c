package io.github.leaderkit.guard;

import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.config.AopConfigUtils;
import org.springframework.aop.framework.ProxyConfig;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.framework.ProxyProcessorSupport;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.SmartInstantiationAwareBeanPostProcessor;
import org.springframework.beans.factory.support.MergedBeanDefinitionPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.util.ClassUtils;

/**
 * Refuses beans with guarded methods that would not be guarded, or not rightly, when they
 * are created. Whether the elections exist is checked when all singletons are there.
 */
final class LeaderOnlyValidator extends ProxyProcessorSupport
		implements BeanFactoryPostProcessor, MergedBeanDefinitionPostProcessor,
		SmartInstantiationAwareBeanPostProcessor, SmartInitializingSingleton, BeanFactoryAware {

	private final transient GuardedElections elections;

	private final transient Map<String, Class<?>> types = new ConcurrentHashMap<>();

	private final transient Map<String, EarlyBean> unseen = new ConcurrentHashMap<>();

	private final Set<String> proxiedEarly = ConcurrentHashMap.newKeySet();

	private final transient Set<Validated> validated = ConcurrentHashMap.newKeySet();

	private final transient Queue<GuardedMethod> unchecked = new ConcurrentLinkedQueue<>();

	private volatile boolean electionsExist;

	private transient @Nullable ConfigurableListableBeanFactory beanFactory;

	LeaderOnlyValidator(GuardedElections elections) {
		this.elections = elections;
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beanFactory = (beanFactory instanceof ConfigurableListableBeanFactory listable) ? listable : null;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		beanFactory.addBeanPostProcessor(new EarlyBeans());
	}

	@Override
	public void postProcessMergedBeanDefinition(RootBeanDefinition definition, Class<?> type, String name) {
		if (!this.elections.methodsOf(type).isEmpty()) {
			this.unseen.remove(name);
			this.types.put(name, type);
			validate(type, name, DefinedCallbacks.of(definition, type));
		}
	}

	/**
	 * Called for beans that refer to each other. The proxy is made then, and what comes
	 * after the initialization is the bean without it.
	 */
	@Override
	public Object getEarlyBeanReference(Object bean, String name) {
		if (AopUtils.isAopProxy(bean)) {
			this.proxiedEarly.add(name);
		}
		return bean;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String name) {
		boolean proxied = this.proxiedEarly.remove(name) || AopUtils.isAopProxy(bean);
		Class<?> type = AopUtils.getTargetClass(bean);
		if (!this.elections.methodsOf(type).isEmpty()) {
			if (type != this.types.get(name)) {
				validate(type, name, Set.of());
			}
			else if (!proxied) {
				throw notGuarded(type, name);
			}
		}
		return bean;
	}

	private static InvalidLeaderOnlyException notGuarded(Class<?> type, String name) {
		return new InvalidLeaderOnlyException(
				"The bean '" + name + "' of " + type + " has methods annotated with @LeaderOnly, but Spring AOP "
						+ "does not apply to it: every instance would run them.",
				"Move the methods to a bean that is not part of the AOP infrastructure itself and that no "
						+ "BeanPostProcessor needs.");
	}

	private void validate(Class<?> type, String name, Set<String> callbacks) {
		Class<?> userClass = ClassUtils.getUserClass(type);
		if (!this.validated.add(new Validated(userClass, callbacks))) {
			return;
		}
		boolean classProxy = needsClassProxy(userClass, name);
		if (classProxy && Modifier.isFinal(userClass.getModifiers())) {
			throw new InvalidLeaderOnlyException(
					"The class " + userClass.getName() + " has methods annotated with @LeaderOnly, but it is final and "
							+ "cannot be proxied.",
					"Make the class open to subclasses (in Kotlin by the compiler plugin 'spring').");
		}
		GuardedClass guarded = this.elections.methodsOf(type);
		GuardedMethodShapes.check(userClass, guarded, classProxy, callbacks);
		this.unchecked.addAll(guarded.methods());
		if (this.electionsExist) {
			checkElections();
		}
	}

	/**
	 * Whether the proxy will be a subclass, by the rules of the creator of proxies.
	 */
	private boolean needsClassProxy(Class<?> type, String name) {
		if (Proxy.isProxyClass(type) || ClassUtils.isLambdaClass(type)) {
			return false;
		}
		ConfigurableListableBeanFactory beanFactory = this.beanFactory;
		if (beanFactory != null
				&& (AutoProxyUtils.shouldProxyTargetClass(beanFactory, name) || proxiesClasses(beanFactory))) {
			return true;
		}
		ProxyFactory proxyFactory = new ProxyFactory();
		evaluateProxyInterfaces(type, proxyFactory);
		return proxyFactory.isProxyTargetClass();
	}

	private static boolean proxiesClasses(ConfigurableListableBeanFactory beanFactory) {
		String creator = AopConfigUtils.AUTO_PROXY_CREATOR_BEAN_NAME;
		return beanFactory.containsBean(creator)
				&& beanFactory.getBean(creator, ProxyConfig.class).isProxyTargetClass();
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.unseen.forEach(this::validateEarly);
		if (this.beanFactory != null) {
			ClusteredSchedulers.jobs(this.beanFactory)
				.stream()
				.filter((type) -> !this.elections.methodsOf(type).isEmpty())
				.forEach((type) -> validate(type, type.getName(), Set.of()));
		}
		this.electionsExist = true;
		checkElections();
	}

	private void validateEarly(String name, EarlyBean early) {
		Object bean = (this.beanFactory != null) ? this.beanFactory.getSingleton(name) : null;
		Class<?> type = early.type();
		validate(type, name, early.callbacks());
		if (bean != null && !AopUtils.isAopProxy(bean) && bean.getClass() == type) {
			throw notGuarded(type, name);
		}
	}

	private boolean isClustered() {
		return this.beanFactory != null && ClusteredSchedulers.exist(this.beanFactory);
	}

	private void checkElections() {
		for (GuardedMethod method = this.unchecked.poll(); method != null; method = this.unchecked.poll()) {
			this.elections.check(method);
			GuardedMethodShapes.check(method, this.elections.electionOf(method).settings(), this::isClustered);
		}
	}

	/**
	 * Sees the beans that are created before this post-processor and the creator of
	 * proxies are there, since another post-processor needs them.
	 */
	private final class EarlyBeans implements MergedBeanDefinitionPostProcessor {

		@Override
		public void postProcessMergedBeanDefinition(RootBeanDefinition definition, Class<?> type, String name) {
			if (!LeaderOnlyValidator.this.elections.methodsOf(type).isEmpty()) {
				LeaderOnlyValidator.this.unseen.put(name, new EarlyBean(type, DefinedCallbacks.of(definition, type)));
			}
		}

	}

	/**
	 * A bean that was created early.
	 *
	 * @param type its class
	 * @param callbacks the names of its init and destroy methods
	 */
	private record EarlyBean(Class<?> type, Set<String> callbacks) {
	}

	/**
	 * What was found to be right.
	 *
	 * @param type the class of beans
	 * @param callbacks the names of their init and destroy methods
	 */
	private record Validated(Class<?> type, Set<String> callbacks) {
	}

}

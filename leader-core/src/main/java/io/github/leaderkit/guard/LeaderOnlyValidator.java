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
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.SmartInstantiationAwareBeanPostProcessor;
import org.springframework.beans.factory.support.MergedBeanDefinitionPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.util.ClassUtils;

/**
 * Refuses a bean at its creation if its guarded methods would not be guarded, or not
 * correctly. Whether their elections exist is checked when all singletons are there.
 */
final class LeaderOnlyValidator extends ProxyProcessorSupport implements MergedBeanDefinitionPostProcessor,
		SmartInstantiationAwareBeanPostProcessor, SmartInitializingSingleton, BeanFactoryAware {

	private final transient GuardedElections elections;

	private final transient ProxiedBeans proxiedBeans;

	private final transient GuardInFront guard;

	private final transient Map<String, GuardedMethod> expected = new ConcurrentHashMap<>();

	private final transient Map<String, GuardedMethod> exposedEarly = new ConcurrentHashMap<>();

	private final Map<Class<?>, Set<String>> validated = new ConcurrentHashMap<>();

	private final transient Queue<GuardedMethod> unchecked = new ConcurrentLinkedQueue<>();

	private volatile boolean electionsExist;

	private transient @Nullable ConfigurableListableBeanFactory beanFactory;

	LeaderOnlyValidator(GuardedElections elections, ProxiedBeans proxiedBeans) {
		this.elections = elections;
		this.proxiedBeans = proxiedBeans;
		this.guard = new GuardInFront(elections);
		// Before processors that call methods of beans, as that of @Scheduled does: they
		// must not call a bean that is refused. Other kinds of processors come first
		setOrder(HIGHEST_PRECEDENCE);
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beanFactory = (ConfigurableListableBeanFactory) beanFactory;
	}

	@Override
	public void postProcessMergedBeanDefinition(RootBeanDefinition definition, Class<?> type, String name) {
		if (!this.elections.methodsOf(type).isEmpty()) {
			validate(type, name, DefinedCallbacks.of(definition, type));
		}
		String key = ProxiedBeans.key(type, name);
		GuardedMethod guarded = this.guard.findGuarded(type);
		if (guarded == null) {
			// The name may have been that of another bean before
			this.expected.remove(key);
			return;
		}
		if (definition.isSynthetic()) {
			throw UnguardedBean.NOT_ADVISED.refused(name, guarded);
		}
		this.expected.put(key, guarded);
	}

	/**
	 * Called for beans that refer to each other. The proxy is made then, and what comes
	 * after the initialization is the bean without it.
	 */
	@Override
	public Object getEarlyBeanReference(Object bean, String name) {
		GuardedMethod guarded = this.guard.findGuarded(AopUtils.getTargetClass(bean));
		if (guarded != null && this.guard.findUnguarded(bean) == null) {
			this.exposedEarly.put(name, guarded);
		}
		return bean;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String name) {
		Class<?> type = AopUtils.getTargetClass(bean);
		if (!this.elections.methodsOf(type).isEmpty()) {
			validate(type, name, Set.of());
		}
		GuardedMethod exposedEarly = this.exposedEarly.remove(name);
		if (exposedEarly != null) {
			throw UnguardedBean.IN_CYCLE.refused(name, exposedEarly);
		}
		if (!this.proxiedBeans.isGuarded(bean, name)) {
			checkGuard(bean, name);
		}
		return bean;
	}

	private void checkGuard(Object bean, String name) {
		GuardedMethod unguarded = this.guard.findUnguarded(bean);
		if (unguarded != null) {
			throw UnguardedBean.of(bean, unguarded).refused(name, unguarded);
		}
		GuardedMethod expected = this.expected.get(ProxiedBeans.key(bean.getClass(), name));
		if (expected != null && !this.guard.isNeeded(bean)) {
			throw UnguardedBean.BEHIND_OTHERS.refused(name, expected);
		}
	}

	private void validate(Class<?> type, String name, Set<String> callbacks) {
		Class<?> userClass = ClassUtils.getUserClass(type);
		boolean isKnown = this.validated.containsKey(userClass);
		Set<String> all = this.validated.computeIfAbsent(userClass, (added) -> ConcurrentHashMap.newKeySet());
		if (!all.addAll(callbacks) && isKnown) {
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
		return beanFactory.getBean(AopConfigUtils.AUTO_PROXY_CREATOR_BEAN_NAME, ProxyConfig.class).isProxyTargetClass();
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (this.beanFactory != null) {
			ClusteredSchedulers.jobs(this.beanFactory)
				.stream()
				.filter((type) -> !this.elections.methodsOf(type).isEmpty())
				.forEach((type) -> validate(type, type.getName(), Set.of()));
		}
		this.electionsExist = true;
		checkElections();
	}

	private boolean isClustered() {
		return this.beanFactory != null && ClusteredSchedulers.exist(this.beanFactory);
	}

	private void checkElections() {
		for (GuardedMethod method = this.unchecked.poll(); method != null; method = this.unchecked.poll()) {
			this.elections.check(method);
			GuardedMethodShapes.checkHandedWork(method, this::isClustered);
		}
	}

}

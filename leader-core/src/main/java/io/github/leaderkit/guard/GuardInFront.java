package io.github.leaderkit.guard;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.TargetSource;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.target.AbstractBeanFactoryBasedTargetSource;
import org.springframework.aop.target.HotSwappableTargetSource;
import org.springframework.aop.target.SingletonTargetSource;
import org.springframework.util.ClassUtils;

/**
 * Finds out whether the guard stands in front of an object: whether every call of each of
 * its guarded methods comes to the {@link LeaderOnlyAdvisor} first. An object may be
 * several proxies in front of each other; one of them has to have the advisor, and has to
 * be able to intercept the method.
 *
 * <p>
 * What is behind a proxy that is opaque, or that Spring AOP did not make, cannot be seen.
 */
final class GuardInFront {

	private final GuardedElections elections;

	GuardInFront(GuardedElections elections) {
		this.elections = elections;
	}

	/**
	 * Whether an object, or what can be seen behind it, has guarded methods.
	 * @param object the object
	 * @return whether it has
	 */
	boolean isNeeded(Object object) {
		return guardedMethods(object).findAny().isPresent();
	}

	/**
	 * Looks for a guarded method of a class.
	 * @param type the class
	 * @return such a method, or {@code null} if there is none
	 */
	@Nullable GuardedMethod findGuarded(Class<?> type) {
		return guardedMethods(Stream.of(type)).findFirst().orElse(null);
	}

	/**
	 * Looks for a guarded method whose calls do not come to the guard.
	 * @param object the object
	 * @return such a method, or {@code null} if there is none
	 */
	@Nullable GuardedMethod findUnguarded(Object object) {
		return guardedMethods(object).filter((method) -> !isGuarded(object, method)).findFirst().orElse(null);
	}

	/**
	 * Refuses a class by the shape of its methods, which says more than that no proxy
	 * stands in front of it: a post-processor, say, is created early by its nature.
	 * @param type the class
	 * @throws InvalidLeaderOnlyException if the class has a method of such a shape
	 */
	void checkShapes(Class<?> type) {
		GuardedMethodShapes.check(type, this.elections.methodsOf(type), false, Set.of());
	}

	private Stream<GuardedMethod> guardedMethods(Object object) {
		return guardedMethods(layers(object).stream().flatMap(GuardInFront::typesOf).distinct());
	}

	private Stream<GuardedMethod> guardedMethods(Stream<Class<?>> types) {
		return types.flatMap((type) -> this.elections.methodsOf(type).methods().stream());
	}

	/**
	 * What is behind all proxies of an object that can be seen.
	 * @param object the object
	 * @return the innermost object
	 */
	static Object innermost(Object object) {
		List<Object> layers = layers(object);
		return layers.get(layers.size() - 1);
	}

	private static List<Object> layers(Object object) {
		List<Object> layers = new ArrayList<>();
		for (Object layer = object; layer != null; layer = targetOf(layer)) {
			layers.add(layer);
		}
		return layers;
	}

	/** A proxy may have interfaces that its target has not. */
	private static Stream<Class<?>> typesOf(Object layer) {
		Object target = targetOf(layer);
		Class<?> known = ClassUtils.getUserClass((target != null) ? target : layer);
		return Stream.concat(Stream.of(known),
				Arrays.stream(ClassUtils.getAllInterfaces(layer)).filter((type) -> !type.isAssignableFrom(known)));
	}

	private boolean isGuarded(Object layer, GuardedMethod guarded) {
		Advised proxy = proxy(layer);
		if (proxy == null) {
			return false;
		}
		Method method = guarded.method();
		if (isAdvised(proxy, method) && isOverridden(layer.getClass(), method)) {
			return true;
		}
		Object target = targetOf(layer);
		return (target != null) ? isGuarded(target, guarded) : isTargetBean(proxy.getTargetSource());
	}

	/** By the same rules as the chain of advice of a proxy. */
	private static boolean isAdvised(Advised proxy, Method method) {
		Class<?> targetClass = proxy.getTargetClass();
		Class<?> type = (targetClass != null) ? targetClass : method.getDeclaringClass();
		return Arrays.stream(proxy.getAdvisors())
			.filter(LeaderOnlyAdvisor.class::isInstance)
			.map(LeaderOnlyAdvisor.class::cast)
			.anyMatch((advisor) -> advisor.getPointcut().getMethodMatcher().matches(method, type));
	}

	static boolean isOverridden(Class<?> proxyClass, Method method) {
		Class<?> declaringClass = method.getDeclaringClass();
		return Proxy.isProxyClass(proxyClass) || Modifier.isPublic(method.getModifiers())
				|| Modifier.isProtected(method.getModifiers())
				|| (proxyClass.getClassLoader() == declaringClass.getClassLoader()
						&& proxyClass.getPackageName().equals(declaringClass.getPackageName()));
	}

	private static @Nullable Object targetOf(Object layer) {
		Advised proxy = proxy(layer);
		TargetSource source = (proxy != null) ? proxy.getTargetSource() : null;
		if (source instanceof SingletonTargetSource singleton) {
			return singleton.getTarget();
		}
		return (source instanceof HotSwappableTargetSource swappable) ? swappable.getTarget() : null;
	}

	/** A {@code ProxyFactory} is {@code Advised} as well, without being a proxy. */
	private static @Nullable Advised proxy(Object layer) {
		return (layer instanceof Advised advised && AopUtils.isAopProxy(layer)) ? advised : null;
	}

	/** A bean that a proxy looks up for each call is checked when it is created. */
	private static boolean isTargetBean(TargetSource source) {
		return source instanceof AbstractBeanFactoryBasedTargetSource;
	}

}

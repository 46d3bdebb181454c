package io.github.leaderkit.context;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;

import org.aopalliance.intercept.MethodInterceptor;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.context.Lifecycle;
import org.springframework.util.ReflectionUtils;

/**
 * Puts a {@link LedBean} around its bean, in the way that changes least for others: as a
 * subclass; or else, where a class or a method is final, by {@code setAutoStartup} of the
 * bean itself; or else as an object of the same interfaces.
 */
final class LifecycleProxies {

	private LifecycleProxies() {
	}

	static Lifecycle intercept(Lifecycle bean, LedBean led) {
		if (bean instanceof Advised advised && !advised.isFrozen()) {
			advised.addAdvice(0, led);
			return bean;
		}
		boolean extensible = isExtensible(bean.getClass());
		Method setter = extensible ? null : autoStartupSetter(bean.getClass());
		if (setter != null) {
			ReflectionUtils.makeAccessible(setter);
			ReflectionUtils.invokeMethod(setter, bean, false);
			return bean;
		}
		Lifecycle proxy = proxy(bean, led, extensible);
		led.become(proxy);
		return proxy;
	}

	private static Lifecycle proxy(Lifecycle bean, MethodInterceptor interceptor, boolean extensible) {
		ProxyFactory factory = new ProxyFactory(bean);
		factory.setProxyTargetClass(extensible);
		factory.addAdvice(interceptor);
		return (Lifecycle) factory.getProxy(bean.getClass().getClassLoader());
	}

	/**
	 * Whether a subclass can stand for the bean. A final method would run on it instead,
	 * where no field has a value.
	 */
	private static boolean isExtensible(Class<?> type) {
		return !Modifier.isFinal(type.getModifiers())
				&& Arrays.stream(ReflectionUtils.getAllDeclaredMethods(type)).noneMatch(LifecycleProxies::isFixed);
	}

	private static boolean isFixed(Method method) {
		int modifiers = method.getModifiers();
		return Modifier.isFinal(modifiers) && Modifier.isPublic(modifiers) && !Modifier.isStatic(modifiers)
				&& method.getDeclaringClass() != Object.class;
	}

	private static @Nullable Method autoStartupSetter(Class<?> type) {
		Method setter = ReflectionUtils.findMethod(type, "setAutoStartup", boolean.class);
		return (setter != null && Modifier.isPublic(setter.getModifiers())) ? setter : null;
	}

}

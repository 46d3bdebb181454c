package io.github.leaderkit.guard;

import java.lang.reflect.Method;
import java.util.Arrays;

import io.github.leaderkit.LeaderElections;
import org.aopalliance.aop.Advice;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.util.ReflectionUtils;

/**
 * Guards objects as beans are, without a context.
 */
final class Guarding {

	private Guarding() {
	}

	@SuppressWarnings("unchecked")
	static <T> T guard(T target, LeaderElections elections, Advice... inside) {
		DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();
		beanFactory.registerSingleton("elections", elections);
		GuardedElections guarded = new GuardedElections(beanFactory.getBeanProvider(LeaderElections.class));
		guarded.setBeanFactory(beanFactory);
		ProxyFactory proxyFactory = new ProxyFactory(target);
		proxyFactory.setProxyTargetClass(true);
		proxyFactory.addAdvisor(new LeaderOnlyAdvisor(guarded));
		for (Advice advice : inside) {
			proxyFactory.addAdvice(advice);
		}
		return (T) proxyFactory.getProxy();
	}

	static GuardPlan plan(Class<?> type, String method) {
		return GuardPlans.of(GuardedClass.of(type).find(method(type, method)));
	}

	static Object call(Object target, String method) {
		return ReflectionUtils.invokeMethod(method(target.getClass(), method), target);
	}

	private static Method method(Class<?> type, String name) {
		Method method = Arrays.stream(ReflectionUtils.getUniqueDeclaredMethods(type))
			.filter((candidate) -> candidate.getName().equals(name))
			.findFirst()
			.orElseThrow();
		ReflectionUtils.makeAccessible(method);
		return method;
	}

}

package io.github.leaderkit.scheduled;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

import io.github.leaderkit.Fire;
import io.github.leaderkit.FireTask;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Calls the method of a bean, through its proxies, and finds the end of what it returns.
 */
final class ScheduledInvocation implements FireTask {

	private final Object bean;

	private final Method method;

	private final boolean suspending;

	private final boolean takesFire;

	private ScheduledInvocation(Object bean, Method method, boolean suspending, boolean takesFire) {
		this.bean = bean;
		this.method = method;
		this.suspending = suspending;
		this.takesFire = takesFire;
	}

	/**
	 * Finds out how to call the method.
	 * @param scheduled the method
	 * @param bean the bean, or the proxy that stands for it
	 * @return what calls it
	 * @throws InvalidLeaderScheduledException if a proxy does not pass it on
	 */
	static ScheduledInvocation of(ScheduledMethod scheduled, Object bean) {
		if (AopUtils.isCglibProxy(bean) && Modifier.isFinal(scheduled.method().getModifiers())) {
			throw scheduled.refused("it is final, so the proxy of its bean does not pass it on.",
					"Remove the modifier (in Kotlin: add 'open').");
		}
		Method method;
		try {
			method = AopUtils.selectInvocableMethod(scheduled.method(), bean.getClass());
		}
		catch (IllegalStateException ex) {
			throw scheduled.refused("the proxy of its bean has only the methods of the interfaces " + "of the class.",
					"Declare the method in one of these, or let Spring create proxies of classes "
							+ "(proxyTargetClass = true).",
					ex);
		}
		ReflectionUtils.makeAccessible(method);
		Class<?>[] parameters = method.getParameterTypes();
		return new ScheduledInvocation(bean, method, scheduled.isSuspending(),
				parameters.length > 0 && parameters[0] == Fire.class);
	}

	@Override
	public @Nullable CompletionStage<?> run(Fire fire) throws Exception {
		Object[] arguments = this.takesFire ? new Object[] { fire } : new Object[0];
		Object result = this.suspending ? ReactiveWork.suspending(this.method, this.bean, arguments)
				: invoke(arguments);
		if (result instanceof CompletionStage<?> stage) {
			return stage;
		}
		if (result instanceof Future<?> future) {
			await(future);
			return null;
		}
		return (result != null && ScheduledMethodChecks.REACTOR_PRESENT)
				? ReactiveWork.subscribe(result, fire.leadership()) : null;
	}

	private @Nullable Object invoke(Object[] arguments) throws Exception {
		try {
			return this.method.invoke(this.bean, arguments);
		}
		catch (InvocationTargetException ex) {
			ReflectionUtils.rethrowException(ex.getTargetException());
			return null;
		}
	}

	/**
	 * Such a future notifies nobody. The thread belongs to the run, so it may wait.
	 */
	private static void await(Future<?> future) throws Exception {
		try {
			future.get();
		}
		catch (ExecutionException ex) {
			ReflectionUtils.rethrowException((ex.getCause() != null) ? ex.getCause() : ex);
		}
		catch (InterruptedException ex) {
			future.cancel(true);
			throw ex;
		}
	}

}

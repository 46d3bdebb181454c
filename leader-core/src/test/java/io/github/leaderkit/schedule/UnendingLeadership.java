package io.github.leaderkit.schedule;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElection.GuardedCall;
import io.github.leaderkit.Leadership;

/**
 * An election whose guard lets work in as it should, and never says afterwards that the
 * leadership is over.
 */
final class UnendingLeadership {

	private UnendingLeadership() {
	}

	static LeaderElection of(LeaderElection election) {
		return proxy(LeaderElection.class, (proxy, method, arguments) -> {
			Object result = method.invoke(election, arguments);
			boolean enters = method.getName().equals("tryEnter") && method.getParameterCount() == 0;
			return (result == null && enters) ? inside() : result;
		});
	}

	private static GuardedCall inside() {
		Leadership leadership = Leadership.required();
		return proxy(GuardedCall.class,
				(proxy, method, arguments) -> method.getName().equals("leadership") ? leadership : null);
	}

	private static <T> T proxy(Class<T> type, InvocationHandler handler) {
		return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, handler));
	}

}

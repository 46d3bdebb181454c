package io.github.leaderkit.guard;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * Passes each call of a guarded method to its {@link Guard}, which skips the call, or
 * throws, if this instance does not lead. The guard is made once for each method and
 * class; a call costs one lookup in a map, without allocating, and what
 * {@link io.github.leaderkit.LeaderElection#tryEnter} costs.
 */
final class LeaderOnlyInterceptor implements MethodInterceptor {

	private final GuardedElections elections;

	private final Map<Method, Entry> guards = new ConcurrentHashMap<>();

	LeaderOnlyInterceptor(GuardedElections elections) {
		this.elections = elections;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		Guard guard = guardOf(invocation.getMethod(), invocation.getThis());
		return (guard != null) ? guard.call(invocation) : invocation.proceed();
	}

	private @Nullable Guard guardOf(Method method, @Nullable Object target) {
		Class<?> type = (target != null) ? target.getClass() : method.getDeclaringClass();
		for (Entry entry = this.guards.get(method); entry != null; entry = entry.next) {
			if (entry.type == type) {
				return entry.guard;
			}
		}
		Guard guard = createGuard(method, type);
		this.guards.compute(method, (key, first) -> new Entry(type, guard, first));
		return guard;
	}

	private @Nullable Guard createGuard(Method method, Class<?> type) {
		GuardedMethod guarded = this.elections.methodsOf(type).find(method);
		return (guarded != null) ? GuardPlans.of(guarded).guard(new Entrance(guarded, this.elections)) : null;
	}

	/**
	 * The guard of a method in one class, and those in other classes: a method of an
	 * interface may have many.
	 *
	 * @param type the class of the target
	 * @param guard the guard, or {@code null} if the method is not guarded there
	 * @param next the entry of another class
	 */
	private record Entry(Class<?> type, @Nullable Guard guard, @Nullable Entry next) {
	}

}

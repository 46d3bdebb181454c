package io.github.leaderkit.guard;

import java.lang.reflect.Method;

import org.aopalliance.aop.Advice;

import org.springframework.aop.Pointcut;
import org.springframework.aop.support.AbstractPointcutAdvisor;
import org.springframework.aop.support.StaticMethodMatcherPointcut;

/**
 * Applies the guard to every method that {@link io.github.leaderkit.LeaderOnly} means. If
 * no other order is set, it stands outside of transactions and caches, whose advisors
 * come last by default, so that a call that is skipped opens none; and inside of retries
 * and asynchronous execution, so that each attempt asks anew, on the thread that does the
 * work.
 */
final class LeaderOnlyAdvisor extends AbstractPointcutAdvisor {

	private final transient Pointcut pointcut;

	private final transient Advice advice;

	LeaderOnlyAdvisor(GuardedElections elections) {
		this.pointcut = new LeaderOnlyPointcut(elections);
		this.advice = new LeaderOnlyInterceptor(elections);
		setOrder(elections.settings().order());
	}

	@Override
	public Pointcut getPointcut() {
		return this.pointcut;
	}

	@Override
	public Advice getAdvice() {
		return this.advice;
	}

	private static final class LeaderOnlyPointcut extends StaticMethodMatcherPointcut {

		private final GuardedElections elections;

		LeaderOnlyPointcut(GuardedElections elections) {
			this.elections = elections;
			setClassFilter((type) -> !elections.methodsOf(type).isEmpty());
		}

		@Override
		public boolean matches(Method method, Class<?> targetClass) {
			return this.elections.methodsOf(targetClass).find(method) != null;
		}

	}

}

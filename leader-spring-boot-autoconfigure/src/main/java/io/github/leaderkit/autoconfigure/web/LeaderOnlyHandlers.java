package io.github.leaderkit.autoconfigure.web;

import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.NotLeaderException;
import io.github.leaderkit.guard.LeaderOnlyMethods;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.aop.support.AopUtils;
import org.springframework.core.Ordered;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Turns requests away that only the leader may serve before their arguments are bound: an
 * error in the body does not matter if the request is not served here. What is let
 * through is still guarded.
 */
final class LeaderOnlyHandlers implements HandlerInterceptor, WebMvcConfigurer {

	private final LeaderOnlyMethods methods;

	LeaderOnlyHandlers(LeaderOnlyMethods methods) {
		this.methods = methods;
	}

	@Override
	public void addInterceptors(InterceptorRegistry registry) {
		registry.addInterceptor(this).order(Ordered.LOWEST_PRECEDENCE);
	}

	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
		// What is dispatched again is the result of a call that was let in
		if (handler instanceof HandlerMethod method && request.getDispatcherType() != DispatcherType.ASYNC) {
			this.methods.electionOf(AopUtils.getTargetClass(method.getBean()), method.getMethod())
				.filter((election) -> !election.isLeader())
				.ifPresent(LeaderOnlyHandlers::refuse);
		}
		return true;
	}

	private static void refuse(LeaderElection election) {
		throw new NotLeaderException(election.name(), election.currentLeader().orElse(null));
	}

}

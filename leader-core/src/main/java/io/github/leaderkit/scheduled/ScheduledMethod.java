package io.github.leaderkit.scheduled;

import java.lang.reflect.Method;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.leaderkit.LeaderScheduled;
import org.jspecify.annotations.Nullable;

import org.springframework.core.KotlinDetector;

/**
 * A method of a class with one annotation.
 *
 * @param type the class of the bean, without proxies
 * @param method the method of that class, or of what it inherits from
 * @param annotation the annotation
 */
record ScheduledMethod(Class<?> type, Method method, LeaderScheduled annotation) {

	/**
	 * The name of the schedule if the annotation gives none. It is the identity of the
	 * schedule in Redis: it has no package, which people change, and no name of a proxy
	 * or a bean.
	 * @return the name; empty if the class has none
	 */
	String defaultName() {
		String simpleName = this.type.getSimpleName();
		return simpleName.isEmpty() ? "" : simpleName + "." + this.method.getName();
	}

	boolean isSuspending() {
		return KotlinDetector.isSuspendingFunction(this.method);
	}

	InvalidLeaderScheduledException refused(String problem, String fix) {
		return refused(problem, fix, null);
	}

	/**
	 * Refuses the method.
	 * @param problem what is wrong, the end of a sentence about the method
	 * @param fix what to do about it
	 * @param cause the cause, or {@code null}
	 * @return the exception
	 */
	InvalidLeaderScheduledException refused(String problem, String fix, @Nullable Throwable cause) {
		return new InvalidLeaderScheduledException(
				"The method " + this + " is annotated with @LeaderScheduled, but " + problem, fix, cause);
	}

	@Override
	public String toString() {
		return this.type.getName() + "." + this.method.getName()
				+ Stream.of(this.method.getParameterTypes())
					.map(Class::getSimpleName)
					.collect(Collectors.joining(", ", "(", ")"));
	}

}

package io.github.leaderkit.guard;

import java.lang.reflect.Method;

import io.github.leaderkit.LeaderOnly;

/**
 * A method that only the leader may run.
 *
 * @param method the method that is run
 * @param declared the method for which the annotation was given: the same, or one that it
 * overrides or implements
 * @param annotation the annotation
 * @param byType whether the annotation stands on the type that declares the method
 */
record GuardedMethod(Method method, Method declared, LeaderOnly annotation, boolean byType) {

	boolean carriesAnnotation() {
		return !this.byType && this.method.equals(this.declared);
	}

	@Override
	public String toString() {
		return describe(this.method);
	}

	static String describe(Method method) {
		StringBuilder text = new StringBuilder(method.getDeclaringClass().getName()).append('.')
			.append(method.getName())
			.append('(');
		String separator = "";
		for (Class<?> type : method.getParameterTypes()) {
			text.append(separator).append(type.getSimpleName());
			separator = ", ";
		}
		return text.append(')').toString();
	}

}

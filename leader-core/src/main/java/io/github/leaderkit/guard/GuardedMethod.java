package io.github.leaderkit.guard;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

import io.github.leaderkit.LeaderOnly;
import io.github.leaderkit.LeaderOnly.Otherwise;
import org.jspecify.annotations.Nullable;

import org.springframework.core.KotlinDetector;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * A method that only the leader may run.
 *
 * @param type the class of the bean
 * @param method the method that is run
 * @param declared the method for which the annotation was given: the same, or one that it
 * overrides or implements
 * @param annotation the annotation
 * @param byType whether the annotation stands on the type that declares the method
 */
record GuardedMethod(Class<?> type, Method method, Method declared, LeaderOnly annotation, boolean byType) {

	boolean carriesAnnotation() {
		return !this.byType && this.method.equals(this.declared);
	}

	/**
	 * Whether a call that is not let in throws instead of being skipped.
	 * @return whether it does
	 */
	boolean throwsOtherwise() {
		return this.annotation.otherwise() == Otherwise.THROW || RequestHandlers.isHandler(this.type, this.method);
	}

	/**
	 * Whether the annotation itself says what a call does that is not let in.
	 * @return whether it does
	 */
	boolean saysOtherwise() {
		return this.annotation.otherwise() != Otherwise.DEFAULT;
	}

	boolean isSuspending() {
		return KotlinDetector.isSuspendingFunction(this.method);
	}

	/**
	 * What the method returns; if it is a suspending function, what that says it returns.
	 * @return the type
	 */
	ResolvableType returnType() {
		return isSuspending()
				? ResolvableType.forMethodParameter(this.method, this.method.getParameterCount() - 1, this.type)
					.getGeneric()
				: ResolvableType.forMethodReturnType(this.method, this.type);
	}

	/**
	 * Refuses the method for what it returns.
	 * @param problem what is wrong with that
	 * @param fix what to do about it
	 * @return the exception
	 */
	InvalidLeaderOnlyException refused(String problem, String fix) {
		return refused(problem, fix, null);
	}

	InvalidLeaderOnlyException refused(String problem, String fix, @Nullable Throwable cause) {
		String returns = isSuspending() ? "is a suspending function that returns " + returnType()
				: "returns " + this.method.getGenericReturnType().getTypeName();
		return new InvalidLeaderOnlyException("The method " + this + " is guarded by @LeaderOnly"
				+ (this.byType ? " on its class" : "") + ", but it " + returns + ": " + problem, fix, cause);
	}

	/**
	 * The class of a lambda or of a proxy has a name that says nothing.
	 */
	@Override
	public String toString() {
		Class<?> declaring = this.method.getDeclaringClass();
		boolean nameless = ClassUtils.isLambdaClass(declaring) || Proxy.isProxyClass(declaring);
		return describe(nameless ? this.declared : this.method);
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

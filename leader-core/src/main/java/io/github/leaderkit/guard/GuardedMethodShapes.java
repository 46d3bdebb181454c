package io.github.leaderkit.guard;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.annotation.MergedAnnotations;

/**
 * Refuses guarded methods by their shape: those that no proxy can guard, or whose calls
 * cannot be skipped. Whether a proxy stands in front of the bean is another matter, which
 * {@link LeaderOnlyValidator} looks after.
 */
final class GuardedMethodShapes {

	private static final List<String> CALLBACKS = List.of("jakarta.annotation.PostConstruct",
			"jakarta.annotation.PreDestroy");

	private static final Logger logger = LoggerFactory.getLogger(GuardedMethodShapes.class);

	private GuardedMethodShapes() {
	}

	/**
	 * Checks the guarded methods of one class.
	 * @param type the class of the bean
	 * @param methods its guarded methods
	 * @param classProxy whether the proxy will be a subclass
	 * @throws InvalidLeaderOnlyException if one of them would not be guarded, or not
	 * rightly
	 */
	static void check(Class<?> type, Collection<GuardedMethod> methods, boolean classProxy) {
		if (WebHandlers.isEndpoint(type)) {
			throw new InvalidLeaderOnlyException(
					"The class " + type.getName() + " has methods annotated with @LeaderOnly, but it is an "
							+ "endpoint of the actuator, which must answer on every instance.",
					"Guard the work in another bean that the endpoint calls.");
		}
		methods.forEach((method) -> check(method, classProxy));
	}

	private static void check(GuardedMethod guarded, boolean classProxy) {
		Method method = guarded.method();
		int modifiers = method.getModifiers();
		if (Modifier.isPrivate(modifiers) || Modifier.isStatic(modifiers)) {
			throw new InvalidLeaderOnlyException("The method " + guarded + " is annotated with @LeaderOnly, but it is "
					+ (Modifier.isPrivate(modifiers) ? "private" : "static") + " and a call would not be intercepted.",
					"Make it a method of the bean that is at least package-private, and call it from another bean.");
		}
		if (!guarded.byType() && isCallback(method)) {
			throw new InvalidLeaderOnlyException("The method " + guarded
					+ " is annotated with @LeaderOnly, but the container calls it on the bean itself when it makes or "
					+ "ends it, which would not be intercepted.",
					"Do it when LeadershipEvent.Promoted is told, or in a method that another bean calls.");
		}
		if (Modifier.isFinal(modifiers) && (classProxy || guarded.carriesAnnotation())) {
			checkFinal(guarded);
			return;
		}
		GuardPlans.of(guarded);
	}

	private static boolean isCallback(Method method) {
		MergedAnnotations annotations = MergedAnnotations.from(method);
		return CALLBACKS.stream().anyMatch(annotations::isPresent);
	}

	private static void checkFinal(GuardedMethod guarded) {
		if (!guarded.byType()) {
			throw new InvalidLeaderOnlyException("The method " + guarded
					+ " is annotated with @LeaderOnly, but it is final and a call would not be " + "intercepted.",
					"Remove 'final' (in Kotlin by the compiler plugin 'spring').");
		}
		logger.warn("The method {} is final: @LeaderOnly on its class does not guard it, every instance may run it",
				guarded);
	}

}

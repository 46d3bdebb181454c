package io.github.leaderkit.guard;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.stream.Stream;

import org.springframework.aop.support.AopUtils;

/**
 * Finds what an annotation on a class does not mean, though it looks so: methods that are
 * inherited from a type without the annotation, or declared by a subclass or as static,
 * and that a scheduler, a publisher of events, a library or a client calls.
 */
final class OverlookedWork {

	private OverlookedWork() {
	}

	/**
	 * Finds such methods.
	 * @param type the class of a bean
	 * @param guarded its guarded methods
	 * @return why the annotation does not guard them; empty if no class or interface of
	 * the bean carries it
	 */
	static List<String> of(Class<?> type, GuardedClass guarded) {
		return guarded.isByType() ? TypeHierarchy.of(type)
			.types()
			.stream()
			.flatMap((each) -> TypeHierarchy.methodsOf(each).stream())
			.map((method) -> AopUtils.getMostSpecificMethod(method, type))
			.distinct()
			.filter((method) -> !guarded.isMeant(method) && isCalled(Place.of(type, method)))
			.map((method) -> GuardedMethod.describe(method) + ", since " + reason(method))
			.toList() : List.of();
	}

	private static boolean isCalled(Place place) {
		return !Modifier.isAbstract(place.method().getModifiers()) && (!ListenedEvents.of(place).isEmpty()
				|| Stream.of(TriggeredWork.PLACEMENTS, HandedWork.PLACEMENTS, RequestHandlers.PLACEMENTS)
					.flatMap(List::stream)
					.anyMatch((placement) -> !placement.onType().leavesOut() && placement.contains(place)));
	}

	private static String reason(Method method) {
		return Modifier.isStatic(method.getModifiers()) ? "it is static"
				: "its own class or interface does not carry the annotation";
	}

}

package io.github.leaderkit.guard;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.stream.Stream;

import org.springframework.aop.support.AopUtils;

/**
 * Finds methods that an annotation on a class seems to guard but does not: inherited from
 * a type without the annotation, declared by a subclass, or static, and called by a
 * scheduler, a publisher of events, a library or a client.
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
			.flatMap((each) -> unguardedWork(each, type, guarded))
			.distinct()
			.map((method) -> GuardedMethod.describe(method) + ", since " + reason(method))
			.toList() : List.of();
	}

	/**
	 * Finds guarded methods that such work may call as a template method: a superclass or
	 * interface schedules one method, which calls another one that it declares.
	 * @param type the class of a bean
	 * @param guarded its guarded methods
	 * @return why the annotation does not guard all calls of them
	 */
	static List<String> mayCall(Class<?> type, GuardedClass guarded) {
		return guarded.methods()
			.stream()
			.filter((method) -> !isCalled(Place.of(type, method.method())))
			.flatMap((method) -> Place.of(type, method.method())
				.overriddenMethods()
				.filter(OverlookedWork::isOpenTemplate)
				.flatMap((declared) -> unguardedWork(declared.getDeclaringClass(), type, guarded))
				.filter((work) -> work.getDeclaringClass() != type)
				.limit(1)
				.map((work) -> method + ", since " + GuardedMethod.describe(work)
						+ " is not guarded and may call it on the bean itself"))
			.toList();
	}

	/** Those that are protected are refused. */
	private static boolean isOpenTemplate(Method declared) {
		return Modifier.isAbstract(declared.getModifiers()) && !Modifier.isProtected(declared.getModifiers());
	}

	private static Stream<Method> unguardedWork(Class<?> declaring, Class<?> type, GuardedClass guarded) {
		return TypeHierarchy.methodsOf(declaring)
			.stream()
			.map((method) -> AopUtils.getMostSpecificMethod(method, type))
			.filter((method) -> !guarded.isMeant(method) && isCalled(Place.of(type, method)));
	}

	private static boolean isCalled(Place place) {
		return !ListenedEvents.of(place).isEmpty()
				|| Stream.of(TriggeredWork.PLACEMENTS, HandedWork.PLACEMENTS, RequestHandlers.PLACEMENTS)
					.flatMap(List::stream)
					.anyMatch((placement) -> !placement.onType().leavesOut() && placement.contains(place));
	}

	private static String reason(Method method) {
		if (Modifier.isStatic(method.getModifiers())) {
			return "it is static";
		}
		return Modifier.isPrivate(method.getModifiers()) ? "it is private"
				: "its own class or interface does not carry the annotation";
	}

}

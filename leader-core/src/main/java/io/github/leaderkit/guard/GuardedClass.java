package io.github.leaderkit.guard;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.github.leaderkit.LeaderOnly;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.util.function.SingletonSupplier;

/**
 * The guarded methods of a class. A method is guarded if it, or a method that it
 * overrides or implements, carries the annotation, or else if it, or such a method, is
 * declared by a class or interface that does, unless it is of a kind that an annotation
 * on a class leaves out.
 */
final class GuardedClass {

	private final TypeHierarchy hierarchy;

	private final List<DeclaredGuards> declared;

	/** Asked for at every request that a handler of the class serves. */
	private final Map<Method, Optional<GuardedMethod>> found = new ConcurrentHashMap<>();

	/** Asked for several times whenever a bean of the class is created. */
	private final Supplier<List<GuardedMethod>> methods;

	private GuardedClass(TypeHierarchy hierarchy, List<DeclaredGuards> declared) {
		this.hierarchy = hierarchy;
		this.declared = declared;
		this.methods = SingletonSupplier.of(() -> meant().stream().filter((method) -> !isLeftOut(method)).toList());
	}

	static GuardedClass of(Class<?> type) {
		TypeHierarchy hierarchy = TypeHierarchy.of(type);
		return new GuardedClass(hierarchy,
				hierarchy.types().stream().map(DeclaredGuards::of).filter((guards) -> !guards.isEmpty()).toList());
	}

	boolean isEmpty() {
		return this.declared.isEmpty();
	}

	/**
	 * Whether the class, or one of its superclasses or interfaces, carries the
	 * annotation.
	 * @return whether one does
	 */
	boolean isByType() {
		return this.declared.stream().anyMatch((guards) -> guards.onType() != null);
	}

	/**
	 * Whether an annotation means a method, be it guarded or left out by its kind.
	 * @param method the method
	 * @return whether one does
	 */
	boolean isMeant(Method method) {
		return findMeant(method) != null;
	}

	@Nullable GuardedMethod find(Method method) {
		return isEmpty() ? null : this.found.computeIfAbsent(method, this::lookUp).orElse(null);
	}

	private Optional<GuardedMethod> lookUp(Method method) {
		return Optional.ofNullable(findMeant(method)).filter((meant) -> !isLeftOut(meant));
	}

	private @Nullable GuardedMethod findMeant(Method method) {
		Class<?> type = this.hierarchy.type();
		Method specific = AopUtils.getMostSpecificMethod(method, type);
		for (DeclaredGuards guards : this.declared) {
			for (Map.Entry<Method, LeaderOnly> entry : guards.onMethods().entrySet()) {
				if (this.hierarchy.isSame(specific, entry.getKey())) {
					return new GuardedMethod(type, specific, entry.getKey(), entry.getValue(), false);
				}
			}
		}
		for (DeclaredGuards guards : this.declared) {
			LeaderOnly onType = guards.onType();
			for (Method declared : guards.byType()) {
				if (onType != null && this.hierarchy.isSame(specific, declared)) {
					return new GuardedMethod(type, specific, declared, onType, true);
				}
			}
		}
		return null;
	}

	private static boolean isLeftOut(GuardedMethod method) {
		return method.byType() && Placements.isLeftOutByType(Place.of(method.type(), method.method()));
	}

	/**
	 * Every guarded method, those included that cannot be: private, static or final.
	 * @return the methods
	 */
	Collection<GuardedMethod> methods() {
		return this.methods.get();
	}

	/**
	 * The methods that a class that carries the annotation declares, but that are not
	 * guarded: the container calls them, or handlers of requests need them.
	 * @return the methods
	 */
	Collection<GuardedMethod> leftOut() {
		return meant().stream().filter(GuardedClass::isLeftOut).toList();
	}

	private Collection<GuardedMethod> meant() {
		Map<Method, GuardedMethod> methods = new LinkedHashMap<>();
		for (DeclaredGuards guards : this.declared) {
			guards.onMethods().keySet().forEach((method) -> add(methods, method));
			guards.byType().forEach((method) -> add(methods, method));
		}
		return methods.values();
	}

	private void add(Map<Method, GuardedMethod> methods, Method method) {
		GuardedMethod guarded = findMeant(method);
		if (guarded != null) {
			methods.put(guarded.method(), guarded);
		}
	}

}

package io.github.leaderkit.guard;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;

/**
 * Where a {@link io.github.leaderkit.LeaderOnly} stands: a method of a bean, and what its
 * class, interfaces and annotations say about who calls it. Names of annotations and
 * types are texts, so that no library needs to be there; one that ends with a dot means
 * all of a package and those below it.
 *
 * @param type the class of the bean
 * @param method the method that is run
 * @param callbacks the names of the init and destroy methods of the bean's definition
 * @param overridden whether the method is intercepted only if a proxy overrides it
 */
record Place(Class<?> type, Method method, Set<String> callbacks, boolean overridden) {

	static Place of(Class<?> type, Method method) {
		return new Place(type, method, Set.of(), false);
	}

	/**
	 * Whether the method, or one that it overrides or implements, has one of some
	 * annotations, directly or as a meta-annotation.
	 * @param names the names of the annotations
	 * @return whether it has
	 */
	boolean isAnnotated(Collection<String> names) {
		return isAnyOf(annotations(), names);
	}

	/**
	 * All annotations of the method and those that it overrides or implements.
	 * @return the annotations
	 */
	MergedAnnotations annotations() {
		return MergedAnnotations.from(this.method, SearchStrategy.TYPE_HIERARCHY);
	}

	/**
	 * Whether the class, or one of its superclasses or interfaces, has one of some
	 * annotations.
	 * @param names the names of the annotations
	 * @return whether it has
	 */
	boolean isTypeAnnotated(Collection<String> names) {
		return isAnyOf(MergedAnnotations.from(this.type, SearchStrategy.TYPE_HIERARCHY), names);
	}

	private static boolean isAnyOf(MergedAnnotations annotations, Collection<String> names) {
		return annotations.stream().anyMatch((annotation) -> isNamed(annotation.getType(), names));
	}

	/**
	 * Whether the class is of one of some types.
	 * @param names the names of classes and interfaces
	 * @return whether it is
	 */
	boolean isOf(Collection<String> names) {
		return TypeHierarchy.of(this.type).types().stream().anyMatch((each) -> isNamed(each, names));
	}

	/**
	 * Whether the method overrides or implements one that is declared by one of some
	 * types.
	 * @param names the names of classes and interfaces
	 * @return whether it does
	 */
	boolean isDeclaredBy(Collection<String> names) {
		return isDeclaredBy((declaring) -> isNamed(declaring, names));
	}

	/**
	 * Whether the method overrides or implements one of a certain type.
	 * @param types the types that count
	 * @return whether it does
	 */
	boolean isDeclaredBy(Predicate<Class<?>> types) {
		return overriddenMethods().map(Method::getDeclaringClass).anyMatch(types);
	}

	/**
	 * Whether the method has one of some annotations, or overrides or implements a method
	 * of one of some types.
	 * @param names the names of annotations, classes and interfaces
	 * @return whether it does
	 */
	boolean isKnownBy(Collection<String> names) {
		return isAnnotated(names) || isDeclaredBy(names);
	}

	/**
	 * The methods of superclasses and interfaces that the method overrides or implements.
	 * @return the methods
	 */
	Stream<Method> overriddenMethods() {
		TypeHierarchy hierarchy = TypeHierarchy.of(this.type);
		return hierarchy.types()
			.stream()
			.flatMap((type) -> TypeHierarchy.methodsOf(type).stream())
			.filter((declared) -> !declared.equals(this.method) && hierarchy.isSame(this.method, declared));
	}

	private static boolean isNamed(Class<?> type, Collection<String> names) {
		String name = type.getName();
		return names.stream().anyMatch((each) -> each.endsWith(".") ? name.startsWith(each) : name.equals(each));
	}

}

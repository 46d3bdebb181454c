package io.github.leaderkit.guard;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.ResolvableType;
import org.springframework.util.ReflectionUtils;

/**
 * A class with all its superclasses and interfaces, those that other interfaces extend
 * included.
 *
 * @param type the class
 * @param types the class itself, its superclasses below {@link Object}, then the
 * interfaces
 */
record TypeHierarchy(Class<?> type, Set<Class<?>> types) {

	private static final Logger logger = LoggerFactory.getLogger(TypeHierarchy.class);

	static TypeHierarchy of(Class<?> type) {
		Set<Class<?>> types = new LinkedHashSet<>();
		for (Class<?> current = type; current != null && current != Object.class; current = current.getSuperclass()) {
			types.add(current);
		}
		for (Class<?> current : Set.copyOf(types)) {
			addInterfaces(types, current);
		}
		return new TypeHierarchy(type, types);
	}

	private static void addInterfaces(Set<Class<?>> types, Class<?> type) {
		for (Class<?> each : type.getInterfaces()) {
			types.add(each);
			addInterfaces(types, each);
		}
	}

	/**
	 * The methods that a class or interface itself declares, without those that the
	 * compiler adds.
	 * @param type the class or interface
	 * @return the methods; none if the type refers to classes that are absent, as is
	 * common among the optional parts of libraries
	 */
	static List<Method> methodsOf(Class<?> type) {
		try {
			return Stream.of(ReflectionUtils.getDeclaredMethods(type))
				.filter((method) -> method.getDeclaringClass() == type && !method.isSynthetic())
				.toList();
		}
		catch (IllegalStateException ex) {
			logger.debug("Could not look for guarded methods in {}", type, ex);
			return List.of();
		}
	}

	/**
	 * Whether a method of the class is, overrides or implements another one.
	 * @param specific the method of the class
	 * @param declared the other one
	 * @return whether it does
	 */
	boolean isSame(Method specific, Method declared) {
		return specific.equals(declared) || overrides(specific, declared);
	}

	private boolean overrides(Method specific, Method declared) {
		if (!specific.getName().equals(declared.getName())
				|| specific.getParameterCount() != declared.getParameterCount() || !isInherited(specific, declared)) {
			return false;
		}
		for (int i = 0; i < specific.getParameterCount(); i++) {
			if (parameter(specific, i) != parameter(declared, i)) {
				return false;
			}
		}
		return true;
	}

	private static boolean isInherited(Method specific, Method declared) {
		int modifiers = declared.getModifiers();
		if (Modifier.isStatic(modifiers) || Modifier.isPrivate(modifiers)
				|| Modifier.isStatic(specific.getModifiers())) {
			return false;
		}
		return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers)
				|| specific.getDeclaringClass().getPackage() == declared.getDeclaringClass().getPackage();
	}

	private Class<?> parameter(Method method, int index) {
		return ResolvableType.forMethodParameter(method, index, this.type).resolve(method.getParameterTypes()[index]);
	}

}

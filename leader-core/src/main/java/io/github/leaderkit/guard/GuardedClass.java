package io.github.leaderkit.guard;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.leaderkit.LeaderOnly;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * The guarded methods of a class. A method is guarded if it, or a method that it
 * overrides or implements, carries the annotation, or else if it, or such a method, is
 * declared by a class or interface that does and, if it is of a web controller, handles
 * requests.
 */
final class GuardedClass {

	private final Class<?> type;

	private final List<DeclaredGuards> hierarchy;

	private GuardedClass(Class<?> type, List<DeclaredGuards> hierarchy) {
		this.type = type;
		this.hierarchy = hierarchy;
	}

	static GuardedClass of(Class<?> type) {
		List<DeclaredGuards> hierarchy = new ArrayList<>();
		for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
			add(hierarchy, c);
		}
		for (Class<?> c : ClassUtils.getAllInterfacesForClassAsSet(type)) {
			if (c != type) {
				add(hierarchy, c);
			}
		}
		return new GuardedClass(type, List.copyOf(hierarchy));
	}

	private static void add(List<DeclaredGuards> hierarchy, Class<?> type) {
		DeclaredGuards guards = DeclaredGuards.of(type);
		if (!guards.isEmpty()) {
			hierarchy.add(guards);
		}
	}

	boolean isEmpty() {
		return this.hierarchy.isEmpty();
	}

	@Nullable GuardedMethod find(Method method) {
		if (isEmpty()) {
			return null;
		}
		Method specific = AopUtils.getMostSpecificMethod(method, this.type);
		for (DeclaredGuards guards : this.hierarchy) {
			for (Map.Entry<Method, LeaderOnly> entry : guards.onMethods().entrySet()) {
				if (isSame(specific, entry.getKey())) {
					return new GuardedMethod(this.type, specific, entry.getKey(), entry.getValue(), false);
				}
			}
		}
		if (WebHandlers.isHelper(this.type, specific)) {
			return null;
		}
		for (DeclaredGuards guards : this.hierarchy) {
			LeaderOnly onType = guards.onType();
			for (Method declared : guards.byType()) {
				if (onType != null && isSame(specific, declared)) {
					return new GuardedMethod(this.type, specific, declared, onType, true);
				}
			}
		}
		return null;
	}

	private boolean isSame(Method specific, Method declared) {
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

	/**
	 * Every guarded method, those included that cannot be: private, static or final.
	 * @return the methods
	 */
	Collection<GuardedMethod> methods() {
		Map<Method, GuardedMethod> methods = new LinkedHashMap<>();
		for (DeclaredGuards guards : this.hierarchy) {
			guards.onMethods().keySet().forEach((method) -> add(methods, method));
			guards.byType().forEach((method) -> add(methods, method));
		}
		return methods.values();
	}

	private void add(Map<Method, GuardedMethod> methods, Method method) {
		GuardedMethod guarded = find(method);
		if (guarded != null) {
			methods.put(guarded.method(), guarded);
		}
	}

}

package io.github.leaderkit.guard;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.leaderkit.LeaderOnly;
import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.ReflectionUtils;

/**
 * What one class or interface itself says about its own methods.
 *
 * @param onType the annotation that the type carries, if it does
 * @param onMethods the methods that carry the annotation
 * @param byType the methods that the annotation on the type means
 */
record DeclaredGuards(@Nullable LeaderOnly onType, Map<Method, LeaderOnly> onMethods, List<Method> byType) {

	private static final DeclaredGuards NONE = new DeclaredGuards(null, Map.of(), List.of());

	static DeclaredGuards of(Class<?> type) {
		if (!AnnotationUtils.isCandidateClass(type, LeaderOnly.class)) {
			return NONE;
		}
		List<Method> methods = TypeHierarchy.methodsOf(type);
		LeaderOnly onType = find(MergedAnnotations.from(type, SearchStrategy.INHERITED_ANNOTATIONS));
		Map<Method, LeaderOnly> onMethods = new LinkedHashMap<>();
		for (Method method : methods) {
			LeaderOnly onMethod = find(MergedAnnotations.from(method, SearchStrategy.DIRECT));
			if (onMethod != null) {
				onMethods.put(method, onMethod);
			}
		}
		if (onType == null && onMethods.isEmpty()) {
			return NONE;
		}
		List<Method> byType = (onType != null)
				? methods.stream().filter((method) -> isMeantByType(method, onMethods)).toList() : List.of();
		return new DeclaredGuards(onType, onMethods, byType);
	}

	private static @Nullable LeaderOnly find(MergedAnnotations annotations) {
		return annotations.get(LeaderOnly.class).synthesize(MergedAnnotation::isPresent).orElse(null);
	}

	private static boolean isMeantByType(Method method, Map<Method, LeaderOnly> onMethods) {
		int modifiers = method.getModifiers();
		return !Modifier.isPrivate(modifiers) && !Modifier.isStatic(modifiers) && !onMethods.containsKey(method)
				&& !ReflectionUtils.isObjectMethod(method);
	}

	boolean isEmpty() {
		return this.onType == null && this.onMethods.isEmpty();
	}

}

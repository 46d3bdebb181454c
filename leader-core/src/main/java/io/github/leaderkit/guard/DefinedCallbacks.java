package io.github.leaderkit.guard;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.util.ClassUtils;

/**
 * Finds the init and destroy methods that the definition of a bean names, or leaves to be
 * inferred.
 */
final class DefinedCallbacks {

	private static final List<String> INFERRED = List.of("close", "shutdown");

	private DefinedCallbacks() {
	}

	/**
	 * Finds the methods.
	 * @param definition the merged definition of the bean
	 * @param type the class of the bean
	 * @return their names
	 */
	static Set<String> of(RootBeanDefinition definition, Class<?> type) {
		Set<String> names = new LinkedHashSet<>();
		add(names, definition.getInitMethodNames());
		add(names, definition.getDestroyMethodNames());
		if (names.remove(AbstractBeanDefinition.INFER_METHOD)) {
			INFERRED.stream().filter((name) -> ClassUtils.hasMethod(type, name)).findFirst().ifPresent(names::add);
		}
		return names;
	}

	private static void add(Set<String> names, String @Nullable [] more) {
		names.addAll((more != null) ? List.of(more) : List.of());
	}

}

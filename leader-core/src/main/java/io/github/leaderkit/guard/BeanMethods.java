package io.github.leaderkit.guard;

import java.util.List;

/**
 * Knows the methods that make beans. If a call were skipped, there would be no bean.
 */
final class BeanMethods {

	private static final String FIX = "Annotate the methods of the bean that do the work. If the bean runs by "
			+ "itself, such as a container of message listeners, annotate it with @LeaderLifecycle instead.";

	private static final List<String> CONFIGURATION = List.of("org.springframework.context.annotation.Configuration");

	private static final List<String> BEAN = List.of("org.springframework.context.annotation.Bean");

	private static final List<String> FACTORIES = List.of("org.springframework.beans.factory.FactoryBean",
			"org.springframework.beans.factory.SmartFactoryBean");

	static final List<Placement> PLACEMENTS = List.of(
			Placement.refused("`@Bean` method", (place) -> place.isAnnotated(BEAN),
					"it creates a bean, which every instance needs", FIX),
			Placement
				.refused("`@Configuration` class", (place) -> place.isTypeAnnotated(CONFIGURATION),
						"its class is a configuration, which every instance needs", FIX)
				.onMethod(Verdict.GUARDED),
			Placement.refused("`FactoryBean`", (place) -> place.isDeclaredBy(FACTORIES),
					"it creates a bean, which every instance needs", FIX));

	private BeanMethods() {
	}

}

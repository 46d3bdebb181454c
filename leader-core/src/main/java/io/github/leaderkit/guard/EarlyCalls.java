package io.github.leaderkit.guard;

import java.util.List;
import java.util.function.Predicate;

import org.springframework.util.ClassUtils;

/**
 * Knows the methods that are only called while no instance leads: before the elections
 * contend, which they do when the application is ready, or after a leadership has ended.
 * They would never run.
 */
final class EarlyCalls {

	private static final String PROBLEM = "it is only called before the elections contend, so it would never run";

	static final String PROMOTION = "To do something on the leader after the start, listen to the promotion: "
			+ "@LeaderOnly @EventListener void on(LeadershipEvent.Promoted event).";

	private static final List<String> RUNNERS = List.of("org.springframework.boot.Runner",
			"org.springframework.boot.ApplicationRunner", "org.springframework.boot.CommandLineRunner");

	private static final List<String> SINGLETONS = List
		.of("org.springframework.beans.factory.SmartInitializingSingleton");

	private static final List<String> LIFECYCLES = List.of("org.springframework.context.Lifecycle",
			"org.springframework.context.SmartLifecycle", "org.springframework.context.Phased",
			"org.springframework.integration.dsl.IntegrationFlow",
			"org.springframework.integration.dsl.IntegrationFlowAdapter");

	static final List<Placement> PLACEMENTS = List.of(
			early("`ApplicationRunner`, `CommandLineRunner`", (place) -> place.isDeclaredBy(RUNNERS)),
			early("`SmartInitializingSingleton`", (place) -> place.isDeclaredBy(SINGLETONS)),
			early("`*Configurer`, `*Customizer` and `*Initializer` of Spring",
					(place) -> place.isDeclaredBy(EarlyCalls::configures)),
			early("`@EventListener`, `ApplicationListener` of events up to `ApplicationReadyEvent` only, those of the "
					+ "start of a web server and `ContextRefreshedEvent` included",
					(place) -> ListenedEvents.of(place).areEarly()),
			Placement.refused("listener of `Demoted`, `Draining`, `ContextStoppedEvent`, `ContextPausedEvent` only",
					(place) -> ListenedEvents.of(place).areLate(),
					"it is only called when a leadership is over, so it would never run",
					"Remove @LeaderOnly: events of a leadership are published by the instance that had it."),
			Placement.refused("`Lifecycle`, `SmartLifecycle`, `IntegrationFlow`",
					(place) -> place.isDeclaredBy(LIFECYCLES),
					"the context calls it before the elections contend, so the bean would never start",
					"Annotate the bean with @LeaderLifecycle instead: it is started on promotion and stopped on "
							+ "demotion."));

	private EarlyCalls() {
	}

	private static Placement early(String name, Predicate<Place> contains) {
		return Placement.refused(name, contains, PROBLEM, PROMOTION);
	}

	private static boolean configures(Class<?> type) {
		String name = ClassUtils.getShortName(type);
		return type.isInterface() && type.getName().startsWith("org.springframework.")
				&& (name.endsWith("Configurer") || name.endsWith("Customizer") || name.endsWith("Initializer"));
	}

}

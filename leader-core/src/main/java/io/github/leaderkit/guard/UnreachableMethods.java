package io.github.leaderkit.guard;

import java.lang.reflect.Modifier;
import java.util.List;

/**
 * Knows the methods that no proxy can intercept, or that nobody calls through one, by
 * their modifiers.
 */
final class UnreachableMethods {

	private static final String FIX = "Make it a method of the bean that is at least package-private, and call it from "
			+ "another bean.";

	private static final List<String> ENDPOINTS = List.of(
			"org.springframework.boot.actuate.endpoint.annotation.Endpoint",
			"org.springframework.boot.actuate.endpoint.annotation.EndpointExtension");

	/** Their own methods call each other. */
	private static final List<String> HEALTH = List.of("org.springframework.boot.health.contributor.HealthIndicator",
			"org.springframework.boot.health.contributor.AbstractHealthIndicator",
			"org.springframework.boot.health.contributor.ReactiveHealthIndicator",
			"org.springframework.boot.health.contributor.AbstractReactiveHealthIndicator");

	static final List<Placement> PLACEMENTS = List.of(
			Placement
				.refused("private method", (place) -> Modifier.isPrivate(place.method().getModifiers()),
						"it is private and a call would not be intercepted", FIX)
				.onType(Verdict.NOT_MEANT),
			Placement
				.refused("static method", (place) -> Modifier.isStatic(place.method().getModifiers()),
						"it is static and a call would not be intercepted", FIX)
				.onType(Verdict.NOT_MEANT),
			Placement
				.refused("final method",
						(place) -> place.overridden() && Modifier.isFinal(place.method().getModifiers()),
						"it is final and a call would not be intercepted",
						"Remove 'final' (in Kotlin by the compiler plugin 'spring').")
				.onType(Verdict.NOT_GUARDED),
			Placement
				.refused("method that is protected in a superclass, and abstract there or of another package",
						UnreachableMethods::isTemplate,
						"its superclass calls it on the bean itself, which would not be intercepted",
						"Annotate the method that calls it, or guard a method of another bean that it calls.")
				.onType(Verdict.WARNED),
			Placement.refused("endpoint or health indicator of the actuator",
					(place) -> place.isTypeAnnotated(ENDPOINTS) || place.isDeclaredBy(HEALTH),
					"it belongs to an endpoint or health indicator of the actuator, which must answer on every instance",
					"Guard the work in another bean that it calls."));

	private UnreachableMethods() {
	}

	private static boolean isTemplate(Place place) {
		Package own = place.method().getDeclaringClass().getPackage();
		return place.overriddenMethods()
			.filter((declared) -> Modifier.isProtected(declared.getModifiers()))
			.anyMatch((declared) -> Modifier.isAbstract(declared.getModifiers())
					|| declared.getDeclaringClass().getPackage() != own);
	}

}

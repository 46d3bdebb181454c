package io.github.leaderkit.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses guarded methods by their shape: those that no proxy can guard, that would never
 * run, or whose calls cannot be skipped. {@link Placements} lists them.
 * {@link LeaderOnlyValidator} checks that a proxy stands in front of the bean.
 */
final class GuardedMethodShapes {

	private static final Logger logger = LoggerFactory.getLogger(GuardedMethodShapes.class);

	private GuardedMethodShapes() {
	}

	/**
	 * Checks the guarded methods of a bean.
	 * @param type the class of the bean
	 * @param guarded its guarded methods
	 * @param classProxy whether the proxy will be a subclass
	 * @param callbacks the names of the init and destroy methods of the bean's definition
	 * @throws InvalidLeaderOnlyException if one of them would not be guarded, or not
	 * rightly
	 */
	static void check(Class<?> type, GuardedClass guarded, boolean classProxy, Set<String> callbacks) {
		List<String> unguarded = new ArrayList<>();
		Stream.concat(guarded.methods().stream(), guarded.leftOut().stream())
			.map((method) -> check(method, place(method, classProxy, callbacks)))
			.forEach((reason) -> reason.ifPresent(unguarded::add));
		unguarded.addAll(OverlookedWork.of(type, guarded));
		if (guarded.methods().isEmpty()) {
			throw new InvalidLeaderOnlyException(
					"The class " + type.getName() + " is annotated with @LeaderOnly, but "
							+ (unguarded.isEmpty() ? "it declares no method that this would guard"
									: "none of its methods would be guarded: " + String.join("; ", unguarded))
							+ ".",
					"Annotate the methods that do the work, where they are declared.");
		}
		if (!unguarded.isEmpty()) {
			logger.warn("@LeaderOnly on the class does not guard all calls of these methods, so every instance may run "
					+ "them: {}", String.join("; ", unguarded));
		}
		List<String> called = OverlookedWork.mayCall(type, guarded);
		if (!called.isEmpty()) {
			logger.warn("@LeaderOnly may not guard all calls of these methods: {}. Guard what calls them instead",
					String.join("; ", called));
		}
	}

	private static Place place(GuardedMethod method, boolean classProxy, Set<String> callbacks) {
		return new Place(method.type(), method.method(), callbacks, classProxy || method.carriesAnnotation());
	}

	/**
	 * Checks a method.
	 * @return why the annotation on the class does not guard all of its calls, if so
	 */
	private static Optional<String> check(GuardedMethod method, Place place) {
		List<Placement> placements = Placements.of(place).toList();
		for (Placement placement : placements) {
			Verdict verdict = placement.verdict(method.byType());
			if (verdict == Verdict.REFUSED || (verdict == Verdict.REFUSED_BY_DEFAULT && !method.saysOtherwise())) {
				throw placement.refusal(method);
			}
		}
		if (!method.byType() || placements.stream().noneMatch((placement) -> placement.onType().leavesOut())) {
			GuardPlans.of(method);
		}
		return placements.stream()
			.filter((placement) -> placement.verdict(method.byType()).warns())
			.map((placement) -> method + ", since " + placement.problem())
			.findFirst();
	}

	/**
	 * Checks a guarded method once all beans are there.
	 * @param method the method
	 * @param clustered whether the application has a clustered scheduler
	 * @throws InvalidLeaderOnlyException if that scheduler hands the method work
	 */
	static void checkHandedWork(GuardedMethod method, BooleanSupplier clustered) {
		Placements.of(Place.of(method.type(), method.method())).forEach((placement) -> {
			if (placement.verdict(method.byType()) == Verdict.REFUSED_IF_CLUSTERED && !method.saysOtherwise()
					&& clustered.getAsBoolean()) {
				throw placement.refusal(method);
			}
		});
	}

}

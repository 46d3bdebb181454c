package io.github.leaderkit.guard;

import java.util.List;
import java.util.stream.Stream;

/**
 * All kinds of places where {@link io.github.leaderkit.LeaderOnly} may stand on a method
 * of a bean, in the order in which they are refused and in which the documentation lists
 * them.
 */
final class Placements {

	static final List<Placement> ALL = Stream
		.of(BeanMethods.PLACEMENTS, ContainerCallbacks.PLACEMENTS, UnreachableMethods.PLACEMENTS, EarlyCalls.PLACEMENTS,
				RequestHandlers.PLACEMENTS, HandedWork.PLACEMENTS, TriggeredWork.PLACEMENTS,
				List.of(Placement.guarded("any other method", (place) -> true)))
		.flatMap(List::stream)
		.toList();

	private Placements() {
	}

	/**
	 * The kinds that a place is of: the last one at least.
	 */
	static Stream<Placement> of(Place place) {
		return ALL.stream().filter((placement) -> placement.contains(place));
	}

	/**
	 * Whether a class that carries the annotation does not mean a method of it.
	 */
	static boolean isLeftOutByType(Place place) {
		return ALL.stream().anyMatch((placement) -> placement.onType().leavesOut() && placement.contains(place));
	}

}

package io.github.leaderkit.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Takes faults away for as long as what is left still does it: halves first, in the end
 * one by one.
 */
final class Shrinking {

	private Shrinking() {
	}

	static List<Fault> shrink(List<Fault> faults, Predicate<List<Fault>> fails) {
		List<Fault> least = faults;
		for (int size = faults.size() / 2; size > 0; size = (size == 1) ? 0 : (size + 1) / 2) {
			least = withoutPieces(least, size, fails);
		}
		return least;
	}

	private static List<Fault> withoutPieces(List<Fault> faults, int size, Predicate<List<Fault>> fails) {
		List<Fault> least = faults;
		int from = 0;
		while (from < least.size()) {
			List<Fault> fewer = new ArrayList<>(least);
			fewer.subList(from, Math.min(from + size, least.size())).clear();
			if (fails.test(fewer)) {
				least = fewer;
			}
			else {
				from += size;
			}
		}
		return least;
	}

}

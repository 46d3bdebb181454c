package io.github.leaderkit.autoconfigure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The names of the elections that are meant by the names that were bound. An environment
 * variable such as {@code LEADER_ELECTIONS_NIGHTLYREPORT_TTL} sets a property of
 * {@code nightly-report}, but appears as an election {@code nightlyreport} as well, and
 * one with {@code NIGHTLY_REPORT} as an election {@code nightly} without any property.
 */
final class ElectionNames {

	private ElectionNames() {
	}

	static List<String> of(Map<String, ElectionProperties> elections) {
		List<String> names = new ArrayList<>();
		elections.forEach((name, properties) -> {
			boolean unset = properties.isUnset() && isBeginning(name, elections.keySet());
			if (!unset && !isOtherForm(name, elections.keySet())) {
				names.add(name);
			}
		});
		return names;
	}

	private static boolean isOtherForm(String name, Collection<String> names) {
		return name.equals(uniform(name))
				&& names.stream().anyMatch((other) -> !other.equals(name) && uniform(other).equals(name));
	}

	private static boolean isBeginning(String name, Collection<String> names) {
		return names.stream().anyMatch((other) -> !other.equals(name) && uniform(other).startsWith(uniform(name)));
	}

	private static String uniform(String name) {
		return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
	}

}

package io.github.leaderkit.autoconfigure.metrics;

import java.util.Locale;

/**
 * How the names of constants are written in tags and key values.
 */
final class TagText {

	private TagText() {
	}

	static String of(Enum<?> constant) {
		return constant.name().toLowerCase(Locale.ROOT);
	}

}

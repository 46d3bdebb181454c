package io.github.leaderkit.samples.failover;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the report sample logs about its schedule.
 *
 * @param kind what became of the planned time
 * @param planned the planned time, in epoch milliseconds
 * @param count for how many planned times it is: that one, and those just before it
 */
record FireLine(Kind kind, long planned, long count) {

	private static final Pattern PATTERN = Pattern
		.compile("\\b(FIRE|MISSED|INTERRUPTED) schedule=\\S+ planned=(\\d+) count=(\\d+)\\s*$");

	static Optional<FireLine> parse(String line) {
		Matcher matcher = PATTERN.matcher(line);
		return matcher.find() ? Optional.of(new FireLine(Kind.valueOf(matcher.group(1)),
				Long.parseLong(matcher.group(2)), Long.parseLong(matcher.group(3)))) : Optional.empty();
	}

	enum Kind {

		/** It runs. */
		FIRE,

		/** It was too late. */
		MISSED,

		/** Its run began, and has no end. */
		INTERRUPTED

	}

}

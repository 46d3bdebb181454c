package io.github.leaderkit.samples.failover;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the report sample logs about its leadership, in the fixed form that both samples
 * share.
 *
 * @param kind what it reports
 * @param election the name of the election
 * @param term the term
 * @param detail the reason of a demotion or the run of a report, empty for a promotion
 * @param at when it happened, in epoch milliseconds
 */
record LogLine(Kind kind, String election, long term, String detail, long at) {

	private static final Pattern PATTERN = Pattern
		.compile("\\b(PROMOTED|DEMOTED|REPORT) election=(\\S+) term=(\\d+)(?: (?:reason|run)=(\\S+))? at=(\\d+)\\s*$");

	static Optional<LogLine> parse(String line) {
		Matcher matcher = PATTERN.matcher(line);
		if (!matcher.find()) {
			return Optional.empty();
		}
		String detail = (matcher.group(4) != null) ? matcher.group(4) : "";
		return Optional.of(new LogLine(Kind.valueOf(matcher.group(1)), matcher.group(2),
				Long.parseLong(matcher.group(3)), detail, Long.parseLong(matcher.group(5))));
	}

	enum Kind {

		PROMOTED, DEMOTED, REPORT

	}

}

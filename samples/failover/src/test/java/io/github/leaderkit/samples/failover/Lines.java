package io.github.leaderkit.samples.failover;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes histories for tests.
 */
final class Lines {

	private Lines() {
	}

	static Observation promoted(String instance, long term, long at) {
		return new Observation(instance, new LogLine(LogLine.Kind.PROMOTED, "default", term, "", at));
	}

	static Observation demoted(String instance, long term, long at) {
		return new Observation(instance, new LogLine(LogLine.Kind.DEMOTED, "default", term, "STOPPED", at));
	}

	static Observation report(String instance, long term, long at) {
		return new Observation(instance, new LogLine(LogLine.Kind.REPORT, "default", term, "1", at));
	}

	static History history(Observation... lines) {
		return new History(List.of(lines), Set.of(), Map.of(), Map.of());
	}

	static History withDeath(History history, String instance, long at) {
		Map<String, Long> deaths = new HashMap<>(history.deaths());
		deaths.put(instance, at);
		return new History(history.lines(), history.ready(), deaths, history.pausedUntil());
	}

	static History withPauseUntil(History history, long term, long leaseEnd) {
		Map<Long, Long> pausedUntil = new HashMap<>(history.pausedUntil());
		pausedUntil.put(term, leaseEnd);
		return new History(history.lines(), history.ready(), history.deaths(), pausedUntil);
	}

}

package io.github.leaderkit.engine.report;

import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.LeadershipEvent.Errored;
import io.github.leaderkit.engine.decision.Moment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Writes to the log when elections of one engine fail, and when none does any more: once
 * for all of them, since most failures have one cause. The level DEBUG has each election.
 * Used by the loop.
 */
public final class OutageLog {

	private static final Logger logger = LoggerFactory.getLogger(OutageLog.class);

	/** The elections that fail at this moment, each with when it began to. */
	private final Map<String, Long> failing = new HashMap<>();

	private final Set<ErrorKind> kinds = EnumSet.noneOf(ErrorKind.class);

	private int affected;

	private String first = "";

	private long since;

	/**
	 * An election fails, perhaps again.
	 */
	void failed(Errored errored, Moment now) {
		String election = errored.election();
		if (this.failing.isEmpty()) {
			this.kinds.clear();
			this.affected = 0;
			this.first = election;
			this.since = now.nanos();
		}
		if (this.failing.putIfAbsent(election, now.nanos()) == null) {
			this.affected++;
		}
		boolean known = !this.kinds.add(errored.kind());
		switch (errored.kind()) {
			case DENIED -> logger.atLevel(known ? Level.DEBUG : Level.ERROR)
				.log("Election '{}' cannot go on until someone helps: {}: {}", election, errored.kind(),
						errored.message());
			case UNKNOWN -> logger.atLevel(known ? Level.DEBUG : Level.ERROR)
				.setCause(known ? null : errored.cause())
				.log("Election '{}': {}: {}", election, errored.kind(), errored.message());
			default -> logger.atLevel(known ? Level.DEBUG : Level.WARN)
				.log("Election '{}': {}: {}", election, errored.kind(), errored.message());
		}
	}

	/**
	 * An election goes on.
	 */
	void recovered(String election, Moment now) {
		Long began = this.failing.remove(election);
		if (began == null) {
			return;
		}
		if (!this.failing.isEmpty() || this.affected > 1) {
			logger.debug("Election '{}' has recovered after {}", election, elapsed(began, now));
		}
		if (this.failing.isEmpty()) {
			if (this.affected == 1) {
				logger.warn("Election '{}' has recovered after {} of {}", election, elapsed(began, now), this.kinds);
			}
			else {
				logger.warn("{} elections have recovered after {} of {}, '{}' first", this.affected,
						elapsed(this.since, now), this.kinds, this.first);
			}
		}
	}

	/**
	 * An election does not contend any more, or has none of these failures.
	 */
	void ended(String election) {
		this.failing.remove(election);
	}

	private static String elapsed(long since, Moment now) {
		return ElectionLog.elapsed(Duration.ofNanos(now.nanos() - since));
	}

}

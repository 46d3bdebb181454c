package io.github.leaderkit.engine.report;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

import io.github.leaderkit.DurationText;
import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.LeaderInfo;
import io.github.leaderkit.LeadershipEvent.Errored;
import io.github.leaderkit.engine.decision.Incident;
import io.github.leaderkit.engine.decision.Moment;
import io.github.leaderkit.engine.decision.Timing;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Writes to the log what goes wrong with one election, and leaves to the
 * {@link OutageLog} what all elections have in common.
 */
final class ElectionLog {

	private static final Logger logger = LoggerFactory.getLogger(ElectionLog.class);

	private static final long JUMP_LOG_PERIOD = 60_000 * Timing.MILLI;

	private final String election;

	private final OutageLog outages;

	/** Whether it was logged that the key holds something else. */
	private boolean foreign;

	private @Nullable Long jumpLoggedAt;

	private @Nullable String otherApplication;

	ElectionLog(String election, OutageLog outages) {
		this.election = election;
		this.outages = outages;
	}

	/**
	 * The leader was seen to be of another application: warned of once, and again if it
	 * is yet another one.
	 */
	void otherApplication(String application, LeaderInfo leader, String key) {
		if (application.equals(this.otherApplication)) {
			return;
		}
		this.otherApplication = application;
		logger.warn("Election '{}': its leader {} belongs to another application, '{}', which uses the same key '{}'. "
				+ "While that one leads, no instance of this application does: give one of the two a leader.key of its "
				+ "own, unless they are to share a leader", this.election, leader.instance(), application, key);
	}

	void errored(Errored errored, Moment now) {
		if (errored.kind() != ErrorKind.FOREIGN_DATA) {
			this.outages.failed(errored, now);
		}
		else {
			logger.atLevel(this.foreign ? Level.DEBUG : Level.ERROR)
				.log("Election '{}' cannot go on until someone helps: {}: {}", this.election, errored.kind(),
						errored.message());
			this.foreign = true;
		}
	}

	/**
	 * The last call was answered, or the election does not contend any more.
	 */
	void calm() {
		this.foreign = false;
		this.outages.ended(this.election);
	}

	void incident(Incident incident, Moment now) {
		switch (incident) {
			case READOPTED ->
				logger.warn("Election '{}': Redis had lost the lease of this leader; it was written again. "
						+ "Look for evictions, FLUSHALL, DEL, or a restart without persistence", this.election);
			case RECOVERED -> recovered(now);
			case QUARANTINED ->
				logger.warn("Election '{}': Redis was restarted, or lost its record or brought an older "
						+ "one back, or the election is new and strict. For 7/6 of the ttl nobody is granted the "
						+ "lease, so that a leader who still has it can take it back", this.election);
			case WORK_OVERRAN -> logger.error("Election '{}': work of a leadership that was lost still runs after the "
					+ "drain-timeout; this instance contends again, and others may lead", this.election);
			case CLOCK_JUMPED -> jumped(now);
			case DRAIN_TIMED_OUT -> logger.error("Election '{}': guarded work or listeners took longer than the "
					+ "drain-timeout; the lease is given up all the same", this.election);
		}
	}

	private void recovered(Moment now) {
		if (this.foreign) {
			logger.warn("Election '{}' has recovered: its key holds what this library wrote", this.election);
			this.foreign = false;
		}
		this.outages.recovered(this.election, now);
	}

	/**
	 * If the clocks run apart, this is noticed at each renewal.
	 */
	private void jumped(Moment now) {
		boolean again = this.jumpLoggedAt != null && !now.reached(this.jumpLoggedAt + JUMP_LOG_PERIOD);
		if (!again) {
			this.jumpLoggedAt = now.nanos();
		}
		logger.atLevel(again ? Level.DEBUG : Level.WARN)
			.log("Election '{}': the clock of Redis is ahead of what was expected: it jumped forward, or this machine "
					+ "slept. Running leases are counted anew", this.election);
	}

	/**
	 * How long something took: to the millisecond below ten seconds, else in whole
	 * seconds. Zero if the wall clock was set back.
	 */
	static String elapsed(Duration duration) {
		if (duration.isNegative()) {
			return DurationText.of(Duration.ZERO);
		}
		return DurationText
			.of(duration.truncatedTo((duration.toSeconds() < 10) ? ChronoUnit.MILLIS : ChronoUnit.SECONDS));
	}

}

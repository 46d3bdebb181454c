package io.github.leaderkit.guard;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.engine.ElectionEngine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.annotation.Schedules;

/**
 * Warns of the first call that is skipped before the elections contend: it is skipped on
 * every instance, and nobody makes it again. Whether they contend is looked at only until
 * they do.
 */
final class SkippedBeforeStart {

	private static final Logger logger = LoggerFactory.getLogger(SkippedBeforeStart.class);

	private volatile boolean over;

	/**
	 * Called for every call that is skipped.
	 */
	void skipped(GuardedMethod method, LeaderElection election, @Nullable LeaderElections elections) {
		if (this.over) {
			return;
		}
		if (!(elections instanceof ElectionEngine engine) || engine.hasStarted()) {
			this.over = true;
			return;
		}
		ElectionSettings settings = election.settings();
		if (settings.enabled() && settings.autoStart() && engine.isEnabled() && !isRepeated(method)) {
			this.over = true;
			logger
				.warn("The call of {} was skipped since the elections do not contend before the application is ready. "
						+ "For what the leader is to do after the start, use @LeaderOnly @EventListener with "
						+ "LeadershipEvent.Promoted", method);
		}
	}

	/**
	 * Whether a scheduler calls the method again and again: the first ticks come early in
	 * every application.
	 */
	private static boolean isRepeated(GuardedMethod method) {
		return AnnotatedElementUtils.getMergedRepeatableAnnotations(method.method(), Scheduled.class, Schedules.class)
			.stream()
			.anyMatch((scheduled) -> !scheduled.cron().isEmpty()
					|| isSet(scheduled.fixedRate(), scheduled.fixedRateString())
					|| isSet(scheduled.fixedDelay(), scheduled.fixedDelayString()));
	}

	private static boolean isSet(long number, String text) {
		return number >= 0 || !text.isEmpty();
	}

}

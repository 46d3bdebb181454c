package io.github.leaderkit.guard;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.engine.ElectionEngine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of the first call that is skipped before the elections contend: it is skipped on
 * every instance, and may not be made again. Once the elections have contended, or the
 * warning is logged, a call costs no more than a look at a field.
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
		if (settings.enabled() && settings.autoStart() && engine.isEnabled()
				&& !TriggeredWork.isRepeated(Place.of(method.type(), method.method()))) {
			this.over = true;
			logger
				.warn("The call of {} was skipped since the elections do not contend before the application is ready. "
						+ "If nobody calls it again later, use @LeaderOnly @EventListener with LeadershipEvent.Promoted instead",
						method);
		}
	}

}

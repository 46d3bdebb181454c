package io.github.leaderkit.scheduled;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

import io.github.leaderkit.Fire;
import io.github.leaderkit.FireTask;
import io.github.leaderkit.Leadership;
import org.jspecify.annotations.Nullable;

/**
 * Runs the work of schedules as the core does.
 */
final class TaskRuns {

	private TaskRuns() {
	}

	static Fire fire() {
		return new Fire("default", "test", Instant.EPOCH, Duration.ZERO, 1, 1, null, false,
				new Leadership("default", "here", 7, Instant.EPOCH, () -> Long.MAX_VALUE));
	}

	static @Nullable CompletionStage<?> run(FireTask task) {
		try {
			return task.run(fire());
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}

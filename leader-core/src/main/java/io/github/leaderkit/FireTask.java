package io.github.leaderkit;

import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * The work of a schedule.
 */
@FunctionalInterface
public interface FireTask {

	/**
	 * Does the work of one fire, as the leader. Called by the executor of the schedule,
	 * after the fire was claimed. Runs of one schedule never overlap within a process.
	 * @param fire what is to be run
	 * @return completes when the work has ended, or {@code null} if it has ended. Until
	 * then a leader that resigns or stops waits for it, for up to its
	 * {@code drain-timeout}
	 * @throws Exception if the work fails. It is logged and recorded, and the next fire
	 * comes as planned
	 */
	@Nullable CompletionStage<?> run(Fire fire) throws Exception;

}

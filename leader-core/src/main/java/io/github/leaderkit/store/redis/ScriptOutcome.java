package io.github.leaderkit.store.redis;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.RedisSystemException;

/**
 * The outcome of a script for one key: its result, or why there is none.
 *
 * @param result the result, or {@code null}
 * @param failure the failure, or {@code null}
 * @param runId the run id of the server that ran it, empty if the server does not
 * disclose it, {@code null} if it was not asked
 */
record ScriptOutcome(@Nullable List<?> result, @Nullable Throwable failure, @Nullable String runId) {

	static ScriptOutcome of(Throwable failure) {
		return new ScriptOutcome(null, failure, null);
	}

	/**
	 * Reads the answer for one key.
	 */
	static ScriptOutcome ofAnswer(Object answer, @Nullable String runId) {
		if (!(answer instanceof List<?> result)) {
			return of(new IllegalStateException("The server answered: " + answer));
		}
		String failure = LeaseReplies.failure(result);
		return (failure != null) ? of(new RedisSystemException(failure, null)) : new ScriptOutcome(result, null, runId);
	}

}

package io.github.leaderkit.store.redis;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What came of a script: its result, or why there is none.
 *
 * @param result the result, or {@code null}
 * @param failure the failure, or {@code null}
 */
record ScriptOutcome(@Nullable List<?> result, @Nullable Throwable failure) {

	static ScriptOutcome of(List<?> result) {
		return new ScriptOutcome(result, null);
	}

	static ScriptOutcome of(Throwable failure) {
		return new ScriptOutcome(null, failure);
	}

}

package io.github.leaderkit.store.redis;

import java.util.concurrent.CompletableFuture;

/**
 * A script to be run, and what comes of it. Only the first outcome counts: an answer, a
 * failure, a timeout and a close may all complete it.
 */
final class ScriptTask extends CompletableFuture<ScriptOutcome> {

	private final ScriptCall call;

	ScriptTask(ScriptCall call) {
		this.call = call;
	}

	ScriptCall call() {
		return this.call;
	}

	void fail(Throwable failure) {
		complete(ScriptOutcome.of(failure));
	}

}

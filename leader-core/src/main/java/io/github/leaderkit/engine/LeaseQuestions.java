package io.github.leaderkit.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.github.leaderkit.LeaderSighting;
import io.github.leaderkit.engine.ElectionRuntime.Urgency;
import io.github.leaderkit.store.LeaseReply;
import org.jspecify.annotations.Nullable;

/**
 * What users ask of the store, beside what the election itself does there.
 */
final class LeaseQuestions {

	/** A leadership is worth more than an answer to the curious. */
	private static final int AFTER_ALL_OTHERS = Integer.MAX_VALUE;

	private static final long MEMORY = 1_000 * Timing.MILLI;

	private final String key;

	private final ElectionRuntime runtime;

	private @Nullable CompletableFuture<LeaderSighting> lastLook;

	private long lookedAt;

	LeaseQuestions(String key, ElectionRuntime runtime) {
		this.key = key;
		this.runtime = runtime;
	}

	CompletableFuture<Boolean> revoke() {
		CompletableFuture<Boolean> done = new CompletableFuture<>();
		ask(new StoreCall.Revoke(this.key), 0, Outcome::done, done);
		return done;
	}

	/**
	 * Looks at the record, or remembers what was seen a moment ago, so that the store is
	 * asked once a second at most.
	 */
	synchronized CompletableFuture<LeaderSighting> lookUp() {
		long now = this.runtime.nanoTime();
		if (this.lastLook == null || (this.lastLook.isDone() && now - this.lookedAt >= MEMORY)) {
			CompletableFuture<LeaderSighting> look = new CompletableFuture<>();
			this.lookedAt = now;
			ask(new StoreCall.Peek(this.key), AFTER_ALL_OTHERS, this::sighting, look);
			this.lastLook = look;
		}
		return this.lastLook;
	}

	private LeaderSighting sighting(Outcome outcome) {
		LeaseReply reply = outcome.reply();
		if (reply == null) {
			throw new IllegalStateException("The store has told nothing");
		}
		if (reply.code() == LeaseReply.Code.FOREIGN) {
			throw ElectionStateMachine.foreign(this.key, reply);
		}
		boolean led = reply.hasLeader() && reply.expiry() > reply.serverTime();
		return new LeaderSighting(led ? LeaderInfoFormat.parse(reply) : null, reply.term(),
				Duration.ofMillis(reply.remaining()), Instant.ofEpochMilli(this.runtime.currentTimeMillis()));
	}

	private <T> void ask(StoreCall call, int failures, Function<Outcome, T> answer, CompletableFuture<T> done) {
		this.runtime.call(call, new Urgency(failures, this.runtime.nanoTime()), (outcome) -> {
			try {
				if (outcome.failure() != null) {
					done.completeExceptionally(outcome.failure());
				}
				else {
					done.complete(answer.apply(outcome));
				}
			}
			catch (RuntimeException ex) {
				done.completeExceptionally(ex);
			}
		});
	}

}

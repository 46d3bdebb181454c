package io.github.leaderkit.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.github.leaderkit.LeaderSighting;
import io.github.leaderkit.engine.decision.ElectionStateMachine;
import io.github.leaderkit.engine.decision.LeaderInfoFormat;
import io.github.leaderkit.engine.decision.Timing;
import io.github.leaderkit.engine.runtime.ElectionRuntime;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseResult;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests of users to the store, without a decision: looks and revocations.
 */
final class DirectRequests {

	private static final long MEMORY = 1_000 * Timing.MILLI;

	private final String key;

	private final ElectionRuntime runtime;

	private @Nullable CompletableFuture<LeaderSighting> lastLook;

	private long lookedAt;

	DirectRequests(String key, ElectionRuntime runtime) {
		this.key = key;
		this.runtime = runtime;
	}

	CompletableFuture<Boolean> revoke() {
		CompletableFuture<Boolean> done = new CompletableFuture<>();
		ask(new LeaseRequest.Revoke(this.key), (reply) -> reply.code() == LeaseReply.Code.REVOKED, done);
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
			ask(new LeaseRequest.Peek(this.key), this::sighting, look);
			this.lastLook = look;
		}
		return this.lastLook;
	}

	private LeaderSighting sighting(LeaseReply reply) {
		if (reply.code() == LeaseReply.Code.FOREIGN) {
			throw ElectionStateMachine.foreign(this.key, reply);
		}
		boolean led = reply.hasLeader() && reply.expiry() > reply.serverTime();
		return new LeaderSighting(led ? LeaderInfoFormat.parse(reply) : null, reply.term(),
				Duration.ofMillis(reply.remaining()), Instant.ofEpochMilli(this.runtime.currentTimeMillis()));
	}

	private <T> void ask(LeaseRequest request, Function<LeaseReply, T> answer, CompletableFuture<T> done) {
		this.runtime.onLoop(() -> this.runtime.call(request, (result) -> {
			try {
				done.complete(answer.apply(replyOf(result)));
			}
			catch (RuntimeException ex) {
				done.completeExceptionally(ex);
			}
		}));
	}

	private static LeaseReply replyOf(LeaseResult result) {
		if (result.reply() == null) {
			throw (result.failure() != null) ? result.failure()
					: new IllegalStateException("The store has said nothing");
		}
		return result.reply();
	}

}

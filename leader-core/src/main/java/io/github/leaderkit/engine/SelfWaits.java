package io.github.leaderkit.engine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.github.leaderkit.Leadership;
import io.github.leaderkit.engine.runtime.Clocks;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds guarded work that gives up its own leadership and waits for that: such work waits
 * for itself, until the drain timeout. Whether it waits cannot be seen, so a call from
 * inside guarded work is logged once it has taken that long.
 */
final class SelfWaits {

	private static final Logger logger = LoggerFactory.getLogger(SelfWaits.class);

	private final String election;

	private final Duration drainTimeout;

	private final Clocks clocks;

	SelfWaits(String election, Duration drainTimeout, Clocks clocks) {
		this.election = election;
		this.drainTimeout = drainTimeout;
		this.clocks = clocks;
	}

	/**
	 * Watches a call that the calling thread makes.
	 * @param call the call, for the log
	 * @param done completed when what was called for has happened
	 */
	void watch(String call, CompletableFuture<Void> done) {
		boolean inside = Leadership.current().filter((current) -> current.election().equals(this.election)).isPresent();
		if (!inside || this.drainTimeout.isZero()) {
			return;
		}
		String caller = caller();
		long since = this.clocks.nanoTime();
		done.thenRun(() -> {
			if (this.clocks.nanoTime() - since >= this.drainTimeout.toNanos()) {
				logger.warn("Election '{}': {} was called inside guarded work of the same election, by {}, and took "
						+ "the whole drain-timeout. If that work waited for the result, it waited for itself: "
						+ "return first", this.election, call, caller);
			}
		});
	}

	/**
	 * The method that has called the election.
	 */
	private static String caller() {
		return StackWalker.getInstance()
			.walk((frames) -> frames.dropWhile((frame) -> isOurs(frame.getClassName()))
				.findFirst()
				.map(Object::toString)
				.orElse("an unknown method"));
	}

	private static boolean isOurs(String className) {
		return className.equals(SelfWaits.class.getName()) || className.equals(LeasedElection.class.getName());
	}

}

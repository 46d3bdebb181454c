package io.github.leaderkit.store.redis;

import io.github.leaderkit.ErrorKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides how long to wait after a failed subscription, and logs it: once per outage, and
 * only once if a permission is missing. Used by one thread.
 */
final class SubscriptionFailures {

	private static final Logger logger = LoggerFactory.getLogger(SubscriptionFailures.class);

	private static final long MIN_PAUSE_MILLIS = 50;

	private static final long MAX_PAUSE_MILLIS = 1000;

	private static final long DENIED_PAUSE_MILLIS = 30_000;

	private int inARow;

	private boolean deniedReported;

	void onSuccess() {
		if (this.inARow > 0) {
			logger.info("Messages of elections are received again");
		}
		this.inARow = 0;
	}

	/**
	 * Takes note of a failure.
	 * @param failure the failure
	 * @return how long to wait, in milliseconds
	 */
	long onFailure(Throwable failure) {
		this.inARow++;
		// The message of an error, such as the name of a class, does not say what it is
		String reason = (failure instanceof Error) ? failure.toString() : RedisErrors.rootMessage(failure);
		// A driver cannot subscribe to a static list of master and replicas
		if (RedisErrors.kindOf(failure) == ErrorKind.DENIED
				|| RedisErrors.isCausedBy(failure, UnsupportedOperationException.class)) {
			if (!this.deniedReported) {
				this.deniedReported = true;
				logger.warn("Messages of elections cannot be received: {}. Elections work by polling, so that a new "
						+ "leader may come as late as the wait time", reason);
			}
			return DENIED_PAUSE_MILLIS;
		}
		if (this.inARow == 1) {
			logger.warn("Messages of elections are not received for now: {}", reason);
		}
		return Math.min(MIN_PAUSE_MILLIS << Math.min(this.inARow - 1, 10), MAX_PAUSE_MILLIS);
	}

}

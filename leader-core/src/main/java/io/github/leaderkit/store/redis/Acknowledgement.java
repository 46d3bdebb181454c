package io.github.leaderkit.store.redis;

import java.time.Duration;

import io.github.leaderkit.DurationText;
import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.store.LeaseStoreException;
import org.jspecify.annotations.Nullable;

/**
 * What replicas have acknowledged after leases were written.
 *
 * @param replicas how many have what was written
 * @param millis how long they were given
 * @param failure why nothing is known, or {@code null}
 */
record Acknowledgement(long replicas, long millis, @Nullable Throwable failure) {

	/**
	 * Decides whether a written lease counts.
	 * @param call the script that wrote it
	 * @param written its outcome
	 * @param replication how many replicas must have it; counts the leases that too few
	 * have
	 * @return the outcome, or why it does not count
	 */
	ScriptOutcome judge(ScriptCall call, ScriptOutcome written, Replication replication) {
		if (this.replicas >= replication.replicas()) {
			return written;
		}
		if (this.failure != null && RedisErrors.kindOf(this.failure) == ErrorKind.UNREACHABLE) {
			return ScriptOutcome.of(this.failure);
		}
		replication.shortfalls().increment();
		String message = "Redis did " + call.script().lowerCaseName() + " " + call.key() + ", but "
				+ ((this.failure != null)
						? "does not report which replicas have it: " + RedisErrors.rootMessage(this.failure)
						: this.replicas + " of " + replication.replicas() + " replicas acknowledged it within "
								+ DurationText.of(Duration.ofMillis(this.millis)));
		return ScriptOutcome.of(new LeaseStoreException(ErrorKind.NOT_REPLICATED, message, this.failure));
	}

}

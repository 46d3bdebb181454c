package io.github.leaderkit.store;

import java.time.Duration;
import java.util.List;

import io.github.leaderkit.ElectionSettings;

/**
 * A request to a store about the record of one key.
 */
public sealed interface LeaseRequest {

	/**
	 * The key of the election.
	 * @return the key
	 */
	String key();

	/**
	 * Reads the record without changing it. The answer is {@link LeaseReply.Code#HELD} or
	 * {@link LeaseReply.Code#FOREIGN}. If there is no record its term is {@code 0}; if it
	 * is released its holder is empty.
	 *
	 * @param key the key of the election
	 */
	record Peek(String key) implements LeaseRequest {
	}

	/**
	 * An attempt to become the leader. The answer is {@link LeaseReply.Code#GRANTED},
	 * {@link LeaseReply.Code#HELD}, {@link LeaseReply.Code#LATE} or
	 * {@link LeaseReply.Code#FOREIGN}.
	 *
	 * @param key the key of the election
	 * @param instance identifies this start of the election: 32 hexadecimal digits
	 * @param attempt number of the attempt. It grows with each, so that no owner is ever
	 * used twice and a later attempt may supersede an earlier one of the same instance
	 * whose outcome is unknown.
	 * @param ttl duration of the lease, in milliseconds
	 * @param notAfter the latest time, on the clock of the store in milliseconds, at
	 * which the request may take effect; later it is {@link LeaseReply.Code#LATE}
	 * @param minTerm the highest term this process has seen: a record with a lower one is
	 * an older one, and is quarantined
	 * @param minExpiry the latest expiry this process has seen for that term
	 * @param rebase whether this process found that the clock of the store jumped
	 * forward, so that a running lease must be counted anew
	 * @param strict whether only a record that was watched unchanged may be taken over
	 * @param earned the {@linkplain LeaseReply#signature() signature} of the record that
	 * this process has watched unchanged for a hold time, or empty
	 * @param hold the shortest time that a quarantine lasts, in milliseconds
	 * @param takeoverDelay how long after its expiry a lease is not granted to another
	 * instance, in milliseconds
	 * @param info describes the candidate, for people
	 */
	record Acquire(String key, String instance, long attempt, long ttl, long notAfter, long minTerm, long minExpiry,
			boolean rebase, boolean strict, String earned, long hold, long takeoverDelay,
			String info) implements LeaseRequest {

		/**
		 * The owner that the record names if the request is granted.
		 * @return instance and attempt
		 */
		public String owner() {
			return this.instance + "#" + this.attempt;
		}

		/**
		 * How long nobody may get a lease whose state is in doubt. It is longer than any
		 * holder can lead with it, even if the clock of the holder is as slow as the
		 * {@linkplain ElectionSettings#marginOf(Duration) margin} allows.
		 * @param ttlMillis the largest ttl that such a holder may have, in milliseconds
		 * @return 7/6 of it, rounded up
		 */
		public static long holdMillis(long ttlMillis) {
			long margin = ElectionSettings.marginOf(Duration.ofMillis(ttlMillis)).toNanos();
			return ttlMillis + (margin + 999_999) / 1_000_000;
		}

	}

	/**
	 * A renewal of a lease by its owner. The answer is {@link LeaseReply.Code#RENEWED},
	 * {@link LeaseReply.Code#READOPTED}, {@link LeaseReply.Code#LOST},
	 * {@link LeaseReply.Code#LATE} or {@link LeaseReply.Code#FOREIGN}.
	 *
	 * @param key the key of the election
	 * @param owner the owner that was granted the lease
	 * @param term the term of the leadership
	 * @param ttl duration of the lease from now on, in milliseconds
	 * @param notAfter the latest time, on the clock of the store in milliseconds, at
	 * which the request may take effect
	 * @param runId the {@linkplain LeaseReply#runId() run} of the store whose clock that
	 * time was computed from, empty if it is not known. If the store that is reached is
	 * of another run, nobody trusts the record without its leader until the next renewal
	 * @param info describes the leader, for people
	 */
	record Renew(String key, String owner, long term, long ttl, long notAfter, String runId,
			String info) implements LeaseRequest {
	}

	/**
	 * The release of a lease by its owner, and the message about it. The answer is
	 * {@link LeaseReply.Code#RELEASED}, or {@link LeaseReply.Code#UNCHANGED} if the lease
	 * is not the one of this owner.
	 *
	 * @param key the key of the election
	 * @param owner the owner that was granted the lease, or may have been
	 * @param retention how long the store keeps the record, in milliseconds; {@code 0}
	 * for ever
	 */
	record Release(String key, String owner, long retention) implements LeaseRequest {
	}

	/**
	 * Removes the owner from a lease but lets the lease run to its end, and sends the
	 * message to the leader. The answer is {@link LeaseReply.Code#REVOKED}, or
	 * {@link LeaseReply.Code#UNCHANGED} if there is no leader.
	 *
	 * @param key the key of the election
	 */
	record Revoke(String key) implements LeaseRequest {
	}

	/**
	 * Reads the record with its schedules, without changing it. The answer is
	 * {@link LeaseReply.Code#HELD} or {@link LeaseReply.Code#FOREIGN}, as with a peek.
	 *
	 * @param key the key of the election
	 */
	record ReadSchedules(String key) implements LeaseRequest {
	}

	/**
	 * Changes the entries of schedules. The answer is {@link LeaseReply.Code#CHANGED},
	 * {@link LeaseReply.Code#LOST}, {@link LeaseReply.Code#LATE} or
	 * {@link LeaseReply.Code#FOREIGN}. After {@code CHANGED}, the entries in the reply
	 * say which of the changes have taken effect; the others changed nothing. A record is
	 * never created.
	 *
	 * @param key the key of the election
	 * @param owner the owner that must hold the lease, which must not have ended; empty
	 * if anybody may lead, or nobody
	 * @param term the term of its leadership, {@code 0} without an owner
	 * @param notAfter the latest time, on the clock of the store in milliseconds, at
	 * which the changes may take effect; {@code 0} for any
	 * @param restored the highest revision that the caller has seen, if these changes
	 * write again what the store has lost; they end the doubt. {@code 0} if they do not
	 * @param changes the changes, at most one for a schedule
	 */
	record ChangeSchedules(String key, String owner, long term, long notAfter, long restored,
			List<ScheduleChange> changes) implements LeaseRequest {

		/**
		 * Copies the list.
		 */
		public ChangeSchedules {
			changes = List.copyOf(changes);
		}

	}

}

package io.github.leaderkit.engine.decision;

import java.time.Duration;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseRequest;
import org.jspecify.annotations.Nullable;

/**
 * What this process remembers of the record and of the store's clock. It shows when a
 * store has lost its data or has older data, so it outlives leaderships and restarts of
 * the election.
 *
 * <p>
 * The expiry is kept when the store's clock is seen to go back, although that of a leader
 * who renews is lower from then on. What looks like one step back may have been a longer
 * one and one forward: then the record has ended and the lease has not. The price is one
 * hold time when a leader crashes afterwards.
 *
 * @param clock the newest reading of the store's clock, {@code null} if there is none
 * that can be trusted
 * @param term the highest term seen
 * @param expiry the latest expiry seen of a leader with that term
 * @param ttlMillis the largest ttl of a leader seen
 * @param watched the state of the record that was seen last
 * @param rebase whether the store's clock was seen to jump forward, and running leases
 * are to be counted anew
 */
public record KnownRecord(@Nullable ServerClock clock, long term, long expiry, long ttlMillis, Watched watched,
		boolean rebase) {

	static final KnownRecord EMPTY = new KnownRecord(null, 0, 0, 0, new Watched("", 0, 0, false), false);

	/**
	 * Adds what a reply shows.
	 * @param reply the reply
	 * @param reading the reading of the store's clock that came with it
	 * @return the new memory
	 */
	KnownRecord observe(LeaseReply reply, ServerClock reading) {
		if (reply.code() == LeaseReply.Code.LATE || reply.code() == LeaseReply.Code.FOREIGN) {
			return new KnownRecord(reading, this.term, this.expiry, this.ttlMillis, this.watched, this.rebase);
		}
		long seenTerm = Math.max(this.term, reply.term());
		long seenExpiry = (reply.term() > this.term) ? 0 : this.expiry;
		if (reply.hasLeader() && reply.term() == seenTerm) {
			seenExpiry = Math.max(seenExpiry, reply.expiry());
		}
		long seenTtl = reply.hasLeader() ? Math.max(this.ttlMillis, reply.ttl()) : this.ttlMillis;
		Watched seen = this.watched.observe(isOthers(reply) ? reply.signature() : "", reply.ttl(),
				reading.receivedNanos());
		return new KnownRecord(reading, seenTerm, seenExpiry, seenTtl, seen, this.rebase);
	}

	/**
	 * Whether an owner held the lease when the record was seen last.
	 */
	boolean hasSeen(String owner) {
		return this.watched.signature().startsWith(owner + "|");
	}

	private static boolean isOthers(LeaseReply reply) {
		return reply.code() == LeaseReply.Code.HELD || reply.code() == LeaseReply.Code.LOST;
	}

	KnownRecord withRebase(boolean needed) {
		return new KnownRecord(this.clock, this.term, this.expiry, this.ttlMillis, this.watched, needed);
	}

	/**
	 * Whether the store's clock may have jumped forward by the margin without being
	 * noticed. A store of which nothing is remembered has no past.
	 * @param reading a new reading of that clock
	 * @param margin the margin of the lease whose end is in question
	 * @param timing the durations of the election
	 * @return whether that lease may have ended too early, if it was written before
	 */
	boolean mayHaveMissedAJump(ServerClock reading, long margin, Timing timing) {
		if (this.clock == null) {
			return this.watched.doubtful();
		}
		return this.clock.isTooOld(reading.receivedNanos(), timing) || this.clock.mayHaveJumpedUntil(reading, margin);
	}

	/**
	 * Doubts the end of the lease that was just seen, or does not. The doubt ends when
	 * its leader renews: what is written from now on counts by the clock as it now is.
	 * @param doubtful whether to doubt it
	 * @return this memory with or without doubt
	 */
	KnownRecord withDoubt(boolean doubtful) {
		return new KnownRecord(this.clock, this.term, this.expiry, this.ttlMillis, this.watched.withDoubt(doubtful),
				this.rebase);
	}

	/**
	 * Forgets the reading of the clock, since it may have jumped before, and doubts the
	 * end of whatever lease is seen next.
	 * @return this memory without the reading
	 */
	KnownRecord withoutClock() {
		return new KnownRecord(null, this.term, this.expiry, this.ttlMillis, this.watched.withDoubt(true), this.rebase);
	}

	/**
	 * The margin of the lease that is to be taken over, as far as is known: its leader
	 * may have a shorter one than this election.
	 * @param timing the durations of this election
	 * @return nanoseconds
	 */
	long margin(Timing timing) {
		long ttl = this.watched.ttlMillis();
		return (ttl > 0) ? Math.min(timing.margin(), ElectionSettings.marginOf(Duration.ofMillis(ttl)).toNanos())
				: timing.margin();
	}

	/**
	 * How long nobody may be granted a lease whose state is in doubt.
	 * @param ownTtlMillis the ttl of this election
	 * @return milliseconds
	 */
	long holdMillis(long ownTtlMillis) {
		return LeaseRequest.Acquire.holdMillis(Math.max(ownTtlMillis, this.ttlMillis));
	}

	/**
	 * When the record will have been watched unchanged for a hold time.
	 * @param ownTtlMillis the ttl of this election
	 * @return local nanoseconds
	 */
	long earnedAt(long ownTtlMillis) {
		return this.watched.since() + holdMillis(ownTtlMillis) * Timing.MILLI;
	}

	/**
	 * The state of the record that was seen last.
	 *
	 * @param signature identifies it, empty while it is that of this process
	 * @param since when it was first seen, in local nanoseconds
	 * @param ttlMillis how long its lease lasts, {@code 0} if there is none
	 * @param doubtful whether the end of that lease counts for nothing, since the store's
	 * clock may have jumped forward unnoticed before it was seen
	 */
	record Watched(String signature, long since, long ttlMillis, boolean doubtful) {

		Watched observe(String seen, long seenTtlMillis, long now) {
			return this.signature.equals(seen) ? new Watched(seen, this.since, seenTtlMillis, this.doubtful)
					: new Watched(seen, now, seenTtlMillis, false);
		}

		Watched withDoubt(boolean value) {
			return new Watched(this.signature, this.since, this.ttlMillis, value);
		}

	}

}

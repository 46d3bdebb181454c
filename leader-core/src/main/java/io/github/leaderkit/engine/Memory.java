package io.github.leaderkit.engine;

import io.github.leaderkit.store.LeaseReply;
import org.jspecify.annotations.Nullable;

/**
 * What this process remembers of the record and of the store's clock. It is what lets a
 * store that lost or turned back its data be noticed, so it outlives campaigns and
 * restarts of the election.
 *
 * <p>
 * The expiry is kept when the store's clock is seen to go back, although that of a leader
 * who renews is lower from then on. What looks like one step back may have been a longer
 * one and one forward: then the record has ended and the lease has not. The price is one
 * hold time when a leader crashes afterwards.
 *
 * @param clock the newest reading of the store's clock
 * @param term the highest term seen
 * @param expiry the latest expiry seen of a leader with that term
 * @param ttlMillis the largest ttl of a leader seen
 * @param signature the state of the record that was seen last, empty while it is that of
 * this process
 * @param signatureSince when that state was first seen, in local nanoseconds
 * @param doubtful whether the end of that lease counts for nothing, since the store's
 * clock may have jumped forward unnoticed before it was seen
 * @param rebase whether the store's clock was seen to jump forward, and running leases
 * are to be counted anew
 */
record Memory(@Nullable ServerClock clock, long term, long expiry, long ttlMillis, String signature,
		long signatureSince, boolean doubtful, boolean rebase) {

	static final Memory EMPTY = new Memory(null, 0, 0, 0, "", 0, false, false);

	/**
	 * Remembers what a reply tells.
	 * @param reply the reply
	 * @param sentNanos when its request was sent
	 * @param receivedNanos when it arrived
	 * @return the new memory
	 */
	Memory observe(LeaseReply reply, long sentNanos, long receivedNanos) {
		ServerClock reading = new ServerClock(reply.serverTime(), sentNanos, receivedNanos);
		if (reply.code() == LeaseReply.Code.LATE || reply.code() == LeaseReply.Code.FOREIGN) {
			return new Memory(reading, this.term, this.expiry, this.ttlMillis, this.signature, this.signatureSince,
					this.doubtful, this.rebase);
		}
		long seenTerm = Math.max(this.term, reply.term());
		long seenExpiry = (reply.term() > this.term) ? 0 : this.expiry;
		if (reply.hasLeader() && reply.term() == seenTerm) {
			seenExpiry = Math.max(seenExpiry, reply.expiry());
		}
		long seenTtl = reply.hasLeader() ? Math.max(this.ttlMillis, reply.ttl()) : this.ttlMillis;
		String seen = isOthers(reply) ? reply.signature() : "";
		boolean same = this.signature.equals(seen);
		return new Memory(reading, seenTerm, seenExpiry, seenTtl, same ? this.signature : seen,
				same ? this.signatureSince : receivedNanos, same && this.doubtful, this.rebase);
	}

	/**
	 * Whether an owner held the lease when the record was seen last.
	 */
	boolean hasSeen(String owner) {
		return this.signature.startsWith(owner + "|");
	}

	private static boolean isOthers(LeaseReply reply) {
		return reply.code() == LeaseReply.Code.HELD || reply.code() == LeaseReply.Code.LOST;
	}

	Memory withRebase(boolean needed) {
		return new Memory(this.clock, this.term, this.expiry, this.ttlMillis, this.signature, this.signatureSince,
				this.doubtful, needed);
	}

	/**
	 * Whether the store's clock may have jumped forward by the margin without being
	 * noticed. A store of which nothing is remembered has no past.
	 * @param nowNanos the present
	 * @param timing the durations of the election
	 * @return whether nothing was heard of it for too long
	 */
	boolean mayHaveMissedAJump(long nowNanos, Timing timing) {
		return this.term > 0 && (this.clock == null || this.clock.isTooOld(nowNanos, timing));
	}

	/**
	 * Doubts the end of the lease that was just seen. A leader who has it will change the
	 * record by renewing, and whatever is written from now on is in the time that the
	 * clock shows now.
	 * @return this memory with doubt
	 */
	Memory withDoubt() {
		return new Memory(this.clock, this.term, this.expiry, this.ttlMillis, this.signature, this.signatureSince, true,
				this.rebase);
	}

	/**
	 * Forgets the reading of the clock, when nothing is known of the time before it.
	 * @return this memory without the reading
	 */
	Memory withoutClock() {
		return new Memory(null, this.term, this.expiry, this.ttlMillis, this.signature, this.signatureSince,
				this.doubtful, this.rebase);
	}

	/**
	 * How long nobody may be granted a lease whose state is in doubt.
	 * @param ownTtlMillis the ttl of this election
	 * @return milliseconds
	 */
	long holdMillis(long ownTtlMillis) {
		return Timing.holdMillis(Math.max(ownTtlMillis, this.ttlMillis));
	}

	/**
	 * When the record will have been watched unchanged for a hold time.
	 * @param ownTtlMillis the ttl of this election
	 * @return local nanoseconds
	 */
	long earnedAt(long ownTtlMillis) {
		return this.signatureSince + holdMillis(ownTtlMillis) * Timing.MILLI;
	}

}

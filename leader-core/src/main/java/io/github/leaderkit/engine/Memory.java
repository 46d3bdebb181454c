package io.github.leaderkit.engine;

import io.github.leaderkit.store.LeaseReply;
import org.jspecify.annotations.Nullable;

/**
 * What this process remembers of the record and of the store's clock. It is what lets a
 * store that lost or turned back its data be noticed, so it outlives campaigns and
 * restarts of the election.
 *
 * @param clock the newest reading of the store's clock
 * @param term the highest term seen
 * @param expiry the latest expiry seen of a leader with that term
 * @param ttlMillis the largest ttl of a leader seen
 * @param signature the state of the record that was seen last, empty while it is that of
 * this process
 * @param signatureSince when that state was first seen, in local nanoseconds
 * @param rebase whether the store's clock was seen to jump forward, and running leases
 * are to be counted anew
 */
record Memory(@Nullable ServerClock clock, long term, long expiry, long ttlMillis, String signature,
		long signatureSince, boolean rebase) {

	static final Memory EMPTY = new Memory(null, 0, 0, 0, "", 0, false);

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
			return new Memory(reading, this.term, forgetIfBack(reading), this.ttlMillis, this.signature,
					this.signatureSince, this.rebase);
		}
		long seenTerm = Math.max(this.term, reply.term());
		long seenExpiry = (reply.term() > this.term) ? 0 : forgetIfBack(reading);
		if (reply.hasLeader() && reply.term() == seenTerm) {
			seenExpiry = Math.max(seenExpiry, reply.expiry());
		}
		long seenTtl = reply.hasLeader() ? Math.max(this.ttlMillis, reply.ttl()) : this.ttlMillis;
		String seen = isOthers(reply) ? reply.signature() : "";
		boolean same = this.signature.equals(seen);
		return new Memory(reading, seenTerm, seenExpiry, seenTtl, same ? this.signature : seen,
				same ? this.signatureSince : receivedNanos, this.rebase);
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

	private long forgetIfBack(ServerClock reading) {
		return (this.clock != null && this.clock.wentBackUntil(reading)) ? 0 : this.expiry;
	}

	Memory withRebase(boolean needed) {
		return new Memory(this.clock, this.term, this.expiry, this.ttlMillis, this.signature, this.signatureSince,
				needed);
	}

	/**
	 * What is left to know when nothing was heard for a while. The last reading of the
	 * clock stays: it tells whether the clock of the store was set in the meantime.
	 * @return this memory without what was watched
	 */
	Memory afterBreak() {
		return new Memory(this.clock, this.term, this.expiry, this.ttlMillis, "", 0, false);
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

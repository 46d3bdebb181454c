package io.github.leaderkit.store;

/**
 * The answer of a store, with the record as it is after the call.
 *
 * @param code what the store did
 * @param term the term of the record, {@code 0} if there is none
 * @param remaining how long no other instance gets the lease, in milliseconds
 * @param holder the owner of the lease; empty if it is released; beginning with {@code ~}
 * if it has no owner but must not be granted yet
 * @param serverTime the clock of the store, in milliseconds
 * @param ttl the ttl of the lease, in milliseconds
 * @param expiry when the lease ends on the clock of the store, in milliseconds
 * @param info describes the leader, for people; with {@link Code#FOREIGN} the type that
 * the store reports; may be empty
 * @param runId identifies the run of the store that answered: it changes when the store
 * starts anew or another takes its place. Each reply to a renewal has it, and one that
 * grants the lease; it is empty if the store does not disclose it
 * @param schedules the schedules of the record: their entries only if they were asked for
 */
public record LeaseReply(Code code, long term, long remaining, String holder, long serverTime, long ttl, long expiry,
		String info, String runId, ScheduleEntries schedules) {

	/**
	 * The owner of a record whose leader was revoked.
	 */
	public static final String REVOKED = "~revoked";

	/**
	 * A reply without schedules that does not tell the run of the store.
	 * @param code what the store did
	 * @param term the term of the record, {@code 0} if there is none
	 * @param remaining how long no other instance gets the lease, in milliseconds
	 * @param holder the owner of the lease, or empty
	 * @param serverTime the clock of the store, in milliseconds
	 * @param ttl the ttl of the lease, in milliseconds
	 * @param expiry when the lease ends on the clock of the store, in milliseconds
	 * @param info describes the leader, for people; may be empty
	 */
	public LeaseReply(Code code, long term, long remaining, String holder, long serverTime, long ttl, long expiry,
			String info) {
		this(code, term, remaining, holder, serverTime, ttl, expiry, info, "", ScheduleEntries.NONE);
	}

	/**
	 * A reply without a record and without the time.
	 * @param code what the store did
	 * @return the reply
	 */
	public static LeaseReply of(Code code) {
		return new LeaseReply(code, 0, 0, "", 0, 0, 0, "");
	}

	/**
	 * This reply from a run of the store.
	 * @param value the run that answered, empty if the store does not disclose it
	 * @return the reply with that run
	 */
	public LeaseReply withRunId(String value) {
		return new LeaseReply(this.code, this.term, this.remaining, this.holder, this.serverTime, this.ttl, this.expiry,
				this.info, value, this.schedules);
	}

	/**
	 * This reply with schedules.
	 * @param value the schedules of the record
	 * @return the reply with them
	 */
	public LeaseReply withSchedules(ScheduleEntries value) {
		return new LeaseReply(this.code, this.term, this.remaining, this.holder, this.serverTime, this.ttl, this.expiry,
				this.info, this.runId, value);
	}

	/**
	 * Whether the record names an owner that may lead.
	 * @return {@code false} if there is no record, or if it is released or has no owner
	 */
	public boolean hasLeader() {
		return !this.holder.isEmpty() && this.holder.charAt(0) != '~';
	}

	/**
	 * Identifies the state of the lease: it changes with every change of owner, term or
	 * expiry.
	 * @return the signature
	 */
	public String signature() {
		return this.holder + "|" + this.term + "|" + this.expiry;
	}

	/**
	 * What the store did with a request.
	 */
	public enum Code {

		/**
		 * The lease is granted, with a new term.
		 */
		GRANTED,

		/**
		 * The lease is not granted; the reply says who holds it. Also the code of a peek.
		 */
		HELD,

		/**
		 * The lease is renewed.
		 */
		RENEWED,

		/**
		 * The lease is renewed although the store had forgotten it.
		 */
		READOPTED,

		/**
		 * The lease is not renewed: it belongs to another, or was revoked. Or schedules
		 * are not changed, since the caller does not hold the lease.
		 */
		LOST,

		/**
		 * The request came too late and changed nothing. The reply has no record.
		 */
		LATE,

		/**
		 * The key holds other data. Nothing was written.
		 */
		FOREIGN,

		/**
		 * The lease is released. The reply has no record and no time.
		 */
		RELEASED,

		/**
		 * The leadership is revoked. The reply has no record and no time.
		 */
		REVOKED,

		/**
		 * There was nothing to release or to revoke. The reply has no record and no time.
		 */
		UNCHANGED,

		/**
		 * Schedules are changed, as far as they were what the caller knows.
		 */
		CHANGED

	}

}

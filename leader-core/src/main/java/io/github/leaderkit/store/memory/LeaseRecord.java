package io.github.leaderkit.store.memory;

import java.util.Map;

import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseReply.Code;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.ScheduleEntries;
import org.jspecify.annotations.Nullable;

/**
 * The lease of one key as it is written.
 *
 * @param owner the owner; empty if released; beginning with {@code ~} if it is nobody's
 * @param term the term
 * @param expiry when it ends, on the clock of the store in milliseconds
 * @param ttl how long it lasts, in milliseconds
 * @param runId the run of the store that wrote the lease; {@code ~} if its leader did not
 * know that run yet
 * @param info who leads, for people
 * @param schedules all schedules
 */
record LeaseRecord(String owner, long term, long expiry, long ttl, String runId, String info,
		ScheduleEntries schedules) {

	/**
	 * The schedules of a record that may be missing.
	 */
	static ScheduleEntries schedulesOf(@Nullable LeaseRecord record) {
		return (record != null) ? record.schedules() : ScheduleEntries.NONE;
	}

	boolean isReleased() {
		return this.owner.isEmpty();
	}

	boolean isNobodys() {
		return this.owner.startsWith("~");
	}

	boolean isLed() {
		return !isReleased() && !isNobodys();
	}

	/**
	 * The number of the attempt if this instance owns the lease.
	 */
	@Nullable Long attemptOf(String instance) {
		int separator = this.owner.indexOf('#');
		return (separator >= 0 && this.owner.substring(0, separator).equals(instance))
				? Long.valueOf(this.owner.substring(separator + 1)) : null;
	}

	/**
	 * How long nobody may be granted the lease if this record is in doubt. The ttl of one
	 * that is nobody's is such a time already.
	 */
	long hold() {
		return isNobodys() ? this.ttl : LeaseRequest.Acquire.holdMillis(this.ttl);
	}

	/**
	 * How long it still lasts: no longer than its ttl, even if the clock went back.
	 */
	long remaining(long now) {
		return Math.max(Math.min(this.expiry - now, this.ttl), 0);
	}

	String signature() {
		return this.owner + "|" + this.term + "|" + this.expiry;
	}

	LeaseRecord until(long term, long expiry) {
		return new LeaseRecord(this.owner, term, expiry, this.ttl, this.runId, this.info, this.schedules);
	}

	LeaseRecord released() {
		return new LeaseRecord("", this.term, 0, this.ttl, this.runId, "", this.schedules);
	}

	LeaseRecord revoked() {
		return new LeaseRecord(LeaseReply.REVOKED, this.term + 1, this.expiry, this.ttl, this.runId, "",
				this.schedules);
	}

	LeaseRecord withSchedules(ScheduleEntries changed) {
		return new LeaseRecord(this.owner, this.term, this.expiry, this.ttl, this.runId, this.info, changed);
	}

	LeaseReply reply(Code code, long remaining, long now) {
		return new LeaseReply(code, this.term, remaining, this.owner, now, this.ttl, this.expiry, this.info, "",
				ScheduleEntries.ofRevision(this.schedules.revision()));
	}

	/**
	 * A reply with entries.
	 */
	LeaseReply reply(Code code, long now, Map<String, String> entries) {
		return reply(code, remaining(now), now)
			.withSchedules(new ScheduleEntries(this.schedules.revision(), this.schedules.doubt(), entries));
	}

}

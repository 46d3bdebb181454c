package io.github.leaderkit.engine.decision;

import io.github.leaderkit.DemotionReason;
import org.jspecify.annotations.Nullable;

/**
 * What an election is doing. Times are local nanoseconds.
 */
public sealed interface Phase {

	/**
	 * It does not contend.
	 */
	record Idle() implements Phase {
	}

	/**
	 * It contends.
	 *
	 * @param nextAttempt when to try next
	 * @param pausedUntil until when others go first
	 * @param woken whether a message came while a call was under way, so that its answer
	 * may be out of date
	 * @param heardOf the term of a leader who is not known yet, {@code 0} if there is
	 * none
	 * @param unreleased an owner whose lease may exist although it is of no use, or
	 * {@code null}
	 * @param deferrals how many times in a row it has left a free lease to others without
	 * seeing one of them keep it
	 */
	record Following(long nextAttempt, long pausedUntil, boolean woken, long heardOf, @Nullable String unreleased,
			int deferrals) implements Phase {

		static Following at(Moment now) {
			return new Following(now.nanos(), now.nanos(), false, 0, null, 0);
		}

		Following next(long time) {
			long next = (time - this.pausedUntil >= 0) ? time : this.pausedUntil;
			return new Following(next, this.pausedUntil, false, this.heardOf, this.unreleased, this.deferrals);
		}

		Following pausedUntil(long time) {
			long until = (time - this.pausedUntil >= 0) ? time : this.pausedUntil;
			return new Following(until, until, false, this.heardOf, this.unreleased, this.deferrals);
		}

		Following wake() {
			return new Following(this.nextAttempt, this.pausedUntil, true, this.heardOf, this.unreleased,
					this.deferrals);
		}

		Following heardOf(long term) {
			return new Following(this.nextAttempt, this.pausedUntil, this.woken, term, this.unreleased, this.deferrals);
		}

		Following unreleased(@Nullable String owner) {
			return new Following(this.nextAttempt, this.pausedUntil, this.woken, this.heardOf, owner, this.deferrals);
		}

		Following deferrals(int number) {
			return new Following(this.nextAttempt, this.pausedUntil, this.woken, this.heardOf, this.unreleased, number);
		}

	}

	/**
	 * It leads.
	 *
	 * @param held the lease
	 * @param nextRenewal when to renew it next
	 */
	record Leading(HeldLease held, long nextRenewal) implements Phase {
	}

	/**
	 * It leads and renews, but lets no new work in and waits for the rest to leave.
	 *
	 * @param held the lease
	 * @param nextRenewal when to renew it next
	 * @param leave how it leaves
	 */
	record Draining(HeldLease held, long nextRenewal, Leave leave) implements Phase {

		Draining stopping() {
			return new Draining(this.held, this.nextRenewal, this.leave.stopping());
		}

	}

	/**
	 * It leads no longer; until the listeners have heard of it and all work has left, the
	 * lease is kept from others.
	 *
	 * @param held the lease that is kept, or {@code null} if there is none
	 * @param owner the owner to release, or {@code null} if there is nothing to release
	 * @param nextRenewal when to renew the lease next
	 * @param leave how it leaves
	 */
	record Leaving(@Nullable HeldLease held, @Nullable String owner, long nextRenewal, Leave leave) implements Phase {

		Leaving without() {
			return new Leaving(null, null, this.nextRenewal, this.leave);
		}

		Leaving renewed(@Nullable HeldLease kept, long next) {
			return new Leaving(kept, this.owner, next, this.leave);
		}

		Leaving stopping() {
			return new Leaving(this.held, this.owner, this.nextRenewal, this.leave.stopping());
		}

	}

	/**
	 * It leads no longer, nothing is left inside, and it releases the lease.
	 *
	 * @param owner the owner to release
	 * @param nextAttempt when to release it, or to try again
	 * @param until until when to try again
	 * @param leave how it leaves
	 */
	record Releasing(String owner, long nextAttempt, long until, Leave leave) implements Phase {

		Releasing stopping() {
			return new Releasing(this.owner, this.nextAttempt, this.until, this.leave.stopping());
		}

	}

	/**
	 * A lease that this election was granted.
	 *
	 * @param owner the owner it is granted to
	 * @param term its term
	 * @param since when it was granted, on the monotonic clock
	 * @param sinceMillis when it was granted, on the wall clock
	 * @param deadline when it ends on the monotonic clock
	 * @param deadlineWall when it ends on the wall clock
	 */
	record HeldLease(String owner, long term, long since, long sinceMillis, long deadline, long deadlineWall) {

		static HeldLease from(String owner, long term, Moment sent, Timing timing) {
			return new HeldLease(owner, term, sent.nanos(), sent.wallMillis(), sent.nanos() + timing.validity(),
					sent.wallMillis() + timing.validity() / Timing.MILLI);
		}

		HeldLease renewed(Moment sent, Timing timing) {
			return new HeldLease(this.owner, this.term, this.since, this.sinceMillis, sent.nanos() + timing.validity(),
					sent.wallMillis() + timing.validity() / Timing.MILLI);
		}

		public boolean hasEnded(Moment now) {
			return now.reached(this.deadline) || now.wallMillis() >= this.deadlineWall;
		}

	}

	/**
	 * How an election leaves its leadership.
	 *
	 * @param reason why
	 * @param until when it stops waiting for work and listeners
	 * @param stop whether it is to stop contending
	 */
	record Leave(DemotionReason reason, long until, boolean stop) {

		/**
		 * The time that it has stays: that of a drain is counted from the moment at which
		 * the leadership is first given up.
		 */
		Leave stopping() {
			return new Leave(this.reason, this.until, true);
		}

	}

}

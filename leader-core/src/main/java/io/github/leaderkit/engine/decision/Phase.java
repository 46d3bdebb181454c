package io.github.leaderkit.engine.decision;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseSignal;
import io.github.leaderkit.store.LeaseStoreException;
import org.jspecify.annotations.Nullable;

/**
 * What an election is doing, and what it does in that phase with each input. Times are
 * local nanoseconds.
 */
public sealed interface Phase {

	/**
	 * Does what is due. The state machine calls this at the end of every transition, and
	 * again as long as it leads to another kind of phase.
	 */
	void act(TransitionDraft draft);

	/**
	 * A look, an attempt or a renewal was answered.
	 */
	default void replied(TransitionDraft draft, LeaseRequest call, Moment sent, LeaseReply reply) {
	}

	/**
	 * A release was carried out.
	 */
	default void released(TransitionDraft draft) {
	}

	/**
	 * A call was not answered, or its answer is of no use.
	 */
	default void failed(TransitionDraft draft, LeaseRequest call, LeaseStoreException failure) {
	}

	/**
	 * Whether a message can change what this election does. Most cannot: an instance
	 * receives its own as well.
	 * @param signal the message
	 * @param known what is known of the record
	 */
	default boolean heeds(LeaseSignal signal, KnownRecord known) {
		return false;
	}

	/**
	 * A message has come that this phase heeds.
	 */
	default void signalled(TransitionDraft draft, LeaseSignal signal) {
	}

	/**
	 * The election may lead from now on, or it may not.
	 */
	default void eligibilityChanged(TransitionDraft draft) {
	}

	/**
	 * The leadership is to pass to another instance.
	 */
	default void resign(TransitionDraft draft) {
	}

	/**
	 * The election is to stop contending.
	 */
	default void stop(TransitionDraft draft) {
	}

	/**
	 * It does not contend.
	 */
	record Idle() implements Phase {

		@Override
		public void act(TransitionDraft draft) {
			String instance = draft.surroundings.desired().instance();
			if (instance != null) {
				draft.instance = instance;
				draft.attempt = 0;
				draft.phase = Following.at(draft.now);
			}
		}

	}

	/**
	 * It contends: it looks at the record, or asks for the lease.
	 *
	 * @param nextAttempt when to try next
	 * @param pausedUntil until when others go first
	 * @param woken whether a message came while a call was under way, so that its answer
	 * may be out of date
	 * @param unseenTerm the term of a leader that a message announced and that was not
	 * seen yet, {@code 0} if there is none
	 * @param unreleased the owner of a lease that may still exist and is to be released
	 * first, or {@code null}
	 * @param deferrals how many times in a row it has left a free lease to others without
	 * seeing one of them keep it
	 */
	record Following(long nextAttempt, long pausedUntil, boolean woken, long unseenTerm, @Nullable String unreleased,
			int deferrals) implements Phase {

		static Following at(Moment now) {
			return new Following(now.nanos(), now.nanos(), false, 0, null, 0);
		}

		@Override
		public void act(TransitionDraft draft) {
			FollowerRules.act(draft, this);
		}

		@Override
		public void replied(TransitionDraft draft, LeaseRequest call, Moment sent, LeaseReply reply) {
			FollowerRules.replied(draft, this, call, sent, reply);
		}

		@Override
		public void failed(TransitionDraft draft, LeaseRequest call, LeaseStoreException failure) {
			FollowerRules.failed(draft, this, call, failure.kind());
		}

		@Override
		public boolean heeds(LeaseSignal signal, KnownRecord known) {
			return switch (signal.kind()) {
				case RELEASED, SUBSCRIBED -> true;
				case GRANTED -> signal.term() > known.term();
				case REVOKED -> false;
			};
		}

		@Override
		public void signalled(TransitionDraft draft, LeaseSignal signal) {
			FollowerRules.signalled(draft, this, signal);
		}

		@Override
		public void eligibilityChanged(TransitionDraft draft) {
			FollowerRules.eligibilityChanged(draft, this);
		}

		@Override
		public void resign(TransitionDraft draft) {
			FollowerRules.resign(draft, this);
		}

		@Override
		public void stop(TransitionDraft draft) {
			FollowerRules.leave(draft, this, Leave.now(draft, DemotionReason.STOPPED, true));
		}

		Following next(long time) {
			long next = (time - this.pausedUntil >= 0) ? time : this.pausedUntil;
			return new Following(next, this.pausedUntil, false, this.unseenTerm, this.unreleased, this.deferrals);
		}

		Following pausedUntil(long time) {
			long until = (time - this.pausedUntil >= 0) ? time : this.pausedUntil;
			return new Following(until, until, false, this.unseenTerm, this.unreleased, this.deferrals);
		}

		Following wake() {
			return new Following(this.nextAttempt, this.pausedUntil, true, this.unseenTerm, this.unreleased,
					this.deferrals);
		}

		Following unseenTerm(long term) {
			return new Following(this.nextAttempt, this.pausedUntil, this.woken, term, this.unreleased, this.deferrals);
		}

		Following unreleased(@Nullable String owner) {
			return new Following(this.nextAttempt, this.pausedUntil, this.woken, this.unseenTerm, owner,
					this.deferrals);
		}

		Following deferrals(int number) {
			return new Following(this.nextAttempt, this.pausedUntil, this.woken, this.unseenTerm, this.unreleased,
					number);
		}

	}

	/**
	 * It leads, and renews its lease.
	 */
	sealed interface Led extends Phase {

		/**
		 * The lease.
		 */
		HeldLease held();

		/**
		 * When to renew it next.
		 */
		long nextRenewal();

		/**
		 * The same phase with a lease that lasts longer, or another time of the next
		 * renewal.
		 */
		Led renewed(HeldLease lease, long next);

		/**
		 * The leadership has ended, and this process has not given it up.
		 * @param reason why
		 * @param reply what the store said of it, {@code null} if nothing
		 */
		void lose(TransitionDraft draft, DemotionReason reason, @Nullable LeaseReply reply);

		@Override
		default void replied(TransitionDraft draft, LeaseRequest call, Moment sent, LeaseReply reply) {
			LeaderRules.replied(draft, this, sent, reply);
		}

		@Override
		default void failed(TransitionDraft draft, LeaseRequest call, LeaseStoreException failure) {
			LeaderRules.failed(draft, this, failure.kind());
		}

		@Override
		default boolean heeds(LeaseSignal signal, KnownRecord known) {
			return signal.kind() == LeaseSignal.Kind.REVOKED && signal.term() > held().term();
		}

		@Override
		default void signalled(TransitionDraft draft, LeaseSignal signal) {
			LeaderRules.revoked(draft, this);
		}

	}

	/**
	 * It leads, and lets work in.
	 *
	 * @param held the lease
	 * @param nextRenewal when to renew it next
	 */
	record Leading(HeldLease held, long nextRenewal) implements Led {

		@Override
		public Leading renewed(HeldLease lease, long next) {
			return new Leading(lease, next);
		}

		@Override
		public void act(TransitionDraft draft) {
			LeaderRules.act(draft, this);
		}

		@Override
		public void lose(TransitionDraft draft, DemotionReason reason, @Nullable LeaseReply reply) {
			LeaderRules.lose(draft, this, reason, reply);
		}

		@Override
		public void eligibilityChanged(TransitionDraft draft) {
			if (!draft.mayLead) {
				LeaderRules.leave(draft, this, Leave.now(draft, DemotionReason.INELIGIBLE, false));
			}
		}

		@Override
		public void resign(TransitionDraft draft) {
			LeaderRules.leave(draft, this, Leave.now(draft, DemotionReason.RESIGNED, false));
		}

		@Override
		public void stop(TransitionDraft draft) {
			LeaderRules.leave(draft, this, Leave.now(draft, DemotionReason.STOPPED, true));
		}

	}

	/**
	 * It leads and renews, but lets no new work in and waits for the rest to leave.
	 *
	 * @param held the lease
	 * @param nextRenewal when to renew it next
	 * @param leave how it leaves
	 */
	record Draining(HeldLease held, long nextRenewal, Leave leave) implements Led {

		@Override
		public Draining renewed(HeldLease lease, long next) {
			return new Draining(lease, next, this.leave);
		}

		@Override
		public void act(TransitionDraft draft) {
			LeavingRules.act(draft, this);
		}

		@Override
		public void lose(TransitionDraft draft, DemotionReason reason, @Nullable LeaseReply reply) {
			LeavingRules.lose(draft, this, reason);
		}

		@Override
		public void stop(TransitionDraft draft) {
			draft.phase = new Draining(this.held, this.nextRenewal, this.leave.stopping());
		}

	}

	/**
	 * It leads no longer. Until the demotion is published and all work has left, the
	 * lease is kept from others.
	 *
	 * @param held the lease that is kept, or {@code null} if there is none
	 * @param owner the owner to release, or {@code null} if there is nothing to release
	 * @param nextRenewal when to renew the lease next
	 * @param leave how it leaves
	 */
	record Leaving(@Nullable HeldLease held, @Nullable String owner, long nextRenewal, Leave leave) implements Phase {

		@Override
		public void act(TransitionDraft draft) {
			LeavingRules.act(draft, this);
		}

		@Override
		public void replied(TransitionDraft draft, LeaseRequest call, Moment sent, LeaseReply reply) {
			LeavingRules.replied(draft, this, call, sent, reply);
		}

		@Override
		public void failed(TransitionDraft draft, LeaseRequest call, LeaseStoreException failure) {
			LeavingRules.failed(draft, this, call, failure.kind());
		}

		@Override
		public void stop(TransitionDraft draft) {
			draft.phase = new Leaving(this.held, this.owner, this.nextRenewal, this.leave.stopping());
		}

		Leaving withoutLease() {
			return new Leaving(null, null, this.nextRenewal, this.leave);
		}

		Leaving renewed(@Nullable HeldLease kept, long next) {
			return new Leaving(kept, this.owner, next, this.leave);
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

		@Override
		public void act(TransitionDraft draft) {
			LeavingRules.act(draft, this);
		}

		@Override
		public void released(TransitionDraft draft) {
			LeavingRules.left(draft, this.leave);
		}

		@Override
		public void failed(TransitionDraft draft, LeaseRequest call, LeaseStoreException failure) {
			LeavingRules.failed(draft, this, failure.kind());
		}

		@Override
		public void stop(TransitionDraft draft) {
			draft.phase = new Releasing(this.owner, this.nextAttempt, this.until, this.leave.stopping());
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

		static Leave now(TransitionDraft draft, DemotionReason reason, boolean stop) {
			return new Leave(reason, draft.now.nanos() + draft.timing.drain(), stop);
		}

		/**
		 * The time limit stays: a drain is timed from the moment at which the leadership
		 * is first given up.
		 */
		Leave stopping() {
			return new Leave(this.reason, this.until, true);
		}

	}

}

package io.github.leaderkit.engine.decision;

import java.time.Duration;

import io.github.leaderkit.engine.VirtualClocks;
import io.github.leaderkit.engine.VirtualWorld;
import io.github.leaderkit.engine.decision.KnownRecord.Watched;
import io.github.leaderkit.engine.decision.Phase.Draining;
import io.github.leaderkit.engine.decision.Phase.Following;
import io.github.leaderkit.engine.decision.Phase.HeldLease;
import io.github.leaderkit.engine.decision.Phase.Leading;
import io.github.leaderkit.engine.decision.Phase.Leaving;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.memory.LeaseRules;
import org.jspecify.annotations.Nullable;

/**
 * A hole that the protocol closes, opened again: in the settings, in what the state
 * machine knows or decides, in what is asked of the store, or in what the store does.
 */
public enum Mutant {

	/** As it is. */
	NONE,

	/** Clocks that run at different rates make two leaders. */
	MARGIN_OF_ONE_PERCENT {

		@Override
		public Timing timing(Timing draft) {
			return timingOf(draft, draft.validity() + draft.margin() - draft.margin() * 6 / 100);
		}

	},

	/** The time of the round trip is given to the leader. */
	DEADLINE_FROM_REPLY {

		@Override
		void entering(TransitionDraft draft) {
			if (draft.isBusy()) {
				draft.inFlightSince = draft.now;
			}
		}

	},

	/** A machine that slept still leads when it wakes up. */
	MONOTONIC_CLOCK_ONLY {

		@Override
		public VirtualClocks clocks(VirtualWorld world, double rate) {
			return new VirtualClocks(world, rate, true);
		}

	},

	/** A command that was delayed takes effect; a clock that jumped goes unnoticed. */
	WITHOUT_NOT_AFTER {

		@Override
		public LeaseRequest.Acquire request(LeaseRequest.Acquire releasing) {
			return requestOf(releasing, 0, releasing.minTerm(), releasing.minExpiry(), releasing.rebase());
		}

		@Override
		public LeaseRequest.Renew request(LeaseRequest.Renew releasing) {
			return new LeaseRequest.Renew(releasing.key(), releasing.owner(), releasing.term(), releasing.ttl(), 0,
					releasing.runId(), releasing.info());
		}

	},

	/**
	 * A clock that jumped is noticed, but the lease that it shortened is not prolonged.
	 */
	WITHOUT_REBASE {

		@Override
		public LeaseRequest.Acquire request(LeaseRequest.Acquire releasing) {
			return requestOf(releasing, releasing.notAfter(), releasing.minTerm(), releasing.minExpiry(), false);
		}

	},

	/** Any late command is taken for a jump of the clock. */
	REBASE_WHEN_SLOW {

		@Override
		boolean latenessIsAJump() {
			return true;
		}

	},

	/** Nobody remembers the highest term. */
	WITHOUT_LOWEST_TERM {

		@Override
		public LeaseRequest.Acquire request(LeaseRequest.Acquire releasing) {
			return requestOf(releasing, releasing.notAfter(), 0, 0, releasing.rebase());
		}

	},

	/** Nobody remembers how long the lease lasts. */
	WITHOUT_LOWEST_EXPIRY {

		@Override
		public LeaseRequest.Acquire request(LeaseRequest.Acquire releasing) {
			return requestOf(releasing, releasing.notAfter(), releasing.minTerm(), 0, releasing.rebase());
		}

	},

	/**
	 * What the clock of the server shows is reckoned from a reading of ten seconds ago.
	 */
	OLD_ANCHOR {

		@Override
		public LeaseRequest.Acquire request(LeaseRequest.Acquire releasing) {
			return requestOf(releasing, releasing.notAfter() + 1_000, releasing.minTerm(), releasing.minExpiry(),
					releasing.rebase());
		}

	},

	/**
	 * The clock of the server is taken to be read when a request is sent, however long
	 * the request takes.
	 */
	READ_WHEN_SENT {

		@Override
		void deciding(TransitionDraft draft, Timing timing, @Nullable HeldLease before) {
			ServerClock clock = draft.known.clock();
			if (clock != null) {
				draft.known = memoryOf(draft.known,
						new ServerClock(clock.serverMillis(), clock.sentNanos(), clock.sentNanos(), clock.runId()),
						draft.known.watched());
			}
		}

	},

	/** Steps of a clock are noticed by the margin of the one who asks for the lease. */
	MARGIN_BY_OWN_TTL {

		@Override
		void deciding(TransitionDraft draft, Timing timing, @Nullable HeldLease before) {
			Watched w = draft.known.watched();
			draft.known = memoryOf(draft.known, draft.known.clock(),
					new Watched(w.signature(), w.since(), 0, w.doubtful()));
		}

	},

	/** All attempts of a process have the same owner. */
	OWNER_USED_AGAIN {

		@Override
		void entering(TransitionDraft draft) {
			draft.attempt = 0;
		}

	},

	/** The strict mode believes to have watched long enough. */
	EARNED_AT_ONCE {

		@Override
		void entering(TransitionDraft draft) {
			KnownRecord m = draft.known;
			Watched w = m.watched();
			Watched longer = new Watched(w.signature(), draft.now.nanos() - Duration.ofHours(1).toNanos(),
					w.ttlMillis(), w.doubtful());
			draft.known = memoryOf(m, m.clock(), longer);
		}

	},

	/** The strict mode asks again and again until it has watched long enough. */
	STRICT_TIMER_OF_A_MILLISECOND {

		@Override
		void deciding(TransitionDraft draft, Timing timing, @Nullable HeldLease before) {
			if (draft.phase instanceof Following following
					&& following.nextAttempt() == draft.known.earnedAt(timing.ttlMillis())) {
				draft.phase = following.next(draft.now.nanos() + Timing.MILLI);
			}
		}

	},

	/** The lease is released while guarded work runs. */
	RELEASE_BEFORE_DRAIN {

		@Override
		void deciding(TransitionDraft draft, Timing timing, @Nullable HeldLease before) {
			if (draft.phase instanceof Draining || draft.phase instanceof Leaving) {
				draft.workInside = false;
			}
		}

	},

	/** The lease is released before the listeners have heard. */
	RELEASE_BEFORE_TOLD {

		@Override
		void deciding(TransitionDraft draft, Timing timing, @Nullable HeldLease before) {
			if (draft.phase instanceof Leaving) {
				draft.demotionPending = false;
			}
		}

	},

	/** The next leadership begins while work of the last one is inside. */
	WITHOUT_WORK_GATE {

		@Override
		void deciding(TransitionDraft draft, Timing timing, @Nullable HeldLease before) {
			if (draft.phase instanceof Following) {
				draft.workInside = false;
			}
		}

	},

	/** Who resigned contends at once. */
	RESIGNED_COMES_FIRST {

		@Override
		void deciding(TransitionDraft draft, Timing timing, @Nullable HeldLease before) {
			if (draft.phase instanceof Following following && !draft.now.reached(following.pausedUntil())) {
				draft.phase = Following.at(draft.now).unreleased(following.unreleased());
			}
		}

	},

	/** Who stops forgets that it has just asked for the lease. */
	STOP_FORGETS_ATTEMPT {

		@Override
		void deciding(TransitionDraft draft, Timing timing, @Nullable HeldLease before) {
			if (draft.phase instanceof Leaving leaving && leaving.held() == null
					&& draft.inFlight instanceof LeaseRequest.Acquire) {
				draft.phase = leaving.withoutLease();
			}
		}

	},

	/** Who stops forgets that the clock of the store jumped. */
	STOP_FORGETS_JUMP {

		@Override
		void entering(TransitionDraft draft) {
			if (draft.phase instanceof Phase.Idle
					|| (draft.phase instanceof Leaving leaving && leaving.leave().stop())) {
				draft.known = draft.known.withRebase(false);
			}
		}

	},

	/** A wall clock that is set back takes nothing off a leadership. */
	LATEST_WALL_DEADLINE {

		@Override
		void deciding(TransitionDraft draft, Timing timing, @Nullable HeldLease before) {
			if (draft.phase instanceof Leading leading && before != null && before.term() == leading.held().term()
					&& leading.held().deadlineWall() < before.deadlineWall()) {
				HeldLease held = leading.held();
				HeldLease longer = new HeldLease(held.owner(), held.term(), held.since(), held.sinceMillis(),
						held.deadline(), before.deadlineWall());
				draft.phase = new Leading(longer, leading.nextRenewal());
				draft.extend(longer);
			}
		}

	},

	/** A leadership lasts although no replica has heard of its renewals. */
	REPLICAS_FOR_ACQUISITION_ONLY {

		@Override
		public boolean renewalsAwaitReplicas() {
			return false;
		}

	},

	/**
	 * Who has asked for the lease before a veto leads all the same, for as long as it
	 * likes.
	 */
	VETO_FORGETS_ATTEMPT {

		@Override
		Surroundings surroundings(ElectionState state, Surroundings s) {
			if (!(state.inFlight() instanceof LeaseRequest.Acquire || state.phase() instanceof Leading)) {
				return s;
			}
			return new Surroundings(s.desired().mayLead(true), s.quotaReached(), s.openTerm(), s.workInside(),
					s.demotionPending());
		}

	},

	/** Nobody tells work that its leadership ends. */
	CANCELLATION_NEVER_RUNS {

		@Override
		public boolean losesCompletions() {
			return true;
		}

	},

	WITHOUT_CLAMP(LeaseRules.WITHOUT_CLAMP),

	WITHOUT_QUARANTINE(LeaseRules.WITHOUT_QUARANTINE),

	WITHOUT_RUN_ID(LeaseRules.WITHOUT_RUN_ID),

	WITHOUT_READOPT(LeaseRules.WITHOUT_READOPT),

	RENEWAL_TAKES_ALL(LeaseRules.RENEWAL_TAKES_ALL),

	OWN_OLDER_UNCHECKED(LeaseRules.OWN_OLDER_UNCHECKED),

	TERM_IS_TIME(LeaseRules.TERM_IS_TIME),

	HOLD_BY_OWN_TTL(LeaseRules.HOLD_BY_OWN_TTL),

	RENEWAL_IS_OF_ANY_RUN(LeaseRules.RENEWAL_IS_OF_ANY_RUN),

	RENEWAL_KEEPS_RUN(LeaseRules.RENEWAL_KEEPS_RUN),

	REVOKING_FREES(LeaseRules.REVOKING_FREES),

	RELEASE_KEEPS_OWNER(LeaseRules.RELEASE_KEEPS_OWNER),

	MESSAGES_ARE_VITAL(LeaseRules.MESSAGES_ARE_VITAL);

	private final LeaseRules rules;

	Mutant() {
		this(LeaseRules.TRUE);
	}

	Mutant(LeaseRules rules) {
		this.rules = rules;
	}

	/** What the store does. */
	public LeaseRules rules() {
		return this.rules;
	}

	/** The clocks of a process. */
	public VirtualClocks clocks(VirtualWorld world, double rate) {
		return new VirtualClocks(world, rate);
	}

	public LeaseRequest.Acquire request(LeaseRequest.Acquire request) {
		return request;
	}

	public LeaseRequest.Renew request(LeaseRequest.Renew request) {
		return request;
	}

	public boolean renewalsAwaitReplicas() {
		return true;
	}

	public Timing timing(Timing draft) {
		return draft;
	}

	boolean latenessIsAJump() {
		return false;
	}

	/** Whether nothing comes of what users wait for or want to be done. */
	public boolean losesCompletions() {
		return false;
	}

	/** What the state machine finds. */
	Surroundings surroundings(ElectionState state, Surroundings found) {
		return found;
	}

	/** Before the state machine looks at an input. */
	void entering(TransitionDraft draft) {
	}

	/** When it has looked at the input, before it does what is due. */
	void deciding(TransitionDraft draft, Timing timing, @Nullable HeldLease before) {
	}

	static KnownRecord memoryOf(KnownRecord m, @Nullable ServerClock clock, Watched watched) {
		return new KnownRecord(clock, m.term(), m.expiry(), m.ttlMillis(), watched, m.rebase());
	}

	static Timing timingOf(Timing draft, long validity) {
		return new Timing(draft.ttlMillis(), validity, draft.margin(), draft.renewal(), draft.grid(), draft.retry(),
				draft.longestRetry(), draft.command(), draft.interruptLead(), draft.pause(), draft.drain(),
				draft.maxTenure(), draft.deference(), draft.takeoverDelayMillis(), draft.retentionMillis());
	}

	static LeaseRequest.Acquire requestOf(LeaseRequest.Acquire releasing, long notAfter, long minTerm, long minExpiry,
			boolean rebase) {
		return new LeaseRequest.Acquire(releasing.key(), releasing.instance(), releasing.attempt(), releasing.ttl(),
				notAfter, minTerm, minExpiry, rebase, releasing.strict(), releasing.earned(), releasing.hold(),
				releasing.takeoverDelay(), releasing.info());
	}

}

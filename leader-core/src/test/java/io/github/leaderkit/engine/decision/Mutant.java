package io.github.leaderkit.engine.decision;

import java.time.Duration;

import io.github.leaderkit.engine.VirtualClocks;
import io.github.leaderkit.engine.VirtualWorld;
import io.github.leaderkit.engine.decision.Memory.Watched;
import io.github.leaderkit.engine.decision.Phase.Draining;
import io.github.leaderkit.engine.decision.Phase.Following;
import io.github.leaderkit.engine.decision.Phase.Held;
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
		public Timing timing(Timing t) {
			return timingOf(t, t.validity() + t.margin() - t.margin() * 6 / 100);
		}

	},

	/** The time of the round trip is given to the leader. */
	DEADLINE_FROM_REPLY {

		@Override
		void entering(Turn t) {
			if (t.isBusy()) {
				t.inFlightSince = t.now;
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
		public LeaseRequest.Acquire request(LeaseRequest.Acquire r) {
			return requestOf(r, 0, r.minTerm(), r.minExpiry(), r.rebase());
		}

		@Override
		public LeaseRequest.Renew request(LeaseRequest.Renew r) {
			return new LeaseRequest.Renew(r.key(), r.owner(), r.term(), r.ttl(), 0, r.info());
		}

	},

	/**
	 * A clock that jumped is noticed, but the lease that it shortened is not prolonged.
	 */
	WITHOUT_REBASE {

		@Override
		public LeaseRequest.Acquire request(LeaseRequest.Acquire r) {
			return requestOf(r, r.notAfter(), r.minTerm(), r.minExpiry(), false);
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
		public LeaseRequest.Acquire request(LeaseRequest.Acquire r) {
			return requestOf(r, r.notAfter(), 0, 0, r.rebase());
		}

	},

	/** Nobody remembers how long the lease lasts. */
	WITHOUT_LOWEST_EXPIRY {

		@Override
		public LeaseRequest.Acquire request(LeaseRequest.Acquire r) {
			return requestOf(r, r.notAfter(), r.minTerm(), 0, r.rebase());
		}

	},

	/**
	 * What the clock of the server shows is reckoned from a reading of ten seconds ago.
	 */
	OLD_ANCHOR {

		@Override
		public LeaseRequest.Acquire request(LeaseRequest.Acquire r) {
			return requestOf(r, r.notAfter() + 1_000, r.minTerm(), r.minExpiry(), r.rebase());
		}

	},

	/**
	 * The clock of the server is taken to be read when a request is sent, however long
	 * the request takes.
	 */
	READ_WHEN_SENT {

		@Override
		void deciding(Turn t, Timing timing, @Nullable Held before) {
			ServerClock clock = t.memory.clock();
			if (clock != null) {
				t.memory = memoryOf(t.memory,
						new ServerClock(clock.serverMillis(), clock.sentNanos(), clock.sentNanos()),
						t.memory.watched());
			}
		}

	},

	/** Steps of a clock are noticed by the margin of the one who asks for the lease. */
	MARGIN_BY_OWN_TTL {

		@Override
		void deciding(Turn t, Timing timing, @Nullable Held before) {
			Watched w = t.memory.watched();
			t.memory = memoryOf(t.memory, t.memory.clock(), new Watched(w.signature(), w.since(), 0, w.doubtful()));
		}

	},

	/** All attempts of a process have the same owner. */
	OWNER_USED_AGAIN {

		@Override
		void entering(Turn t) {
			t.attempt = 0;
		}

	},

	/** The strict mode believes to have watched long enough. */
	EARNED_AT_ONCE {

		@Override
		void entering(Turn t) {
			Memory m = t.memory;
			Watched w = m.watched();
			Watched longer = new Watched(w.signature(), t.now.nanos() - Duration.ofHours(1).toNanos(), w.ttlMillis(),
					w.doubtful());
			t.memory = memoryOf(m, m.clock(), longer);
		}

	},

	/** The strict mode asks again and again until it has watched long enough. */
	STRICT_TIMER_OF_A_MILLISECOND {

		@Override
		void deciding(Turn t, Timing timing, @Nullable Held before) {
			if (t.phase instanceof Following f && f.nextAttempt() == t.memory.earnedAt(timing.ttlMillis())) {
				t.phase = f.next(t.now.nanos() + Timing.MILLI);
			}
		}

	},

	/** The lease is released while guarded work runs. */
	RELEASE_BEFORE_DRAIN {

		@Override
		void deciding(Turn t, Timing timing, @Nullable Held before) {
			if (t.phase instanceof Draining || t.phase instanceof Leaving) {
				t.workInside = false;
			}
		}

	},

	/** The lease is released before the listeners have heard. */
	RELEASE_BEFORE_TOLD {

		@Override
		void deciding(Turn t, Timing timing, @Nullable Held before) {
			if (t.phase instanceof Leaving) {
				t.telling = false;
			}
		}

	},

	/** The next leadership begins while work of the last one is inside. */
	WITHOUT_WORK_GATE {

		@Override
		void deciding(Turn t, Timing timing, @Nullable Held before) {
			if (t.phase instanceof Following) {
				t.workInside = false;
			}
		}

	},

	/** Who resigned contends at once. */
	RESIGNED_COMES_FIRST {

		@Override
		void deciding(Turn t, Timing timing, @Nullable Held before) {
			if (t.phase instanceof Following f && !t.now.reached(f.pausedUntil())) {
				t.phase = Following.at(t.now).unreleased(f.unreleased());
			}
		}

	},

	/** Who stops forgets that it has just asked for the lease. */
	STOP_FORGETS_ATTEMPT {

		@Override
		void deciding(Turn t, Timing timing, @Nullable Held before) {
			if (t.phase instanceof Leaving v && v.held() == null && t.inFlight instanceof LeaseRequest.Acquire) {
				t.phase = v.without();
			}
		}

	},

	/** Who stops forgets that the clock of the store jumped. */
	STOP_FORGETS_JUMP {

		@Override
		void entering(Turn t) {
			if (t.phase instanceof Phase.Idle || (t.phase instanceof Leaving v && v.leave().stop())) {
				t.memory = t.memory.withRebase(false);
			}
		}

	},

	/** A wall clock that is set back takes nothing off a leadership. */
	LATEST_WALL_DEADLINE {

		@Override
		void deciding(Turn t, Timing timing, @Nullable Held before) {
			if (t.phase instanceof Leading l && before != null && before.term() == l.held().term()
					&& l.held().deadlineWall() < before.deadlineWall()) {
				Held held = l.held();
				Held longer = new Held(held.owner(), held.term(), held.since(), held.sinceMillis(), held.deadline(),
						before.deadlineWall());
				t.phase = new Leading(longer, l.nextRenewal());
				t.extend(longer);
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
			return new Surroundings(s.wishes().mayLead(true), s.saturated(), s.openTerm(), s.workInside(), s.telling());
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

	public Timing timing(Timing t) {
		return t;
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
	void entering(Turn t) {
	}

	/** When it has looked at the input, before it does what is due. */
	void deciding(Turn t, Timing timing, @Nullable Held before) {
	}

	static Memory memoryOf(Memory m, @Nullable ServerClock clock, Watched watched) {
		return new Memory(clock, m.term(), m.expiry(), m.ttlMillis(), watched, m.rebase());
	}

	static Timing timingOf(Timing t, long validity) {
		return new Timing(t.ttlMillis(), validity, t.margin(), t.renewal(), t.grid(), t.retry(), t.longestRetry(),
				t.command(), t.interruptLead(), t.pause(), t.drain(), t.maxTenure(), t.deference(),
				t.takeoverDelayMillis(), t.retentionMillis());
	}

	static LeaseRequest.Acquire requestOf(LeaseRequest.Acquire r, long notAfter, long minTerm, long minExpiry,
			boolean rebase) {
		return new LeaseRequest.Acquire(r.key(), r.instance(), r.attempt(), r.ttl(), notAfter, minTerm, minExpiry,
				rebase, r.strict(), r.earned(), r.hold(), r.takeoverDelay(), r.info());
	}

}

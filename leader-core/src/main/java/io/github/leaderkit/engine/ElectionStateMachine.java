package io.github.leaderkit.engine;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.engine.Phase.Draining;
import io.github.leaderkit.engine.Phase.Following;
import io.github.leaderkit.engine.Phase.Held;
import io.github.leaderkit.engine.Phase.Idle;
import io.github.leaderkit.engine.Phase.Leading;
import io.github.leaderkit.engine.Phase.Leave;
import io.github.leaderkit.engine.Phase.Leaving;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseResult;
import io.github.leaderkit.store.LeaseSignal;
import io.github.leaderkit.store.LeaseStoreException;
import org.jspecify.annotations.Nullable;

/**
 * Decides what an election does next. A function of state, input, time and chance: no
 * clock, no thread, no store, no log.
 *
 * <table>
 * <caption>Transitions</caption>
 * <tr>
 * <th>phase</th>
 * <th>input</th>
 * <th>what happens</th>
 * </tr>
 * <tr>
 * <td>idle</td>
 * <td>start</td>
 * <td>following, an attempt at once</td>
 * </tr>
 * <tr>
 * <td>following</td>
 * <td>time, or a message that the lease was released</td>
 * <td>acquire, with the next attempt number; before, a look at the record if the clock of
 * the store was not read for a while; nothing but such looks if it may not lead</td>
 * </tr>
 * <tr>
 * <td></td>
 * <td>granted in time</td>
 * <td>leading</td>
 * </tr>
 * <tr>
 * <td></td>
 * <td>granted too late, or outcome unknown</td>
 * <td>release, back off</td>
 * </tr>
 * <tr>
 * <td></td>
 * <td>held, late, failed</td>
 * <td>remember, try again when it can help</td>
 * </tr>
 * <tr>
 * <td>leading</td>
 * <td>time</td>
 * <td>renew</td>
 * </tr>
 * <tr>
 * <td></td>
 * <td>renewed</td>
 * <td>the leadership lasts longer, unless it has ended by the clocks</td>
 * </tr>
 * <tr>
 * <td></td>
 * <td>late, failed</td>
 * <td>renew again soon; the deadline stays</td>
 * </tr>
 * <tr>
 * <td></td>
 * <td>lost, foreign, or the deadline</td>
 * <td>the leadership ends; following, once the guarded work has left</td>
 * </tr>
 * <tr>
 * <td></td>
 * <td>resign, stop, may not lead any more, has led for long enough</td>
 * <td>draining: no new work, still renewing</td>
 * </tr>
 * <tr>
 * <td>draining</td>
 * <td>the work has left, or its time is over</td>
 * <td>the leadership ends; leaving, still renewing</td>
 * </tr>
 * <tr>
 * <td>leaving</td>
 * <td>the listeners have heard and the work has left, or time is over</td>
 * <td>release; then following after a pause, or idle</td>
 * </tr>
 * </table>
 */
class ElectionStateMachine {

	private final String election;

	private final String key;

	private final Timing timing;

	private final ClockRules clock;

	private final FollowerRules follower;

	private final LeaderRules leader;

	private final LeavingRules leaving;

	ElectionStateMachine(String election, ElectionSettings settings, Timing timing) {
		Requests requests = new Requests(settings, timing);
		this.election = election;
		this.key = settings.key();
		this.timing = timing;
		this.clock = new ClockRules(timing);
		this.follower = new FollowerRules(settings, timing, requests);
		this.leader = new LeaderRules(settings, timing, requests);
		this.leaving = new LeavingRules(timing, requests, this.leader);
	}

	/**
	 * The application wants the election to contend.
	 * @param instance a name for this start that was never used before
	 */
	Step start(ElectionState state, String instance, Moment now, double chance) {
		Turn t = turn(state, now, chance);
		if (t.phase instanceof Idle) {
			begin(t, instance);
		}
		else if (t.phase instanceof Draining d && d.leave().stop()) {
			t.phase = new Draining(d.held(), d.nextRenewal(), restart(d.leave(), instance));
		}
		else if (t.phase instanceof Leaving v && v.leave().stop()) {
			t.phase = new Leaving(v.held(), v.owner(), v.nextRenewal(), restart(v.leave(), instance));
		}
		return act(t);
	}

	private static void begin(Turn t, String instance) {
		t.instance = instance;
		t.attempt = 0;
		t.phase = Following.at(t.now);
	}

	private static Leave restart(Leave leave, @Nullable String instance) {
		return new Leave(leave.reason(), leave.until(), true, instance);
	}

	/**
	 * The time has come for which the last step asked.
	 */
	Step timer(ElectionState state, Moment now, double chance) {
		return act(turn(state, now, chance));
	}

	/**
	 * A call has come to an end. One that is not waited for any more counts for nothing.
	 */
	Step completed(ElectionState state, LeaseRequest call, LeaseResult result, Moment now, double chance) {
		Turn t = turn(state, now, chance);
		if (t.inFlight != call) {
			return act(t);
		}
		Moment sent = t.inFlightSince;
		t.inFlight = null;
		// What comes of a release tells nothing of the record
		LeaseReply reply = (call instanceof LeaseRequest.Release) ? null : result.reply();
		boolean lasting = reply != null && reply.hasLeader() && t.memory.hasSeen(reply.holder());
		if (reply != null) {
			ServerClock reading = new ServerClock(reply.serverTime(), sent.nanos(), now.nanos());
			t.memory = t.memory.observe(reply, reading);
			this.clock.learn(t, call, reply, reading);
		}
		LeaseStoreException failure = (reply != null) ? uselessness(call, sent, reply, now) : result.failure();
		if (failure != null) {
			failed(t, call, failure);
		}
		else if (reply != null) {
			replied(t, call, sent, reply, lasting);
		}
		return act(t);
	}

	private @Nullable LeaseStoreException uselessness(LeaseRequest call, Moment sent, LeaseReply reply, Moment now) {
		if (reply.code() == LeaseReply.Code.FOREIGN) {
			return foreign(this.key, reply);
		}
		if (call instanceof LeaseRequest.Acquire acquire && reply.code() == LeaseReply.Code.GRANTED
				&& Held.from(acquire.owner(), reply.term(), sent, this.timing).hasEnded(now)) {
			return new LeaseStoreException(ErrorKind.UNREACHABLE,
					"The lease was granted, but the reply took longer than a leadership lasts", null);
		}
		return null;
	}

	static LeaseStoreException foreign(String key, LeaseReply reply) {
		String record = reply.info().isEmpty() ? key : reply.info();
		return new LeaseStoreException(ErrorKind.FOREIGN_DATA,
				"The key '" + record + "' holds something that this library did not write", null);
	}

	private void replied(Turn t, LeaseRequest call, Moment sent, LeaseReply reply, boolean lasting) {
		if (isRecovery(t, call, reply, lasting)) {
			boolean late = t.trouble.late() && reply.code() == LeaseReply.Code.LATE;
			t.recovered();
			t.trouble = late ? t.trouble.cameLate() : t.trouble;
		}
		if (t.phase instanceof Following f) {
			this.follower.replied(t, f, call, sent, reply);
		}
		else if (t.phase instanceof Leading l) {
			this.leader.replied(t, l.held(), sent, reply);
		}
		else if (t.phase instanceof Draining d) {
			this.leader.replied(t, d.held(), sent, reply);
		}
		else if (t.phase instanceof Leaving v) {
			this.leaving.replied(t, v, call, sent, reply);
		}
	}

	/**
	 * Whether a reply shows that a trouble is over. That another holds the lease does not
	 * show that replicas have it again, unless it keeps it: else it releases it at once.
	 * Who may not lead does not write, so a look shows all that it needs.
	 */
	private static boolean isRecovery(Turn t, LeaseRequest call, LeaseReply reply, boolean lasting) {
		ErrorKind kind = t.trouble.kind();
		if (kind == ErrorKind.NOT_REPLICATED) {
			return switch (reply.code()) {
				case GRANTED, RENEWED, READOPTED, LOST -> true;
				default -> lasting;
			};
		}
		return !(call instanceof LeaseRequest.Peek) || !isAboutWriting(kind) || !t.mayLead;
	}

	private static boolean isAboutWriting(@Nullable ErrorKind kind) {
		return kind == ErrorKind.READ_ONLY || kind == ErrorKind.WRITES_REFUSED || kind == ErrorKind.DENIED;
	}

	private void failed(Turn t, LeaseRequest call, LeaseStoreException failure) {
		ErrorKind before = t.trouble.kind();
		ErrorKind kind = failure.kind();
		if (!(call instanceof LeaseRequest.Release) || before == null) {
			t.trouble = t.trouble.failed(kind);
		}
		if (t.phase instanceof Following f) {
			this.follower.failed(t, f, call, failure);
		}
		else if (t.phase instanceof Leading l) {
			this.leader.failed(t, l.held(), kind);
		}
		else if (t.phase instanceof Draining d) {
			this.leader.failed(t, d.held(), kind);
		}
		else if (t.phase instanceof Leaving v) {
			this.leaving.failed(t, v, call, kind);
		}
		if (t.trouble.kind() != before) {
			Held held = heldBy(t.phase);
			t.errored((held != null) ? held.term() : 0, kind, String.valueOf(failure.getMessage()), failure);
		}
	}

	private static @Nullable Held heldBy(Phase phase) {
		if (phase instanceof Leading l) {
			return l.held();
		}
		return (phase instanceof Draining d) ? d.held() : null;
	}

	/**
	 * A message came.
	 */
	Step signalled(ElectionState state, LeaseSignal signal, Moment now, double chance) {
		Turn t = turn(state, now, chance);
		if (t.phase instanceof Following f) {
			this.follower.signalled(t, f, signal);
		}
		Held held = heldBy(t.phase);
		if (held != null && signal.kind() == LeaseSignal.Kind.REVOKED && signal.term() > held.term()) {
			this.leader.hurry(t, held);
		}
		return act(t);
	}

	/**
	 * The application wants the leadership to pass to another.
	 */
	Step resign(ElectionState state, Moment now, double chance) {
		Turn t = turn(state, now, chance);
		Leave leave = new Leave(DemotionReason.RESIGNED, now.nanos() + this.timing.drain(), false, null);
		if (t.phase instanceof Leading l) {
			this.leader.leave(t, l, leave);
		}
		else if (t.phase instanceof Following f && t.inFlight instanceof LeaseRequest.Acquire) {
			leaveAsFollower(t, f, leave);
		}
		else if (t.phase instanceof Following f) {
			t.phase = f.pausedUntil(now.nanos() + Timing.RESIGNATION_PAUSE);
			t.left();
		}
		else if (t.phase instanceof Idle) {
			t.left();
		}
		return act(t);
	}

	/**
	 * Whether this election may lead has changed.
	 */
	Step mayLead(ElectionState state, boolean mayLead, Moment now, double chance) {
		Turn t = turn(state, now, chance);
		boolean admitted = mayLead && !t.mayLead;
		t.mayLead = mayLead;
		if (t.phase instanceof Leading l && !mayLead) {
			this.leader.leave(t, l, DemotionReason.INELIGIBLE);
		}
		else if (t.phase instanceof Following f && admitted) {
			this.follower.admitted(t, f);
		}
		return act(t);
	}

	/**
	 * The application wants the election to stop.
	 */
	Step stop(ElectionState state, Moment now, double chance) {
		Turn t = turn(state, now, chance);
		Leave leave = new Leave(DemotionReason.STOPPED, now.nanos() + this.timing.drain(), true, null);
		if (t.phase instanceof Leading l) {
			this.leader.leave(t, l, leave);
		}
		else if (t.phase instanceof Following f) {
			leaveAsFollower(t, f, leave);
		}
		else if (t.phase instanceof Draining d) {
			t.phase = new Draining(d.held(), d.nextRenewal(), restart(d.leave(), null));
		}
		else if (t.phase instanceof Leaving v) {
			t.phase = new Leaving(v.held(), v.owner(), v.nextRenewal(), restart(v.leave(), null));
		}
		else {
			t.left();
		}
		return act(t);
	}

	private static void leaveAsFollower(Turn t, Following f, Leave leave) {
		String owner = (t.inFlight instanceof LeaseRequest.Acquire acquire) ? acquire.owner() : f.unreleased();
		t.phase = new Leaving(null, owner, 0, leave);
	}

	/**
	 * The leadership was seen to have ended by the clocks, or could not begin or go on.
	 */
	Step closed(ElectionState state, long term, DemotionReason reason, Moment now, double chance) {
		Turn t = turn(state, now, chance);
		Held held = heldBy(t.phase);
		if (held != null && held.term() == term) {
			this.leader.lose(t, held, reason, null);
		}
		return act(t);
	}

	/**
	 * The last guarded work of a leadership that lets no more in has left.
	 */
	Step workLeft(ElectionState state, Moment now, double chance) {
		Turn t = turn(state, now, chance);
		t.workInside = false;
		return act(t);
	}

	/**
	 * The listeners have heard of the demotion. They may have before the loop, if a
	 * reader saw the leadership end.
	 */
	Step told(ElectionState state, Moment now, double chance) {
		Turn t = turn(state, now, chance);
		Held held = heldBy(t.phase);
		if (held != null) {
			this.leader.lose(t, held, DemotionReason.EXPIRED, null);
		}
		t.telling = false;
		return act(t);
	}

	Turn turn(ElectionState state, Moment now, double chance) {
		return new Turn(this.election, state, now, chance);
	}

	Step act(Turn t) {
		Phase before;
		do {
			before = t.phase;
			if (t.phase instanceof Following f) {
				this.follower.act(t, f);
			}
			else if (t.phase instanceof Leading l) {
				this.leader.act(t, l);
			}
			else if (t.phase instanceof Draining d) {
				this.leader.act(t, d);
			}
			else if (t.phase instanceof Leaving v) {
				this.leaving.act(t, v);
				restartIfWanted(t, v.leave());
			}
		}
		while (t.phase.getClass() != before.getClass());
		return t.step();
	}

	private static void restartIfWanted(Turn t, Leave leave) {
		if (t.phase instanceof Idle && leave.restartAs() != null) {
			begin(t, leave.restartAs());
		}
	}

}

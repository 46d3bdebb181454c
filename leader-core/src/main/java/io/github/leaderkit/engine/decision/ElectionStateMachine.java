package io.github.leaderkit.engine.decision;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.engine.decision.Phase.Draining;
import io.github.leaderkit.engine.decision.Phase.Following;
import io.github.leaderkit.engine.decision.Phase.Held;
import io.github.leaderkit.engine.decision.Phase.Leading;
import io.github.leaderkit.engine.decision.Phase.Leave;
import io.github.leaderkit.engine.decision.Phase.Leaving;
import io.github.leaderkit.engine.decision.Phase.Releasing;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseResult;
import io.github.leaderkit.store.LeaseSignal;
import io.github.leaderkit.store.LeaseStoreException;
import org.jspecify.annotations.Nullable;

/**
 * Decides what an election does next. A function of state, surroundings, input, time and
 * chance: no clock, no thread, no store, no log.
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
 * <td>the application wants it to contend</td>
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
 * <td>releasing, unless there is no lease</td>
 * </tr>
 * <tr>
 * <td>releasing</td>
 * <td>released, or it is of no use to try again</td>
 * <td>following after a pause, or idle</td>
 * </tr>
 * </table>
 */
public class ElectionStateMachine {

	private final String election;

	private final String key;

	private final Timing timing;

	private final ClockRules clock;

	private final FollowerRules follower;

	private final LeaderRules leader;

	private final LeavingRules leaving;

	public ElectionStateMachine(String election, ElectionSettings settings, Timing timing) {
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
	 * Decides on what it finds.
	 */
	public Step decide(ElectionState state, Surroundings surroundings, Moment now, double chance) {
		Turn t = turn(state, surroundings, now, chance);
		giveUpOnCall(t);
		reconcile(t);
		return act(t);
	}

	/**
	 * A call has come to an end. One that is not waited for any more counts for nothing.
	 */
	public Step completed(ElectionState state, Surroundings surroundings, LeaseRequest call, LeaseResult result,
			Moment now, double chance) {
		Turn t = turn(state, surroundings, now, chance);
		reconcile(t);
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
		else if (t.phase instanceof Releasing r) {
			this.leaving.released(t, r);
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

	public static LeaseStoreException foreign(String key, LeaseReply reply) {
		String record = reply.info().isEmpty() ? key : reply.info();
		return new LeaseStoreException(ErrorKind.FOREIGN_DATA,
				"The key '" + record + "' holds something that this library did not write", null);
	}

	private void replied(Turn t, LeaseRequest call, Moment sent, LeaseReply reply, boolean lasting) {
		if (isRecovery(t, call, reply, lasting)) {
			boolean keeps = reply.code() == LeaseReply.Code.LATE || call instanceof LeaseRequest.Peek;
			int late = keeps ? t.trouble.late() : 0;
			t.recovered();
			t.trouble = t.trouble.late(late);
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
		else if (t.phase instanceof Releasing r) {
			this.leaving.failed(t, r, kind);
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
	public Step signalled(ElectionState state, Surroundings surroundings, LeaseSignal signal, Moment now,
			double chance) {
		Turn t = turn(state, surroundings, now, chance);
		giveUpOnCall(t);
		reconcile(t);
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
	 * A call must have come to an end by now; if its result was lost, nothing else would
	 * ever tell.
	 */
	private void giveUpOnCall(Turn t) {
		LeaseRequest call = t.inFlight;
		if (call != null && t.now.reached(t.inFlightSince.nanos() + this.timing.answer())) {
			t.inFlight = null;
			failed(t, call, new LeaseStoreException(ErrorKind.UNREACHABLE, "Nothing was heard of a call", null));
		}
	}

	/**
	 * Makes up for the difference between what it does and what it finds. Stopping comes
	 * before resigning: it is the reason if both have been asked for since the last turn.
	 */
	private void reconcile(Turn t) {
		Wishes wishes = t.surroundings.wishes();
		Held held = heldBy(t.phase);
		if (held != null && held.term() != t.surroundings.openTerm()) {
			// A reader saw it end by the clocks, or it could not begin or go on
			this.leader.lose(t, held, DemotionReason.EXPIRED, null);
		}
		if (!wishes.isContendingAs(t.instance)) {
			stop(t);
		}
		if (wishes.mayLead() != t.mayLead) {
			mayLead(t, wishes.mayLead());
		}
		if (wishes.resignations() != t.resignations) {
			t.resignations = wishes.resignations();
			resign(t);
		}
	}

	private void mayLead(Turn t, boolean mayLead) {
		t.mayLead = mayLead;
		if (t.phase instanceof Leading l && !mayLead) {
			this.leader.leave(t, l, DemotionReason.INELIGIBLE);
		}
		else if (t.phase instanceof Following f && mayLead) {
			this.follower.admitted(t, f);
		}
	}

	private void resign(Turn t) {
		Leave leave = new Leave(DemotionReason.RESIGNED, t.now.nanos() + this.timing.drain(), false);
		if (t.phase instanceof Leading l) {
			this.leader.leave(t, l, leave);
		}
		else if (t.phase instanceof Following f && t.inFlight instanceof LeaseRequest.Acquire) {
			leaveAsFollower(t, f, leave);
		}
		else if (t.phase instanceof Following f) {
			t.phase = f.pausedUntil(t.now.nanos() + Timing.RESIGNATION_PAUSE);
		}
	}

	private void stop(Turn t) {
		Leave leave = new Leave(DemotionReason.STOPPED, t.now.nanos() + this.timing.drain(), true);
		if (t.phase instanceof Leading l) {
			this.leader.leave(t, l, leave);
		}
		else if (t.phase instanceof Following f) {
			leaveAsFollower(t, f, leave);
		}
		else if (t.phase instanceof Draining d) {
			t.phase = d.stopping();
		}
		else if (t.phase instanceof Leaving v) {
			t.phase = v.stopping();
		}
		else if (t.phase instanceof Releasing r) {
			t.phase = r.stopping();
		}
	}

	private static void leaveAsFollower(Turn t, Following f, Leave leave) {
		String owner = (t.inFlight instanceof LeaseRequest.Acquire acquire) ? acquire.owner() : f.unreleased();
		t.phase = new Leaving(null, owner, 0, leave);
	}

	private static void begin(Turn t, String instance) {
		t.instance = instance;
		t.attempt = 0;
		t.phase = Following.at(t.now);
	}

	Turn turn(ElectionState state, Surroundings surroundings, Moment now, double chance) {
		return new Turn(this.election, state, surroundings, now, chance);
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
			}
			else if (t.phase instanceof Releasing r) {
				this.leaving.act(t, r);
			}
			else if (t.surroundings.wishes().instance() != null) {
				begin(t, t.surroundings.wishes().instance());
			}
		}
		while (t.phase.getClass() != before.getClass());
		if (t.isBusy()) {
			t.wakeAt(t.inFlightSince.nanos() + this.timing.answer());
		}
		return t.step();
	}

}

package io.github.leaderkit.engine.decision;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.engine.decision.Phase.Draining;
import io.github.leaderkit.engine.decision.Phase.Following;
import io.github.leaderkit.engine.decision.Phase.HeldLease;
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

	private final LeavingRules leavingRules;

	public ElectionStateMachine(String election, ElectionSettings settings, Timing timing) {
		LeaseRequestFactory requests = new LeaseRequestFactory(settings, timing);
		this.election = election;
		this.key = settings.key();
		this.timing = timing;
		this.clock = new ClockRules(timing);
		this.follower = new FollowerRules(settings, timing, requests);
		this.leader = new LeaderRules(settings, timing, requests);
		this.leavingRules = new LeavingRules(timing, requests, this.leader);
	}

	/**
	 * Decides on what it finds.
	 */
	public Transition decide(ElectionState state, Surroundings surroundings, Moment now, double chance) {
		TransitionDraft draft = turn(state, surroundings, now, chance);
		giveUpOnCall(draft);
		reconcile(draft);
		return act(draft);
	}

	/**
	 * A call has come to an end. One that is not waited for any more counts for nothing.
	 */
	public Transition completed(ElectionState state, Surroundings surroundings, LeaseRequest call, LeaseResult result,
			Moment now, double chance) {
		TransitionDraft draft = turn(state, surroundings, now, chance);
		reconcile(draft);
		if (draft.inFlight != call) {
			return act(draft);
		}
		Moment sent = draft.inFlightSince;
		draft.inFlight = null;
		// What comes of a release tells nothing of the record
		LeaseReply reply = (call instanceof LeaseRequest.Release) ? null : result.reply();
		boolean lasting = reply != null && reply.hasLeader() && draft.known.hasSeen(reply.holder());
		if (reply != null) {
			ServerClock reading = new ServerClock(reply.serverTime(), sent.nanos(), now.nanos());
			draft.known = draft.known.observe(reply, reading);
			this.clock.learn(draft, call, reply, reading);
		}
		LeaseStoreException failure = (reply != null) ? failureFrom(call, sent, reply, now) : result.failure();
		if (failure != null) {
			failed(draft, call, failure);
		}
		else if (reply != null) {
			replied(draft, call, sent, reply, lasting);
		}
		else if (draft.phase instanceof Releasing releasing) {
			this.leavingRules.released(draft, releasing);
		}
		return act(draft);
	}

	private @Nullable LeaseStoreException failureFrom(LeaseRequest call, Moment sent, LeaseReply reply, Moment now) {
		if (reply.code() == LeaseReply.Code.FOREIGN) {
			return foreign(this.key, reply);
		}
		if (call instanceof LeaseRequest.Acquire acquire && reply.code() == LeaseReply.Code.GRANTED
				&& HeldLease.from(acquire.owner(), reply.term(), sent, this.timing).hasEnded(now)) {
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

	private void replied(TransitionDraft draft, LeaseRequest call, Moment sent, LeaseReply reply, boolean lasting) {
		if (isRecovery(draft, call, reply, lasting)) {
			boolean keeps = reply.code() == LeaseReply.Code.LATE || call instanceof LeaseRequest.Peek;
			int late = keeps ? draft.streak.late() : 0;
			draft.recovered();
			draft.streak = draft.streak.late(late);
		}
		if (draft.phase instanceof Following following) {
			this.follower.replied(draft, following, call, sent, reply);
		}
		else if (draft.phase instanceof Leading leading) {
			this.leader.replied(draft, leading.held(), sent, reply);
		}
		else if (draft.phase instanceof Draining draining) {
			this.leader.replied(draft, draining.held(), sent, reply);
		}
		else if (draft.phase instanceof Leaving leaving) {
			this.leavingRules.replied(draft, leaving, call, sent, reply);
		}
	}

	/**
	 * Whether a reply shows that a trouble is over. That another holds the lease does not
	 * show that replicas have it again, unless it keeps it: else it releases it at once.
	 * Who may not lead does not write, so a look shows all that it needs.
	 */
	private static boolean isRecovery(TransitionDraft draft, LeaseRequest call, LeaseReply reply, boolean lasting) {
		ErrorKind kind = draft.streak.kind();
		if (kind == ErrorKind.NOT_REPLICATED) {
			return switch (reply.code()) {
				case GRANTED, RENEWED, READOPTED, LOST -> true;
				default -> lasting;
			};
		}
		return !(call instanceof LeaseRequest.Peek) || !isAboutWriting(kind) || !draft.mayLead;
	}

	private static boolean isAboutWriting(@Nullable ErrorKind kind) {
		return kind == ErrorKind.READ_ONLY || kind == ErrorKind.WRITES_REFUSED || kind == ErrorKind.DENIED;
	}

	private void failed(TransitionDraft draft, LeaseRequest call, LeaseStoreException failure) {
		ErrorKind before = draft.streak.kind();
		ErrorKind kind = failure.kind();
		if (!(call instanceof LeaseRequest.Release) || before == null) {
			draft.streak = draft.streak.failed(kind);
		}
		if (draft.phase instanceof Following following) {
			this.follower.failed(draft, following, call, failure);
		}
		else if (draft.phase instanceof Leading leading) {
			this.leader.failed(draft, leading.held(), kind);
		}
		else if (draft.phase instanceof Draining draining) {
			this.leader.failed(draft, draining.held(), kind);
		}
		else if (draft.phase instanceof Leaving leaving) {
			this.leavingRules.failed(draft, leaving, call, kind);
		}
		else if (draft.phase instanceof Releasing releasing) {
			this.leavingRules.failed(draft, releasing, kind);
		}
		if (draft.streak.kind() != before) {
			HeldLease held = heldBy(draft.phase);
			draft.errored((held != null) ? held.term() : 0, kind, String.valueOf(failure.getMessage()), failure);
		}
	}

	private static @Nullable HeldLease heldBy(Phase phase) {
		if (phase instanceof Leading leading) {
			return leading.held();
		}
		return (phase instanceof Draining draining) ? draining.held() : null;
	}

	/**
	 * A message came.
	 */
	public Transition signalled(ElectionState state, Surroundings surroundings, LeaseSignal signal, Moment now,
			double chance) {
		TransitionDraft draft = turn(state, surroundings, now, chance);
		giveUpOnCall(draft);
		reconcile(draft);
		if (draft.phase instanceof Following following) {
			this.follower.signalled(draft, following, signal);
		}
		HeldLease held = heldBy(draft.phase);
		if (held != null && signal.kind() == LeaseSignal.Kind.REVOKED && signal.term() > held.term()) {
			this.leader.renewSoon(draft, held);
		}
		return act(draft);
	}

	/**
	 * A call must have come to an end by now; if its result was lost, nothing else would
	 * ever tell.
	 */
	private void giveUpOnCall(TransitionDraft draft) {
		LeaseRequest call = draft.inFlight;
		if (call != null && draft.now.reached(draft.inFlightSince.nanos() + this.timing.answer())) {
			draft.inFlight = null;
			failed(draft, call, new LeaseStoreException(ErrorKind.UNREACHABLE, "Nothing was heard of a call", null));
		}
	}

	/**
	 * Makes up for the difference between what it does and what it finds. Stopping comes
	 * before resigning: it is the reason if both have been asked for since the last turn.
	 */
	private void reconcile(TransitionDraft draft) {
		DesiredState desired = draft.surroundings.desired();
		HeldLease held = heldBy(draft.phase);
		if (held != null && held.term() != draft.surroundings.openTerm()) {
			// A reader saw it end by the clocks, or it could not begin or go on
			this.leader.lose(draft, held, DemotionReason.EXPIRED, null);
		}
		if (!desired.isContendingAs(draft.instance)) {
			stop(draft);
		}
		if (desired.mayLead() != draft.mayLead) {
			mayLead(draft, desired.mayLead());
		}
		if (desired.resignations() != draft.resignations) {
			draft.resignations = desired.resignations();
			resign(draft);
		}
	}

	private void mayLead(TransitionDraft draft, boolean mayLead) {
		draft.mayLead = mayLead;
		if (draft.phase instanceof Leading leading && !mayLead) {
			this.leader.leave(draft, leading, DemotionReason.INELIGIBLE);
		}
		else if (draft.phase instanceof Following following && mayLead) {
			this.follower.admitted(draft, following);
		}
	}

	private void resign(TransitionDraft draft) {
		Leave leave = new Leave(DemotionReason.RESIGNED, draft.now.nanos() + this.timing.drain(), false);
		if (draft.phase instanceof Leading leading) {
			this.leader.leave(draft, leading, leave);
		}
		else if (draft.phase instanceof Following following && draft.inFlight instanceof LeaseRequest.Acquire) {
			leaveAsFollower(draft, following, leave);
		}
		else if (draft.phase instanceof Following following) {
			draft.phase = following.pausedUntil(draft.now.nanos() + Timing.RESIGNATION_PAUSE);
		}
	}

	private void stop(TransitionDraft draft) {
		Leave leave = new Leave(DemotionReason.STOPPED, draft.now.nanos() + this.timing.drain(), true);
		if (draft.phase instanceof Leading leading) {
			this.leader.leave(draft, leading, leave);
		}
		else if (draft.phase instanceof Following following) {
			leaveAsFollower(draft, following, leave);
		}
		else if (draft.phase instanceof Draining draining) {
			draft.phase = draining.stopping();
		}
		else if (draft.phase instanceof Leaving leaving) {
			draft.phase = leaving.stopping();
		}
		else if (draft.phase instanceof Releasing releasing) {
			draft.phase = releasing.stopping();
		}
	}

	private static void leaveAsFollower(TransitionDraft draft, Following following, Leave leave) {
		String owner = (draft.inFlight instanceof LeaseRequest.Acquire acquire) ? acquire.owner()
				: following.unreleased();
		draft.phase = new Leaving(null, owner, 0, leave);
	}

	private static void begin(TransitionDraft draft, String instance) {
		draft.instance = instance;
		draft.attempt = 0;
		draft.phase = Following.at(draft.now);
	}

	TransitionDraft turn(ElectionState state, Surroundings surroundings, Moment now, double chance) {
		return new TransitionDraft(this.election, state, surroundings, now, chance);
	}

	Transition act(TransitionDraft draft) {
		Phase before;
		do {
			before = draft.phase;
			if (draft.phase instanceof Following following) {
				this.follower.act(draft, following);
			}
			else if (draft.phase instanceof Leading leading) {
				this.leader.act(draft, leading);
			}
			else if (draft.phase instanceof Draining draining) {
				this.leader.act(draft, draining);
			}
			else if (draft.phase instanceof Leaving leaving) {
				this.leavingRules.act(draft, leaving);
			}
			else if (draft.phase instanceof Releasing releasing) {
				this.leavingRules.act(draft, releasing);
			}
			else if (draft.surroundings.desired().instance() != null) {
				begin(draft, draft.surroundings.desired().instance());
			}
		}
		while (draft.phase.getClass() != before.getClass());
		if (draft.isBusy()) {
			draft.wakeAt(draft.inFlightSince.nanos() + this.timing.answer());
		}
		return draft.transition();
	}

}

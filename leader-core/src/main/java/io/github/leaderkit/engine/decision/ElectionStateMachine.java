package io.github.leaderkit.engine.decision;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.engine.decision.Phase.HeldLease;
import io.github.leaderkit.engine.decision.Phase.Led;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseResult;
import io.github.leaderkit.store.LeaseSignal;
import io.github.leaderkit.store.LeaseStoreException;
import org.jspecify.annotations.Nullable;

/**
 * Decides what an election does next. A function of state, surroundings, input, time and
 * chance: no clock, no thread, no store, no log. The store decides who is granted a
 * lease; {@code FollowerRules} make the granted lease a leadership, {@code LeaderRules}
 * keep it and {@code LeavingRules} give it up.
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
 * <td>the demotion is published and the work has left, or time is over</td>
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

	private final ElectionSettings settings;

	private final Timing timing;

	/**
	 * Creates the machine of one election.
	 * @param election the name of the election
	 * @param settings its settings
	 * @param timing the durations that follow from them
	 */
	public ElectionStateMachine(String election, ElectionSettings settings, Timing timing) {
		this.election = election;
		this.settings = settings;
		this.timing = timing;
	}

	/**
	 * Decides on the time, and on what has changed around the election.
	 */
	public Transition decide(ElectionState state, Surroundings surroundings, Moment now, double chance) {
		TransitionDraft draft = draft(state, surroundings, now, chance);
		giveUpOnCall(draft);
		reconcile(draft);
		return act(draft);
	}

	/**
	 * A message came that the election heeded before this decision.
	 */
	public Transition signalled(ElectionState state, Surroundings surroundings, LeaseSignal signal, Moment now,
			double chance) {
		TransitionDraft draft = draft(state, surroundings, now, chance);
		giveUpOnCall(draft);
		reconcile(draft);
		if (draft.phase.heeds(signal, draft.known)) {
			draft.phase.signalled(draft, signal);
		}
		return act(draft);
	}

	/**
	 * A call has ended. The result of a call that was given up has no effect.
	 */
	public Transition completed(ElectionState state, Surroundings surroundings, LeaseRequest call, LeaseResult result,
			Moment now, double chance) {
		TransitionDraft draft = draft(state, surroundings, now, chance);
		reconcile(draft);
		if (draft.inFlight == call) {
			Moment sent = draft.inFlightSince;
			draft.inFlight = null;
			completed(draft, call, sent, result);
		}
		return act(draft);
	}

	private void completed(TransitionDraft draft, LeaseRequest call, Moment sent, LeaseResult result) {
		LeaseReply reply = result.reply();
		LeaseStoreException failure = result.failure();
		if (reply != null && !(call instanceof LeaseRequest.Release)) {
			boolean kept = reply.hasLeader() && draft.known.hasSeen(reply.holder());
			ServerClock reading = new ServerClock(reply.serverTime(), sent.nanos(), draft.now.nanos(), reply.runId());
			draft.known = draft.known.observe(reply, reading);
			ClockRules.learn(draft, call, reply, reading);
			failure = failureFrom(draft, call, sent, reply);
			if (failure == null) {
				recover(draft, call, reply, kept);
				draft.phase.replied(draft, call, sent, reply);
			}
		}
		// The reply to a release does not have the record
		else if (failure == null) {
			draft.phase.released(draft);
		}
		if (failure != null) {
			failed(draft, call, failure);
		}
	}

	/**
	 * The failure that a reply amounts to although the store has answered.
	 */
	private static @Nullable LeaseStoreException failureFrom(TransitionDraft draft, LeaseRequest call, Moment sent,
			LeaseReply reply) {
		if (reply.code() == LeaseReply.Code.FOREIGN) {
			return foreign(draft.settings.key(), reply);
		}
		if (call instanceof LeaseRequest.Acquire acquire && reply.code() == LeaseReply.Code.GRANTED
				&& HeldLease.from(acquire.owner(), reply.term(), sent, draft.timing).hasEnded(draft.now)) {
			return new LeaseStoreException(ErrorKind.UNREACHABLE,
					"The lease was granted, but the reply took longer than a leadership lasts", null);
		}
		return null;
	}

	/**
	 * The failure if a key holds data that this library did not write.
	 */
	public static LeaseStoreException foreign(String key, LeaseReply reply) {
		String record = reply.info().isEmpty() ? key : reply.info();
		return new LeaseStoreException(ErrorKind.FOREIGN_DATA,
				"The key '" + record + "' holds something that this library did not write", null);
	}

	/**
	 * Ends a run of failures. The count of late attempts goes on if this reply was late
	 * too, or if it shows a free lease, since the next attempt then belongs to the same
	 * run.
	 */
	private static void recover(TransitionDraft draft, LeaseRequest call, LeaseReply reply, boolean kept) {
		if (isRecovery(draft, call, reply, kept)) {
			boolean staysLate = reply.code() == LeaseReply.Code.LATE
					|| (call instanceof LeaseRequest.Peek && reply.remaining() <= 0);
			int late = staysLate ? draft.streak.late() : 0;
			draft.recovered();
			draft.streak = draft.streak.late(late);
		}
	}

	/**
	 * Whether a reply shows that a run of failures is over. If replicas were missing, a
	 * lease that another holds shows nothing unless that one keeps it: without replicas
	 * it releases the lease at once. For an election that may not lead a look is enough,
	 * since it does not write.
	 */
	private static boolean isRecovery(TransitionDraft draft, LeaseRequest call, LeaseReply reply, boolean kept) {
		ErrorKind kind = draft.streak.kind();
		if (kind == ErrorKind.NOT_REPLICATED) {
			return switch (reply.code()) {
				case GRANTED, RENEWED, READOPTED, LOST -> true;
				default -> kept;
			};
		}
		return !(call instanceof LeaseRequest.Peek) || !isAboutWriting(kind) || !draft.mayLead;
	}

	private static boolean isAboutWriting(@Nullable ErrorKind kind) {
		return kind == ErrorKind.READ_ONLY || kind == ErrorKind.WRITES_REFUSED || kind == ErrorKind.DENIED;
	}

	private static void failed(TransitionDraft draft, LeaseRequest call, LeaseStoreException failure) {
		ErrorKind before = draft.streak.kind();
		if (!(call instanceof LeaseRequest.Release) || before == null) {
			draft.streak = draft.streak.failed(failure.kind());
		}
		draft.phase.failed(draft, call, failure);
		if (draft.streak.kind() != before) {
			long term = (draft.phase instanceof Led led) ? led.held().term() : 0;
			draft.errored(term, failure.kind(), String.valueOf(failure.getMessage()), failure);
		}
	}

	/**
	 * Takes a call for failed that must have ended by now: if its result was lost,
	 * nothing else would ever show that.
	 */
	private void giveUpOnCall(TransitionDraft draft) {
		LeaseRequest call = draft.inFlight;
		if (call != null && draft.now.reached(draft.inFlightSince.nanos() + this.timing.answer())) {
			draft.inFlight = null;
			failed(draft, call, new LeaseStoreException(ErrorKind.UNREACHABLE, "A call has not completed", null));
		}
	}

	/**
	 * Brings what it does in line with what it finds. Stopping comes before resigning: it
	 * is the reason if both were asked for since the last decision.
	 */
	private static void reconcile(TransitionDraft draft) {
		DesiredState desired = draft.surroundings.desired();
		if (draft.phase instanceof Led led && led.held().term() != draft.surroundings.openTerm()) {
			// A reader saw it end by the clocks, or it could not begin or go on
			led.lose(draft, DemotionReason.EXPIRED, null);
		}
		if (!desired.isContendingAs(draft.instance)) {
			draft.phase.stop(draft);
		}
		if (desired.mayLead() != draft.mayLead) {
			draft.mayLead = desired.mayLead();
			draft.phase.eligibilityChanged(draft);
		}
		if (desired.resignations() != draft.resignations) {
			draft.resignations = desired.resignations();
			draft.phase.resign(draft);
		}
	}

	TransitionDraft draft(ElectionState state, Surroundings surroundings, Moment now, double chance) {
		return new TransitionDraft(this.election, this.settings, this.timing, state, surroundings, now, chance);
	}

	Transition act(TransitionDraft draft) {
		Phase before;
		do {
			before = draft.phase;
			before.act(draft);
		}
		while (draft.phase.getClass() != before.getClass());
		if (draft.isBusy()) {
			draft.wakeAt(draft.inFlightSince.nanos() + this.timing.answer());
		}
		return draft.transition();
	}

}

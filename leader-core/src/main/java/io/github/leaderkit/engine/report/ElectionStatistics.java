package io.github.leaderkit.engine.report;

import java.time.Duration;
import java.util.List;

import io.github.leaderkit.ElectionStatus;
import io.github.leaderkit.ElectionStatus.Contact;
import io.github.leaderkit.ElectionStatus.State;
import io.github.leaderkit.ElectionStatus.Work;
import io.github.leaderkit.Leadership;
import io.github.leaderkit.LeadershipEvent.Errored;
import io.github.leaderkit.engine.decision.ElectionState;
import io.github.leaderkit.engine.decision.LeaseAction;
import io.github.leaderkit.engine.decision.Moment;
import io.github.leaderkit.engine.decision.Phase;
import io.github.leaderkit.engine.decision.Timing;
import io.github.leaderkit.engine.decision.Transition;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseResult;
import io.github.leaderkit.store.LeaseSignal;
import org.jspecify.annotations.Nullable;

/**
 * Counts and times of one election that its status shows and on which no decision
 * depends. Written by the loop, read by any thread. Times are local nanoseconds.
 */
final class ElectionStatistics {

	/**
	 * How many command timeouts a call may take, with its connection, before this process
	 * must be at fault.
	 */
	private static final int LONGEST_CALL = 10;

	/** Stands for a time that is not known. */
	private static final long NONE = Long.MIN_VALUE;

	private final long command;

	private volatile long renewedAt = NONE;

	private volatile long roundTrip = NONE;

	private volatile long clockOffsetMillis;

	private volatile long failingSince = NONE;

	private volatile int late;

	private volatile long due = NONE;

	private volatile @Nullable Errored lastError;

	/** When the lease of the last leader that was seen ends or ended. */
	private volatile long leaderUntil;

	private boolean sawLeader;

	private boolean lastWasLate;

	private long vacancy = NONE;

	ElectionStatistics(Timing timing) {
		this.command = timing.command();
	}

	void completed(ElectionState state, LeaseRequest call, LeaseResult result, Moment now) {
		LeaseReply reply = result.reply();
		if (reply == null) {
			return;
		}
		long elapsed = now.nanos() - state.inFlightSince().nanos();
		this.clockOffsetMillis = now.wallMillis() - reply.serverTime() - elapsed / 2 / Timing.MILLI;
		this.roundTrip = elapsed;
		if (call instanceof LeaseRequest.Release) {
			if (reply.code() == LeaseReply.Code.RELEASED) {
				noLeader(now);
			}
			return;
		}
		if (!(call instanceof LeaseRequest.Peek)) {
			countLate(reply.code() == LeaseReply.Code.LATE);
		}
		if (reply.code() != LeaseReply.Code.LATE && reply.code() != LeaseReply.Code.FOREIGN) {
			leader(state, reply, now);
		}
	}

	/**
	 * A call right after a late one is hardly ever late, so it neither counts nor resets
	 * the count.
	 */
	private void countLate(boolean isLate) {
		if (isLate && !this.lastWasLate) {
			this.late = this.late + 1;
		}
		else if (!isLate && !this.lastWasLate) {
			this.late = 0;
		}
		this.lastWasLate = isLate;
	}

	private void leader(ElectionState state, LeaseReply reply, Moment now) {
		boolean held = switch (reply.code()) {
			case GRANTED, RENEWED, READOPTED -> true;
			default -> reply.hasLeader() && !reply.holder().startsWith(state.instance() + "#");
		};
		if (reply.code() == LeaseReply.Code.GRANTED) {
			this.vacancy = this.sawLeader ? Math.max(now.nanos() - this.leaderUntil, 0) : NONE;
		}
		if (held) {
			this.sawLeader = true;
			this.leaderUntil = now.nanos() + (reply.expiry() - reply.serverTime()) * Timing.MILLI;
		}
		else {
			noLeader(now);
		}
	}

	void signalled(ElectionState state, LeaseSignal signal, Moment now) {
		if (signal.kind() == LeaseSignal.Kind.RELEASED && signal.term() >= state.known().term()) {
			noLeader(now);
		}
	}

	private void noLeader(Moment now) {
		if (!now.reached(this.leaderUntil)) {
			this.leaderUntil = now.nanos();
		}
	}

	void transitioned(ElectionState before, Transition transition, Moment now) {
		ElectionState after = transition.state();
		if (before.phase() instanceof Phase.Idle && !(after.phase() instanceof Phase.Idle)) {
			this.leaderUntil = now.nanos();
			this.sawLeader = false;
			this.late = 0;
			this.lastWasLate = false;
		}
		if (transition.action() != null) {
			acted(before, transition, transition.action(), now);
		}
		if (after.streak().failures() == 0) {
			this.failingSince = NONE;
		}
		else if (before.streak().failures() == 0) {
			this.failingSince = now.nanos();
		}
		transition.events().forEach((event) -> {
			if (event instanceof Errored errored) {
				this.lastError = withoutCause(errored);
			}
		});
		this.due = due(transition, after);
	}

	/**
	 * The error stays until the next one: with its cause, each election would keep the
	 * stack traces of an outage that is long over.
	 */
	private static Errored withoutCause(Errored errored) {
		return new Errored(errored.election(), errored.term(), errored.kind(), errored.message(), null, errored.at());
	}

	private void acted(ElectionState before, Transition transition, LeaseAction action, Moment now) {
		switch (action.kind()) {
			case OPEN -> {
				this.renewedAt = action.held().since();
			}
			case EXTEND -> {
				this.renewedAt = before.inFlightSince().nanos();
			}
			case CLOSE -> {
				this.renewedAt = NONE;
				if (transition.state().leader() == null) {
					noLeader(now);
				}
			}
			case SHUT -> {
			}
		}
	}

	private long due(Transition transition, ElectionState after) {
		if (transition.wakes()) {
			return transition.wakeAt();
		}
		return (after.inFlight() != null) ? after.inFlightSince().nanos() + LONGEST_CALL * this.command : NONE;
	}

	/**
	 * How long there was no leader before the leadership that begins.
	 * @return the time, or {@code null} if no leader was seen since the start
	 */
	@Nullable Duration vacancy() {
		return (this.vacancy != NONE) ? Duration.ofNanos(this.vacancy) : null;
	}

	ElectionStatus status(ElectionState current, @Nullable Leadership leadership, List<String> vetoes, Work work,
			@Nullable String otherApplication, long now) {
		State state = state(current.phase(), leadership != null);
		boolean led = leadership != null || state == State.STOPPED;
		return new ElectionStatus(state, vetoes, leadership, current.known().term(),
				led ? Duration.ZERO : since(this.leaderUntil, now), contact(current, leadership != null, now), work,
				otherApplication);
	}

	private Contact contact(ElectionState current, boolean leads, long now) {
		long renewed = this.renewedAt;
		long lastRoundTrip = this.roundTrip;
		return new Contact((leads && renewed != NONE) ? since(renewed, now) : null,
				(lastRoundTrip != NONE) ? Duration.ofNanos(lastRoundTrip) : null,
				(lastRoundTrip != NONE) ? Duration.ofMillis(this.clockOffsetMillis) : null, untilNext(current, now),
				current.streak().failures(), since(this.failingSince, now), current.mayLead() ? this.late : 0,
				since(this.due, now), this.lastError);
	}

	private static @Nullable Duration untilNext(ElectionState current, long now) {
		if (current.inFlight() != null) {
			return Duration.ZERO;
		}
		Phase phase = current.phase();
		if (phase instanceof Phase.Following following) {
			return since(now, following.nextAttempt());
		}
		return (phase instanceof Phase.Led led) ? since(now, led.nextRenewal()) : null;
	}

	private static State state(Phase phase, boolean leads) {
		if (phase instanceof Phase.Idle) {
			return State.STOPPED;
		}
		if (phase instanceof Phase.Led && leads) {
			return (phase instanceof Phase.Leading) ? State.LEADING : State.DRAINING;
		}
		boolean follows = phase instanceof Phase.Following || phase instanceof Phase.Leading;
		return follows ? State.FOLLOWING : State.LEAVING;
	}

	private static Duration since(long time, long now) {
		return (time != NONE) ? Duration.ofNanos(Math.max(now - time, 0)) : Duration.ZERO;
	}

}

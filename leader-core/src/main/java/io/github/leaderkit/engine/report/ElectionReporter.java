package io.github.leaderkit.engine.report;

import java.time.Duration;
import java.util.List;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.ElectionStatus;
import io.github.leaderkit.ElectionStatus.Work;
import io.github.leaderkit.LeaderInfo;
import io.github.leaderkit.Leadership;
import io.github.leaderkit.LeadershipEvent.Errored;
import io.github.leaderkit.LeadershipEvent.LeaderChanged;
import io.github.leaderkit.engine.decision.ElectionState;
import io.github.leaderkit.engine.decision.LeaseAction;
import io.github.leaderkit.engine.decision.Moment;
import io.github.leaderkit.engine.decision.Timing;
import io.github.leaderkit.engine.decision.Transition;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseResult;
import io.github.leaderkit.store.LeaseSignal;
import io.github.leaderkit.store.LeaseStoreException;
import org.jspecify.annotations.Nullable;

/**
 * Sees all that one election does, and passes it on to the log, the observers and the
 * statistics. Nothing comes back from here.
 */
public final class ElectionReporter {

	private final String election;

	private final ElectionStatistics statistics;

	private final ElectionLog log;

	private final ElectionObservers observers;

	private final ElectionSettings settings;

	public ElectionReporter(String election, ElectionSettings settings, Timing timing, ElectionObservers observers,
			OutageLog outages) {
		this.election = election;
		this.statistics = new ElectionStatistics(timing);
		this.log = new ElectionLog(election, outages);
		this.observers = observers;
		this.settings = settings;
	}

	/**
	 * A call that was waited for has come to an end.
	 */
	public void completed(ElectionState state, LeaseRequest call, LeaseResult result, Moment now) {
		this.statistics.completed(state, call, result, now);
		StoreOperation operation = StoreOperation.of(call);
		Duration roundTrip = Duration.ofNanos(now.nanos() - state.inFlightSince().nanos());
		LeaseReply reply = result.reply();
		LeaseStoreException failure = result.failure();
		if (reply != null) {
			this.observers.notifyEach((one) -> one.answered(this.election, operation, reply.code(), roundTrip));
		}
		else if (failure != null) {
			this.observers.notifyEach((one) -> one.failed(this.election, operation, failure.kind(), roundTrip));
		}
	}

	public void signalled(ElectionState state, LeaseSignal signal, Moment now) {
		this.statistics.signalled(state, signal, now);
	}

	/**
	 * A transition was decided on. Comes before its state can be seen, so that nobody
	 * sees a new state with what is known of the one before.
	 */
	public void decided(ElectionState before, Transition transition, Moment now) {
		this.statistics.transitioned(before, transition, now);
	}

	/**
	 * A transition was carried out.
	 * @param transition the transition
	 * @param refused whether the leadership that it was about had ended already
	 * @param now when it was decided on
	 */
	public void carriedOut(Transition transition, boolean refused, Moment now) {
		LeaseAction action = transition.action();
		if (action != null && action.kind() == LeaseAction.Kind.OPEN && !refused) {
			tookOver(this.statistics.vacancy());
		}
		transition.events().forEach((event) -> {
			if (event instanceof Errored errored) {
				this.log.errored(errored, now);
			}
			else if (event instanceof LeaderChanged changed) {
				leaderChanged(changed.leader());
			}
		});
		transition.incidents().forEach((incident) -> {
			this.log.incident(incident, now);
			this.observers.notifyEach((one) -> one.incident(this.election, incident));
		});
		if (transition.state().streak().failures() == 0) {
			this.log.calm();
		}
	}

	private void leaderChanged(LeaderInfo leader) {
		String application = OtherApplication.of(this.settings, leader);
		if (application != null) {
			this.log.otherApplication(application, leader, this.settings.key());
		}
	}

	private void tookOver(@Nullable Duration vacancy) {
		if (vacancy != null) {
			this.observers.notifyEach((one) -> one.tookOver(this.election, vacancy));
		}
	}

	/**
	 * The status of the election; for any thread.
	 */
	public ElectionStatus status(ElectionState current, @Nullable Leadership leadership, List<String> vetoes, Work work,
			long now) {
		return this.statistics.status(current, leadership, vetoes, work,
				OtherApplication.of(this.settings, current.leader()), now);
	}

}

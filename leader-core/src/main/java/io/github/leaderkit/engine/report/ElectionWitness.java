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
import io.github.leaderkit.engine.decision.Step;
import io.github.leaderkit.engine.decision.Timing;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseResult;
import io.github.leaderkit.store.LeaseSignal;
import io.github.leaderkit.store.LeaseStoreException;
import org.jspecify.annotations.Nullable;

/**
 * Sees all that one election does, and tells those who only watch: the log, the observers
 * and whoever asks for the status. Nothing comes back from here.
 */
public final class ElectionWitness {

	private final String election;

	private final Vitals vitals;

	private final ElectionLog log;

	private final Observers observers;

	private final OtherApplication otherApplication;

	public ElectionWitness(String election, ElectionSettings settings, Timing timing, Observers observers,
			OutageLog outages) {
		this.election = election;
		this.vitals = new Vitals(timing);
		this.log = new ElectionLog(election, settings.key(), outages);
		this.observers = observers;
		this.otherApplication = new OtherApplication(settings);
	}

	/**
	 * A call that was waited for has come to an end.
	 */
	public void completed(ElectionState state, LeaseRequest call, LeaseResult result, Moment now) {
		this.vitals.completed(state, call, result, now);
		StoreOperation operation = StoreOperation.of(call);
		Duration roundTrip = Duration.ofNanos(now.nanos() - state.inFlightSince().nanos());
		LeaseReply reply = result.reply();
		LeaseStoreException failure = result.failure();
		if (reply != null) {
			this.observers.tell((one) -> one.answered(this.election, operation, reply.code(), roundTrip));
		}
		else if (failure != null) {
			this.observers.tell((one) -> one.failed(this.election, operation, failure.kind(), roundTrip));
		}
	}

	public void signalled(ElectionState state, LeaseSignal signal, Moment now) {
		this.vitals.signalled(state, signal, now);
	}

	/**
	 * A step was decided on. Comes before its state can be seen, so that nobody sees a
	 * new state with what is known of the one before.
	 */
	public void decided(ElectionState before, Step step, Moment now) {
		this.vitals.stepped(before, step, now);
	}

	/**
	 * A step was carried out.
	 * @param step the step
	 * @param refused whether the leadership that it was about had ended already
	 * @param now when it was decided on
	 */
	public void carriedOut(Step step, boolean refused, Moment now) {
		LeaseAction action = step.action();
		if (action != null && action.kind() == LeaseAction.Kind.OPEN && !refused) {
			tookOver(this.vitals.vacancy());
		}
		step.events().forEach((event) -> {
			if (event instanceof Errored errored) {
				this.log.errored(errored, now);
			}
			else if (event instanceof LeaderChanged changed) {
				leaderChanged(changed.leader());
			}
		});
		step.notices().forEach((notice) -> {
			this.log.notice(notice, now);
			this.observers.tell((one) -> one.noticed(this.election, notice));
		});
		if (step.state().trouble().failures() == 0) {
			this.log.calm();
		}
	}

	private void leaderChanged(LeaderInfo leader) {
		String application = this.otherApplication.of(leader);
		if (application != null) {
			this.log.otherApplication(application, leader);
		}
	}

	private void tookOver(@Nullable Long vacancy) {
		if (vacancy != null) {
			this.observers.tell((one) -> one.tookOver(this.election, Duration.ofNanos(vacancy)));
		}
	}

	/**
	 * What is to be told of the election; for any thread.
	 */
	public ElectionStatus status(ElectionState current, @Nullable Leadership leadership, List<String> vetoes, Work work,
			long now) {
		return this.vitals.status(current, leadership, vetoes, work, this.otherApplication.of(current.leader()), now);
	}

}

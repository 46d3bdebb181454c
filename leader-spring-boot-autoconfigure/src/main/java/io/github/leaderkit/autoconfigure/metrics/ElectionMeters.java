package io.github.leaderkit.autoconfigure.metrics;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.ElectionStatus;
import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipEvent.Demoted;
import io.github.leaderkit.LeadershipEvent.Draining;
import io.github.leaderkit.LeadershipEvent.Promoted;
import io.github.leaderkit.engine.decision.Incident;
import io.github.leaderkit.engine.report.StoreOperation;
import io.github.leaderkit.store.LeaseReply.Code;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one election in one registry. All of them exist from the beginning, those
 * of what has not happened yet included, so that rates and alerts see the first time.
 */
final class ElectionMeters {

	private final ElectionSeries series;

	private final Counter promotions;

	private final Map<DemotionReason, Counter> demotions;

	private final Map<ErrorKind, Counter> errors;

	private final Map<Incident, Counter> incidents = new EnumMap<>(Incident.class);

	private final Map<StoreOperation, CallTimers> calls = new EnumMap<>(StoreOperation.class);

	private final Timer handover;

	private final Timer announcing;

	private final Timer drain;

	private final ScheduleMeters schedules;

	/** Used only by the threads that publish events, one at a time. */
	private @Nullable Draining draining;

	ElectionMeters(MeterRegistry registry, LeaderElection election, ScheduleMeters schedules) {
		this.schedules = schedules;
		this.series = new ElectionSeries(registry, election);
		addGauges(election);
		this.series.functionCounter(LeaderMeter.GUARD_CALLS, LeaderMeter.OUTCOME, LeaderMeter.EXECUTED,
				(status) -> status.work().entered());
		this.series.functionCounter(LeaderMeter.GUARD_CALLS, LeaderMeter.OUTCOME, LeaderMeter.SKIPPED,
				(status) -> status.work().refused());
		this.promotions = this.series.counter(LeaderMeter.PROMOTIONS);
		this.demotions = this.series.counters(LeaderMeter.DEMOTIONS, LeaderMeter.REASON, DemotionReason.class);
		this.errors = this.series.counters(LeaderMeter.ERRORS, LeaderMeter.KIND, ErrorKind.class);
		this.incidents.put(Incident.QUARANTINED, this.series.counter(LeaderMeter.QUARANTINES));
		this.incidents.put(Incident.READOPTED, this.series.counter(LeaderMeter.READOPTIONS));
		this.incidents.put(Incident.CLOCK_JUMPED, this.series.counter(LeaderMeter.CLOCK_JUMPS));
		this.incidents.put(Incident.DRAIN_TIMED_OUT, this.series.counter(LeaderMeter.DRAIN_TIMEOUTS));
		this.incidents.put(Incident.WORK_OVERRAN, this.series.counter(LeaderMeter.WORK_OVERRUNS));
		this.calls.put(StoreOperation.RENEWAL, new CallTimers(this.series, LeaderMeter.RENEWAL, Code.RENEWED,
				Code.READOPTED, Code.LOST, Code.LATE, Code.FOREIGN));
		this.calls.put(StoreOperation.ATTEMPT,
				new CallTimers(this.series, LeaderMeter.ATTEMPT, Code.GRANTED, Code.HELD, Code.LATE, Code.FOREIGN));
		this.handover = this.series.timer(LeaderMeter.HANDOVER);
		this.announcing = this.series.timer(LeaderMeter.ANNOUNCING);
		this.drain = this.series.timer(LeaderMeter.DRAINING);
	}

	private void addGauges(LeaderElection election) {
		boolean candidate = election.settings().candidate() && election.settings().enabled();
		this.series.gauge(LeaderMeter.LEADING, (status) -> (status.leadership() != null) ? 1 : 0);
		this.series.gauge(LeaderMeter.TERM, ElectionStatus::term);
		this.series.timeGauge(LeaderMeter.LEASE_REMAINING, ElectionMeters::remaining);
		this.series.timeGauge(LeaderMeter.RENEWAL_AGE, (status) -> status.contact().sinceRenewal());
		this.series.timeGauge(LeaderMeter.LEADERLESS, ElectionStatus::leaderless);
		this.series.gauge(LeaderMeter.GUARD_ACTIVE, (status) -> status.work().inside());
		this.series.gauge(LeaderMeter.ELIGIBLE, (status) -> (candidate && status.vetoes().isEmpty()) ? 1 : 0);
	}

	private static Duration remaining(ElectionStatus status) {
		return (status.leadership() != null) ? status.leadership().remaining() : Duration.ZERO;
	}

	void answered(StoreOperation operation, Code code, Duration roundTrip) {
		if (code == Code.FOREIGN) {
			count(this.errors, ErrorKind.FOREIGN_DATA);
		}
		CallTimers timers = this.calls.get(operation);
		if (timers != null) {
			timers.answered(code, roundTrip);
		}
	}

	void failed(StoreOperation operation, ErrorKind kind, Duration roundTrip) {
		count(this.errors, kind);
		CallTimers timers = this.calls.get(operation);
		if (timers != null) {
			timers.failed(roundTrip);
		}
	}

	void tookOver(Duration vacancy) {
		this.handover.record(vacancy);
	}

	void incident(Incident incident) {
		count(this.incidents, incident);
	}

	private static <E> void count(Map<E, Counter> counters, E what) {
		Counter counter = counters.get(what);
		if (counter != null) {
			counter.increment();
		}
	}

	void announced(LeadershipEvent event, Duration lag) {
		this.announcing.record(lag);
		this.schedules.announced(event);
		if (event instanceof Promoted) {
			this.promotions.increment();
		}
		else if (event instanceof Draining begun) {
			this.draining = begun;
		}
		else if (event instanceof Demoted demoted) {
			count(this.demotions, demoted.reason());
			if (this.draining != null) {
				this.drain.record(between(this.draining, demoted));
				this.draining = null;
			}
		}
	}

	/**
	 * Both times are of the wall clock, which may go back.
	 */
	private static Duration between(Draining begun, Demoted ended) {
		Duration duration = Duration.between(begun.at(), ended.at());
		return duration.isNegative() ? Duration.ZERO : duration;
	}

	ScheduleMeters schedules() {
		return this.schedules;
	}

	void remove() {
		this.series.remove();
		this.schedules.remove();
	}

}

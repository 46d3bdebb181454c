package io.github.leaderkit.autoconfigure.metrics;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;

import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.Fire;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.autoconfigure.monitor.SeenSchedule;
import io.github.leaderkit.engine.decision.Incident;
import io.github.leaderkit.engine.report.ElectionObserver;
import io.github.leaderkit.engine.report.StoreOperation;
import io.github.leaderkit.store.LeaseReply;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;

/**
 * Keeps meters of every election in every registry that it is bound to. Elections and
 * registries may come in any order: neither has to exist for the other.
 */
final class LeaderMetrics implements ElectionObserver, MeterBinder, DisposableBean {

	private final Object lock = new Object();

	private final List<MeterRegistry> registries = new ArrayList<>();

	private final Map<String, LeaderElection> elections = new LinkedHashMap<>();

	/** For registries that come later. */
	private final Map<LeaderElection, Set<String>> schedules = new WeakHashMap<>();

	/** Elections whose close may have been reported before their creation. */
	private final Set<LeaderElection> closed = Collections.newSetFromMap(new WeakHashMap<>());

	/** By the name of the election. Read without a lock, by the loop. */
	private final Map<String, List<ElectionMeters>> meters = new ConcurrentHashMap<>();

	private final BiFunction<String, String, @Nullable SeenSchedule> seen;

	private final InstantSource clock;

	/**
	 * Creates it without registries and elections.
	 * @param seen a schedule as it was last seen, by the names of its election and its
	 * own; {@code null} if this instance does not know it
	 * @param clock the clock of this machine
	 */
	LeaderMetrics(BiFunction<String, String, @Nullable SeenSchedule> seen, InstantSource clock) {
		this.seen = seen;
		this.clock = clock;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		synchronized (this.lock) {
			this.registries.add(registry);
			this.elections.values().forEach((election) -> {
				List<ElectionMeters> all = new ArrayList<>(this.meters.getOrDefault(election.name(), List.of()));
				all.add(meters(registry, election));
				this.meters.put(election.name(), List.copyOf(all));
			});
		}
	}

	@Override
	public void created(LeaderElection election) {
		synchronized (this.lock) {
			if (this.closed.contains(election)) {
				return;
			}
			// One of the same name may be closed already, and its close not yet reported
			remove(election.name());
			this.elections.put(election.name(), election);
			this.meters.put(election.name(),
					this.registries.stream().map((registry) -> meters(registry, election)).toList());
		}
	}

	private ElectionMeters meters(MeterRegistry registry, LeaderElection election) {
		ScheduleMeters ofSchedules = new ScheduleMeters(registry, election, this.seen, this.clock);
		this.schedules.getOrDefault(election, Set.of()).forEach(ofSchedules::add);
		return new ElectionMeters(registry, election, ofSchedules);
	}

	@Override
	public void closed(LeaderElection election) {
		synchronized (this.lock) {
			this.closed.add(election);
			if (this.elections.remove(election.name(), election)) {
				remove(election.name());
			}
		}
	}

	private void remove(String election) {
		List<ElectionMeters> removed = this.meters.remove(election);
		if (removed != null) {
			removed.forEach(ElectionMeters::remove);
		}
	}

	@Override
	public void answered(String election, StoreOperation operation, LeaseReply.Code code, Duration roundTrip) {
		tell(election, (one) -> one.answered(operation, code, roundTrip));
	}

	@Override
	public void failed(String election, StoreOperation operation, ErrorKind kind, Duration roundTrip) {
		tell(election, (one) -> one.failed(operation, kind, roundTrip));
	}

	@Override
	public void tookOver(String election, Duration vacancy) {
		tell(election, (one) -> one.tookOver(vacancy));
	}

	@Override
	public void incident(String election, Incident incident) {
		tell(election, (one) -> one.incident(incident));
	}

	@Override
	public void scheduleAdded(LeaderElection election, String schedule) {
		synchronized (this.lock) {
			this.schedules.computeIfAbsent(election, (added) -> new TreeSet<>()).add(schedule);
			tell(election.name(), (one) -> one.schedules().add(schedule));
		}
	}

	@Override
	public void scheduleRemoved(LeaderElection election, String schedule) {
		synchronized (this.lock) {
			Set<String> names = this.schedules.get(election);
			if (names != null) {
				names.remove(schedule);
			}
			tell(election.name(), (one) -> one.schedules().remove(schedule));
		}
	}

	@Override
	public void fireEnded(Fire fire, Duration duration, @Nullable Throwable failure) {
		tell(fire.election(),
				(one) -> one.schedules().with(fire.schedule(), (meters) -> meters.ended(fire, duration, failure)));
	}

	@Override
	public void firesCoalesced(String election, String schedule, long count) {
		tell(election, (one) -> one.schedules().with(schedule, (meters) -> meters.coalesced(count)));
	}

	@Override
	public void announce(LeadershipEvent event, Duration lag, Runnable telling) {
		tell(event.election(), (one) -> one.announced(event, lag));
		telling.run();
	}

	private void tell(String election, Consumer<ElectionMeters> what) {
		this.meters.getOrDefault(election, List.of()).forEach(what);
	}

	/**
	 * A registry may outlive the application context.
	 */
	@Override
	public void destroy() {
		synchronized (this.lock) {
			this.registries.clear();
			this.elections.clear();
			this.schedules.clear();
			List.copyOf(this.meters.keySet()).forEach(this::remove);
		}
	}

}

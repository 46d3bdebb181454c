package io.github.leaderkit.autoconfigure.metrics;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;

import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipEvent.FireInterrupted;
import io.github.leaderkit.LeadershipEvent.FireMissed;
import io.github.leaderkit.autoconfigure.monitor.SeenSchedule;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

/**
 * The meters of the schedules of one election in one registry. Those of a schedule exist
 * from when this instance first hears of it. For any thread: runs end on threads of
 * users.
 */
final class ScheduleMeters {

	private final MeterRegistry registry;

	private final LeaderElection election;

	private final BiFunction<String, String, @Nullable SeenSchedule> seen;

	private final InstantSource clock;

	private final Map<String, FireMeters> schedules = new HashMap<>();

	private boolean removed;

	ScheduleMeters(MeterRegistry registry, LeaderElection election,
			BiFunction<String, String, @Nullable SeenSchedule> seen, InstantSource clock) {
		this.registry = registry;
		this.election = election;
		this.seen = seen;
		this.clock = clock;
	}

	/**
	 * Registers the meters of a schedule before it has fired.
	 */
	void add(String schedule) {
		with(schedule, (meters) -> {
		});
	}

	/**
	 * Does something with the meters of a schedule, which are registered if they are not.
	 * A run may end when its election is closed: it has no meters any more.
	 */
	synchronized void with(String schedule, Consumer<FireMeters> what) {
		if (!this.removed) {
			what.accept(this.schedules.computeIfAbsent(schedule, this::register));
		}
	}

	private FireMeters register(String schedule) {
		return new FireMeters(new ElectionSeries(this.registry, this.election, LeaderMeter.SCHEDULE, schedule),
				() -> this.seen.apply(this.election.name(), schedule), this.clock);
	}

	void announced(LeadershipEvent event) {
		if (event instanceof FireMissed missed) {
			with(missed.schedule(), (meters) -> meters.missed(missed));
		}
		else if (event instanceof FireInterrupted interrupted) {
			with(interrupted.schedule(), (meters) -> meters.interrupted(interrupted));
		}
	}

	synchronized void remove(String schedule) {
		FireMeters meters = this.schedules.remove(schedule);
		if (meters != null) {
			meters.remove();
		}
	}

	synchronized void remove() {
		this.removed = true;
		this.schedules.values().forEach(FireMeters::remove);
		this.schedules.clear();
	}

}

package io.github.leaderkit.autoconfigure.metrics;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;

import io.github.leaderkit.Fire;
import io.github.leaderkit.LeadershipEvent.FireInterrupted;
import io.github.leaderkit.LeadershipEvent.FireMissed;
import io.github.leaderkit.LeadershipEvent.FireMissed.Cause;
import io.github.leaderkit.autoconfigure.monitor.SeenSchedule;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one schedule in one registry. Counts planned times: a run that stands for
 * several counts for each of them, so that the sum is what was planned.
 */
final class FireMeters {

	private final ElectionSeries series;

	private final Map<FireOutcome, Counter> fires;

	private final Timer duration;

	private final Timer lateness;

	/**
	 * Registers the meters.
	 * @param series registers meters of the schedule
	 * @param seen the schedule as it was last seen, {@code null} while it is not known
	 * @param clock the clock of this machine
	 */
	FireMeters(ElectionSeries series, Supplier<@Nullable SeenSchedule> seen, InstantSource clock) {
		this.series = series;
		this.fires = series.counters(LeaderMeter.FIRES, LeaderMeter.OUTCOME, FireOutcome.class);
		this.duration = series.timer(LeaderMeter.FIRE_DURATION);
		this.lateness = series.timer(LeaderMeter.FIRE_LATENESS);
		series.timeGauge(LeaderMeter.SCHEDULE_NEXT, (status) -> untilNext(seen.get(), clock));
		series.timeGauge(LeaderMeter.SCHEDULE_OVERDUE, (status) -> overdue(seen.get()));
	}

	private static @Nullable Duration untilNext(@Nullable SeenSchedule seen, InstantSource clock) {
		return (seen != null) ? seen.untilNext(clock.instant()) : null;
	}

	private static @Nullable Duration overdue(@Nullable SeenSchedule seen) {
		return (seen != null) ? seen.overdue() : null;
	}

	void ended(Fire fire, Duration duration, @Nullable Throwable failure) {
		count(outcome(fire, failure), 1);
		count(FireOutcome.COALESCED, fire.standsFor() - 1);
		this.duration.record(duration);
		if (!fire.triggered()) {
			this.lateness.record(fire.lateness());
		}
	}

	private static FireOutcome outcome(Fire fire, @Nullable Throwable failure) {
		if (failure != null) {
			return FireOutcome.FAILED;
		}
		if (fire.triggered()) {
			return FireOutcome.TRIGGERED;
		}
		return fire.planned().isBefore(fire.leadership().since()) ? FireOutcome.CAUGHT_UP : FireOutcome.RUN;
	}

	void missed(FireMissed missed) {
		count((missed.cause() == Cause.IN_DOUBT) ? FireOutcome.IN_DOUBT : FireOutcome.MISSED, missed.count());
	}

	void interrupted(FireInterrupted interrupted) {
		count(FireOutcome.INTERRUPTED, 1);
		count(FireOutcome.COALESCED, interrupted.count() - 1);
	}

	void coalesced(long number) {
		count(FireOutcome.COALESCED, number);
	}

	private void count(FireOutcome outcome, long number) {
		Counter counter = this.fires.get(outcome);
		if (counter != null && number > 0) {
			counter.increment(number);
		}
	}

	void remove() {
		this.series.remove();
	}

}

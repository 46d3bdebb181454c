package io.github.leaderkit.scheduled;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

import io.github.leaderkit.DurationText;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.ScheduleSettings;
import io.github.leaderkit.schedule.CronForecast;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what is possible in a schedule but hardly intended.
 */
final class ScheduleWarnings {

	private static final Logger logger = LoggerFactory.getLogger(ScheduleWarnings.class);

	private ScheduleWarnings() {
	}

	/**
	 * Looks at a schedule.
	 * @param settings the schedule
	 * @param zoneOfMachine whether nobody has said its zone
	 * @param election its election
	 * @param now about when that is
	 */
	static void log(ScheduleSettings settings, boolean zoneOfMachine, LeaderElection election, Instant now) {
		String cron = settings.cron();
		ZoneId zone = settings.zone();
		Duration interval;
		if (cron != null && zone != null) {
			CronForecast forecast = CronForecast.of(cron, zone, now);
			logZone(settings, zone, zoneOfMachine, forecast, election);
			interval = forecast.longestInterval();
		}
		else {
			interval = longer(settings.initialDelay(), longer(settings.fixedRate(), settings.fixedDelay()));
		}
		Duration retention = election.settings().retention();
		if (!retention.isZero() && interval.compareTo(retention) > 0) {
			logger.warn(
					"Election '{}': up to {} pass between fires of the schedule '{}', longer than the retention of {}. If nobody leads for that long, Redis forgets the schedule, and it begins anew. Set leader.redis.retention to a longer time, or to 0 for ever",
					election.name(), DurationText.of(interval), settings.name(), DurationText.of(retention));
		}
	}

	private static void logZone(ScheduleSettings settings, ZoneId zone, boolean zoneOfMachine, CronForecast forecast,
			LeaderElection election) {
		if (zoneOfMachine && !zone.getRules().equals(ZoneOffset.UTC.getRules())) {
			logger.warn(
					"Election '{}': the cron '{}' of the schedule '{}' says no zone, so it has that of this machine, {}. Containers often have another, and the schedule would begin anew whenever such an instance leads. Set the zone",
					election.name(), settings.cron(), settings.name(), zone);
		}
		if (!forecast.clockChanges().isEmpty()) {
			logger.warn(
					"Election '{}': the schedule '{}' is planned when the clocks change in {}: {}. Choose another time of the day, or the zone UTC",
					election.name(), settings.name(), zone, String.join(", ", forecast.clockChanges()));
		}
	}

	private static Duration longer(@Nullable Duration one, @Nullable Duration other) {
		Duration first = (one != null) ? one : Duration.ZERO;
		Duration second = (other != null) ? other : Duration.ZERO;
		return (first.compareTo(second) > 0) ? first : second;
	}

}

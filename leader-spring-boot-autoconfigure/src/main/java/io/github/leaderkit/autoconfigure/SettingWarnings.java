package io.github.leaderkit.autoconfigure;

import java.time.Duration;
import java.util.Map;

import io.github.leaderkit.DurationText;
import io.github.leaderkit.ElectionSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs settings that are possible but hardly intended.
 */
final class SettingWarnings {

	private static final Logger logger = LoggerFactory.getLogger(SettingWarnings.class);

	private SettingWarnings() {
	}

	static void log(Map<String, ElectionSettings> settings, boolean standalone, Duration shutdownTimeout) {
		settings.forEach((name, each) -> {
			if (each.waitTime().compareTo(each.ttl()) >= 0) {
				logger.warn(
						"Election '{}': its wait of {} is not below its ttl of {}: if a message is lost, candidates notice late that the lease has ended",
						name, DurationText.of(each.waitTime()), DurationText.of(each.ttl()));
			}
			if (each.drainTimeout().compareTo(shutdownTimeout) >= 0) {
				logger.warn(
						"Election '{}': its drain-timeout of {} is not below spring.lifecycle.timeout-per-shutdown-phase of {}: a shutdown may go on before the leadership is released",
						name, DurationText.of(each.drainTimeout()), DurationText.of(shutdownTimeout));
			}
			logTurns(name, each);
			if (standalone && !each.candidate()) {
				logger.warn(
						"Election '{}': nobody ever leads it, since leader.standalone is true and candidate is false",
						name);
			}
		});
	}

	private static void logTurns(String name, ElectionSettings each) {
		boolean limited = !each.maxTenure().isZero();
		if (limited && each.maxTenure().compareTo(each.drainTimeout().multipliedBy(2)) < 0) {
			logger.warn(
					"Election '{}': its max-tenure of {} is less than twice its drain-timeout of {}: guarded work may be refused for much of the time",
					name, DurationText.of(each.maxTenure()), DurationText.of(each.drainTimeout()));
		}
		if (!each.candidate() && (limited || each.rank() > 0)) {
			logger.warn(
					"Election '{}': rank and max-tenure have no effect, since this instance never leads: candidate is false",
					name);
		}
	}

}

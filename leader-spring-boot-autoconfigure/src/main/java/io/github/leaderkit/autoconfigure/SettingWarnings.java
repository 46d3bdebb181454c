package io.github.leaderkit.autoconfigure;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;

import io.github.leaderkit.ElectionSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.convert.DurationStyle;

/**
 * Says which settings are possible but hardly meant.
 */
final class TimingWarnings {

	private static final Logger logger = LoggerFactory.getLogger(TimingWarnings.class);

	private TimingWarnings() {
	}

	static void log(Map<String, ElectionSettings> settings, Duration shutdownTimeout) {
		settings.forEach((name, each) -> {
			if (each.waitTime().compareTo(each.ttl()) >= 0) {
				logger.warn(
						"Election '{}': its wait of {} is not below its ttl of {}: candidates learn late that the lease has ended if a message is lost",
						name, text(each.waitTime()), text(each.ttl()));
			}
			if (each.drainTimeout().compareTo(shutdownTimeout) >= 0) {
				logger.warn(
						"Election '{}': its drain-timeout of {} is not below spring.lifecycle.timeout-per-shutdown-phase of {}: a shutdown may go on before the leadership is released",
						name, text(each.drainTimeout()), text(shutdownTimeout));
			}
		});
	}

	private static String text(Duration duration) {
		return DurationStyle.SIMPLE.print(duration,
				(duration.toMillisPart() == 0) ? ChronoUnit.SECONDS : ChronoUnit.MILLIS);
	}

}

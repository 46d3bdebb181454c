package io.github.leaderkit;

import java.time.Duration;

/**
 * Refuses settings of an election that cannot work, with the fix. What it accepts it
 * returns.
 */
final class SettingChecks {

	private static final int MAXIMUM_KEY_LENGTH = 200;

	private static final Duration MAXIMUM = Duration.ofDays(365);

	private static final Duration MINIMUM_COMMAND_TIMEOUT = Duration.ofMillis(1);

	private static final Duration CLOCK_SLACK = Duration.ofMillis(5);

	private SettingChecks() {
	}

	static String key(String key) {
		if (key.isBlank()) {
			throw new InvalidElectionSettingException("key", "It is blank.",
					"Set a key that all instances of the application share and no other application uses.");
		}
		if (key.length() > MAXIMUM_KEY_LENGTH) {
			throw new InvalidElectionSettingException("key",
					"'" + key + "' has " + key.length() + " characters, more than " + MAXIMUM_KEY_LENGTH + ".",
					"Choose a shorter key.");
		}
		if (key.indexOf('{') >= 0 || key.indexOf('}') >= 0) {
			throw new InvalidElectionSettingException("key",
					"'" + key + "' contains a brace, which would choose a slot in Redis Cluster.",
					"Choose a key without { and }.");
		}
		if (key.chars().anyMatch(Character::isISOControl)) {
			throw new InvalidElectionSettingException("key", "It contains a control character.",
					"Choose a key of printable characters.");
		}
		return key;
	}

	static Duration ttl(Duration ttl) {
		if (ttl.compareTo(ElectionSettings.MINIMUM_TTL) < 0) {
			long millis = ttl.toMillis();
			String hint = (millis > 0 && millis <= 300)
					? " A number without a unit means milliseconds. If you meant seconds, write '" + millis + "s'."
					: "";
			throw new InvalidElectionSettingException(
					"ttl", "It is " + DurationText.of(ttl) + ", less than "
							+ DurationText.of(ElectionSettings.MINIMUM_TTL) + ".",
					"Set at least " + DurationText.of(ElectionSettings.MINIMUM_TTL) + "." + hint);
		}
		return atLeast(ElectionSettings.MINIMUM_TTL, "ttl", ttl);
	}

	static Duration retention(Duration retention, Duration ttl) {
		atLeast(Duration.ZERO, "retention", retention);
		Duration least = DurationParts.of(ttl, 10, 1);
		if (!retention.isZero() && retention.compareTo(least) < 0) {
			throw new InvalidElectionSettingException("retention",
					"It is " + DurationText.of(retention) + ", less than ten times the ttl of " + DurationText.of(ttl)
							+ ".",
					"Set at least " + least.plusMillis(999).toSeconds()
							+ "s, or 0 to keep the records of unused elections for ever.");
		}
		return retention;
	}

	static int rank(int rank) {
		if (rank < 0 || rank > ElectionSettings.MAXIMUM_RANK) {
			throw new InvalidElectionSettingException("rank", "It is " + rank + ".",
					"Set 0 for instances that are to lead if they can, and up to " + ElectionSettings.MAXIMUM_RANK
							+ " for those that let others go first.");
		}
		return rank;
	}

	static Duration maxTenure(Duration maxTenure, Duration ttl) {
		if (!maxTenure.isZero() && maxTenure.compareTo(ttl) < 0) {
			throw new InvalidElectionSettingException("max-tenure",
					"It is " + DurationText.of(maxTenure) + ", less than the ttl of " + DurationText.of(ttl) + ".",
					"Set at least the ttl, or 0 to lead for as long as possible.");
		}
		return atLeast(Duration.ZERO, "max-tenure", maxTenure);
	}

	/**
	 * Checks a time that may be up to a year.
	 */
	static Duration atLeast(Duration least, String setting, Duration value) {
		if (value.compareTo(least) < 0) {
			throw new InvalidElectionSettingException(setting,
					"It is " + DurationText.of(value) + ", less than " + DurationText.of(least) + ".",
					"Set at least " + DurationText.of(least) + ".");
		}
		if (value.compareTo(MAXIMUM) > 0) {
			throw new InvalidElectionSettingException(setting,
					"It is " + DurationText.of(value) + ", more than a year.", "Set a shorter time.");
		}
		return value;
	}

	static String instance(String instance) {
		if (instance.isBlank()) {
			throw new InvalidElectionSettingException("instance", "It is blank.",
					"Set a name by which people recognise this instance, or remove the setting for host:pid.");
		}
		return instance;
	}

	static void commandTimeout(Duration commandTimeout, ElectionSettings settings) {
		Duration age = min(settings.waitTime(), DurationParts.of(settings.ttl(), 2, 3));
		Duration most = settings.margin().minus(DurationParts.of(age, 1, 10)).minus(CLOCK_SLACK);
		if (commandTimeout.compareTo(MINIMUM_COMMAND_TIMEOUT) < 0 || commandTimeout.compareTo(most) >= 0) {
			throw new InvalidElectionSettingException("redis.command-timeout",
					"It is " + DurationText.of(commandTimeout) + ", which does not fit a ttl of "
							+ DurationText.of(settings.ttl()) + " and a wait of " + DurationText.of(settings.waitTime())
							+ ".",
					"Set a command timeout between 1ms and " + (most.toMillis() - 1)
							+ "ms, a longer ttl, or remove the setting: the default is a twelfth of the ttl.");
		}
	}

	private static Duration min(Duration one, Duration other) {
		return (one.compareTo(other) <= 0) ? one : other;
	}

}

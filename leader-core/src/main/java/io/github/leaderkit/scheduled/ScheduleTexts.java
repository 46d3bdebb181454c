package io.github.leaderkit.scheduled;

import java.time.Duration;
import java.time.ZoneId;
import java.util.TimeZone;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.leaderkit.LeaderScheduled;
import io.github.leaderkit.ScheduleSettings;
import io.github.leaderkit.schedule.ScheduleDefinition;
import org.jspecify.annotations.Nullable;

import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.datetime.standard.DurationFormatterUtils;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.support.CronExpression;
import org.springframework.util.StringUtils;
import org.springframework.util.StringValueResolver;

/**
 * Reads what annotations say, as {@code @Scheduled} does, and refuses what cannot be
 * read.
 */
final class ScheduleTexts {

	private static final String DURATION = "Write it as in 500ms, 2s or PT2S.";

	private final StringValueResolver placeholders;

	private final Duration catchUp;

	ScheduleTexts(StringValueResolver placeholders, Duration catchUp) {
		this.placeholders = placeholders;
		this.catchUp = catchUp;
	}

	/**
	 * Reads the settings of a schedule.
	 * @param method the method
	 * @return the settings, or {@code null} if there is to be no schedule
	 * @throws InvalidLeaderScheduledException if they cannot be read or make no schedule
	 */
	@Nullable ScheduleSettings settings(ScheduledMethod method) {
		LeaderScheduled annotation = method.annotation();
		String cron = text(method, "cron", annotation.cron());
		if (cron.equals(Scheduled.CRON_DISABLED)) {
			return null;
		}
		Duration fixedRate = duration(method, "fixedRate", annotation.fixedRate(), annotation.timeUnit());
		Duration fixedDelay = duration(method, "fixedDelay", annotation.fixedDelay(), annotation.timeUnit());
		Duration initialDelay = duration(method, "initialDelay", annotation.initialDelay(), annotation.timeUnit());
		checkRecurrence(method, cron, fixedRate, fixedDelay, initialDelay);
		Duration catchUp = duration(method, "catchUp", annotation.catchUp(), TimeUnit.MILLISECONDS);
		ScheduleSettings settings = new ScheduleSettings(name(method), cron.isEmpty() ? null : cron(method, cron),
				cron.isEmpty() ? null : zone(method, zoneText(method)), fixedRate, fixedDelay,
				(initialDelay != null) ? initialDelay : Duration.ZERO, (catchUp != null) ? catchUp : this.catchUp,
				annotation.interrupted(), minRemaining(method));
		check(method, settings);
		return settings;
	}

	private static void checkRecurrence(ScheduledMethod method, String cron, @Nullable Duration fixedRate,
			@Nullable Duration fixedDelay, @Nullable Duration initialDelay) {
		long recurrences = Stream.of(!cron.isEmpty(), fixedRate != null, fixedDelay != null)
			.filter(Boolean::booleanValue)
			.count();
		if (recurrences != 1) {
			throw method.refused(
					(recurrences == 0) ? "it says neither cron, fixedRate nor fixedDelay."
							: "it says more than one of cron, fixedRate and fixedDelay.",
					(recurrences == 0)
							? "Set one of them. What is to run once, on the leader, listens to LeadershipEvent.Promoted."
							: "Set one of them, or repeat the annotation, each with a name of its own.");
		}
		if (!cron.isEmpty() && initialDelay != null) {
			throw method.refused("it says an initialDelay beside a cron, which has no use for it.",
					"Remove the initialDelay.");
		}
	}

	/**
	 * The rest is checked where schedules are defined: names, lengths and ranges.
	 */
	private static void check(ScheduledMethod method, ScheduleSettings settings) {
		try {
			ScheduleDefinition.of(settings);
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			throw method.refused("this is no schedule: " + sentence(ex), "Correct that.", ex);
		}
	}

	private String name(ScheduledMethod method) {
		String name = text(method, "name", method.annotation().name());
		if (!name.isEmpty()) {
			return name;
		}
		String simple = method.defaultName();
		if (simple.isEmpty()) {
			throw method.refused("its class has no name, which the schedule could take its own from.",
					"Give the schedule a name, as in @LeaderScheduled(name = \"nightly\", …).");
		}
		return simple;
	}

	private static String cron(ScheduledMethod method, String text) {
		try {
			CronExpression.parse(text);
			return text;
		}
		catch (IllegalArgumentException ex) {
			throw method.refused("its cron '" + text + "' cannot be read: " + sentence(ex),
					"Write six fields: second, minute, hour, day of month, month, day of week.", ex);
		}
	}

	/**
	 * Whether the annotation leaves the zone to the machine, which instances may differ
	 * in.
	 */
	boolean isZoneOfMachine(ScheduledMethod method) {
		return zoneText(method).isEmpty();
	}

	private String zoneText(ScheduledMethod method) {
		return text(method, "zone", method.annotation().zone());
	}

	private static ZoneId zone(ScheduledMethod method, String text) {
		try {
			return text.isEmpty() ? TimeZone.getDefault().toZoneId() : StringUtils.parseTimeZoneString(text).toZoneId();
		}
		catch (IllegalArgumentException ex) {
			throw method.refused("its zone '" + text + "' does not exist.", "Write it as in Europe/Berlin or UTC.", ex);
		}
	}

	private Duration minRemaining(ScheduledMethod method) {
		Duration minRemaining = duration(method, "minRemaining", method.annotation().minRemaining(),
				TimeUnit.MILLISECONDS);
		return (minRemaining != null) ? minRemaining : Duration.ZERO;
	}

	private @Nullable Duration duration(ScheduledMethod method, String attribute, String value, TimeUnit unit) {
		String text = text(method, attribute, value);
		if (text.isEmpty()) {
			return null;
		}
		Duration duration;
		try {
			duration = DurationFormatterUtils.detectAndParse(text,
					DurationFormat.Unit.fromChronoUnit(unit.toChronoUnit()));
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			throw method.refused("its " + attribute + " '" + text + "' is not a duration: " + sentence(ex), DURATION,
					ex);
		}
		if (duration.isNegative()) {
			throw method.refused("its " + attribute + " '" + text + "' is negative.", DURATION);
		}
		return duration;
	}

	/**
	 * Resolves placeholders and expressions.
	 * @param method the method
	 * @param attribute the name of the attribute
	 * @param value what the annotation says
	 * @return the text without them
	 */
	String text(ScheduledMethod method, String attribute, String value) {
		if (value.isEmpty()) {
			return value;
		}
		try {
			String text = this.placeholders.resolveStringValue(value);
			return (text != null) ? text.strip() : "";
		}
		catch (RuntimeException ex) {
			throw method.refused("its " + attribute + " '" + value + "' cannot be resolved: " + sentence(ex),
					"Define what it refers to.", ex);
		}
	}

	private static String sentence(Exception ex) {
		String message = String.valueOf(ex.getMessage());
		return message.endsWith(".") ? message : message + ".";
	}

}

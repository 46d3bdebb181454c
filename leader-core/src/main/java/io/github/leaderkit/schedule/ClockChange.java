package io.github.leaderkit.schedule;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;

/**
 * A planned time that a change of the clocks skips or repeats, as daylight saving does.
 *
 * @param kind what happens to it
 * @param time what the clock on the wall would show, or shows twice
 */
record ClockChange(Kind kind, LocalDateTime time) {

	/**
	 * Finds what changes of the clocks within a year do to a cron: for each change the
	 * first planned time that is skipped or repeated. A cron that fires in every hour of
	 * the day is none that changes do anything to, since it fires in every hour that
	 * passes too.
	 * @param cron the cron
	 * @param from the moment at which that year begins
	 * @return the planned times, at most one for each change
	 */
	static List<ClockChange> within(CronRecurrence cron, long from) {
		List<ClockChange> found = new ArrayList<>();
		if (cron.expression().toString().split(" ")[CronUnit.HOUR.ordinal()].equals("*")) {
			return found;
		}
		Instant end = Instant.ofEpochMilli(from).atZone(cron.zone()).plus(1, ChronoUnit.YEARS).toInstant();
		ZoneOffsetTransition change = cron.zone().getRules().nextTransition(Instant.ofEpochMilli(from));
		while (change != null && change.getInstant().isBefore(end)) {
			LocalDateTime first = change.isGap() ? change.getDateTimeBefore() : change.getDateTimeAfter();
			LocalDateTime time = cron.expression().next(first.minusNanos(1));
			if (time != null && time.isBefore(first.plus(change.getDuration().abs()))) {
				found.add(new ClockChange(change.isGap() ? Kind.SKIPPED : Kind.DOUBLED, time));
			}
			change = cron.zone().getRules().nextTransition(change.getInstant());
		}
		return found;
	}

	enum Kind {

		/**
		 * The schedule does not fire at that time.
		 */
		SKIPPED,

		/**
		 * The schedule fires twice at that time.
		 */
		DOUBLED

	}

}

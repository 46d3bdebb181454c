package io.github.leaderkit.schedule;

import java.time.ZoneId;

import org.springframework.scheduling.support.CronExpression;

/**
 * Fires when the clock on the wall of a zone shows certain times, as with Spring's
 * {@code @Scheduled}.
 *
 * @param expression the expression in its one canonical form, whatever form is given
 * @param zone the zone, where zones that have always had the same offset are one: UTC and
 * Etc/UTC are the same schedule
 */
record CronRecurrence(CronExpression expression, ZoneId zone) implements Recurrence {

	CronRecurrence {
		expression = CronExpression.parse(CanonicalCron.of(expression));
		zone = zone.normalized();
		RecurrenceFormat.checkLength(RecurrenceFormat.cron(expression.toString(), zone));
	}

	CronRecurrence(String expression, ZoneId zone) {
		this(CronExpression.parse(expression), zone);
	}

	@Override
	public String text() {
		return RecurrenceFormat.cron(this.expression.toString(), this.zone);
	}

	/**
	 * Nothing is owed before the schedule was first seen, so that no instance runs what
	 * was planned before anybody wanted it. A fire at that very moment is owed.
	 */
	@Override
	public PlannedTimes unclaimed(Progress progress) {
		return new CronTimes(new ZonedCron(this.expression, this.zone),
				Math.max(progress.since(), progress.last() + 1));
	}

}

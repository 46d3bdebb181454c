package io.github.leaderkit.schedule;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;

import org.springframework.scheduling.support.CronExpression;

/**
 * A cron in a zone. It fires at each moment at which the clock on the wall shows a time
 * of the cron: not at all if a change of the clocks skips that time, and twice if it
 * repeats it, as with Spring's {@code @Scheduled}.
 *
 * <p>
 * Spring finds the next time on the wall, and this class the moments at which the wall
 * shows it. If Spring is asked for a time in a zone, its answer can depend on the moment
 * that it is asked from: where the hour after midnight is repeated, such as in Havana, or
 * half an hour, on Lord Howe Island, it leaves repeated times out or not. Leaders that
 * ask from different moments must agree on what is planned.
 *
 * @param expression the cron
 * @param zone the zone
 */
record ZonedCron(CronExpression expression, ZoneId zone) {

	/**
	 * A cron may name only times that are skipped, such as half past two on the last
	 * Sunday of March. It never fires.
	 */
	private static final int MOST_SKIPPED = 100;

	/**
	 * The first time after a moment.
	 * @return the time, or {@link Recurrence#NEVER}
	 */
	long next(long after) {
		LocalDateTime from = LocalDateTime.ofInstant(Instant.ofEpochMilli(after), this.zone);
		LocalDateTime next = this.expression.next(from);
		ZoneOffsetTransition change = this.zone.getRules().getTransition(from);
		if (change != null && after < change.getInstant().toEpochMilli()
				&& (next == null || !next.isBefore(change.getDateTimeBefore()))) {
			LocalDateTime repeated = this.expression.next(change.getDateTimeAfter().minusNanos(1));
			if (repeated != null && repeated.isBefore(change.getDateTimeBefore())) {
				return millis(repeated, change.getOffsetAfter());
			}
		}
		return (next != null) ? firstMoment(next, after) : Recurrence.NEVER;
	}

	/**
	 * The first moment after another at which the wall shows a time of the cron, or a
	 * later one if that is skipped.
	 */
	private long firstMoment(LocalDateTime time, long after) {
		LocalDateTime next = time;
		for (int skipped = 0; skipped < MOST_SKIPPED; skipped++) {
			ZoneOffsetTransition change = this.zone.getRules().getTransition(next);
			if (change == null) {
				return millis(next, this.zone.getRules().getOffset(next));
			}
			if (change.isOverlap()) {
				long first = millis(next, change.getOffsetBefore());
				return (first > after) ? first : millis(next, change.getOffsetAfter());
			}
			LocalDateTime later = this.expression.next(change.getDateTimeAfter().minusNanos(1));
			if (later == null) {
				break;
			}
			next = later;
		}
		return Recurrence.NEVER;
	}

	private static long millis(LocalDateTime time, ZoneOffset offset) {
		return time.toInstant(offset).toEpochMilli();
	}

}

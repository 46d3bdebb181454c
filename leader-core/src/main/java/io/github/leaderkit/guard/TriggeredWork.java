package io.github.leaderkit.guard;

import java.util.List;

import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Knows the methods that every instance calls by itself. The leader does what a follower
 * skips, unless the work comes only once.
 */
final class TriggeredWork {

	private static final List<String> SCHEDULED = List.of(Scheduled.class.getName());

	static final List<String> BROADCASTS = List.of("org.springframework.data.redis.annotation.RedisListener",
			"org.springframework.data.redis.annotation.RedisListeners",
			"org.springframework.data.redis.connection.MessageListener");

	static final List<String> POLLED = List.of("org.springframework.integration.annotation.InboundChannelAdapter",
			"org.springframework.integration.annotation.InboundChannelAdapters",
			"org.springframework.integration.core.MessageSource");

	private static final List<String> LISTENERS = List.of("io.github.leaderkit.LeadershipListener");

	static final List<Placement> PLACEMENTS = List.of(
			new Placement("`@Scheduled` with nothing but an initial delay", TriggeredWork::isOnlyOnce,
					Verdict.REFUSED_BY_DEFAULT, Verdict.REFUSED_BY_DEFAULT,
					"it is scheduled to run only once, so it would never run if this instance does not lead at "
							+ "that time",
					EarlyCalls.PROMOTION + " If it may be skipped, use @LeaderOnly(otherwise = Otherwise.SKIP)."),
			Placement.guarded("`@Scheduled`", TriggeredWork::isScheduledAgain),
			Placement.guarded("listener of any other event, `LeadershipListener`",
					(place) -> place.isDeclaredBy(LISTENERS) || isListener(place)),
			Placement.guarded("listener of a Redis channel, `@InboundChannelAdapter`, `MessageSource`",
					(place) -> place.isKnownBy(BROADCASTS) || place.isKnownBy(POLLED)));

	private TriggeredWork() {
	}

	/**
	 * Whether the method is called again and again: the first calls come early in every
	 * application.
	 * @param place the method
	 * @return whether it is, for all that is known
	 */
	static boolean isRepeated(Place place) {
		return isScheduledAgain(place) || place.isKnownBy(POLLED) || place.isKnownBy(BROADCASTS)
				|| place.isDeclaredBy(HandedWork.QUARTZ);
	}

	private static boolean isScheduledAgain(Place place) {
		return place.isAnnotated(SCHEDULED) && !isOnlyOnce(place);
	}

	private static boolean isOnlyOnce(Place place) {
		List<MergedAnnotation<Scheduled>> schedules = place.annotations().stream(Scheduled.class).toList();
		return !schedules.isEmpty() && schedules.stream().allMatch(TriggeredWork::isOnlyOnce);
	}

	private static boolean isOnlyOnce(MergedAnnotation<Scheduled> schedule) {
		return schedule.getString("cron").isEmpty() && schedule.getLong("fixedDelay") < 0
				&& schedule.getString("fixedDelayString").isEmpty() && schedule.getLong("fixedRate") < 0
				&& schedule.getString("fixedRateString").isEmpty();
	}

	private static boolean isListener(Place place) {
		ListenedEvents events = ListenedEvents.of(place);
		return !events.isEmpty() && !events.areEarly() && !events.areLate();
	}

}

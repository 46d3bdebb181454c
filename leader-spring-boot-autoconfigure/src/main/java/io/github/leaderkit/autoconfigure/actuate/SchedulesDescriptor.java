package io.github.leaderkit.autoconfigure.actuate;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

import io.github.leaderkit.ScheduleStatus;
import io.github.leaderkit.ScheduleStatus.Outcome;
import io.github.leaderkit.ScheduleStatus.Trigger;
import io.github.leaderkit.autoconfigure.monitor.GivenUpFires;
import org.jspecify.annotations.Nullable;

/**
 * The schedules of an election, as the endpoint describes them: all that Redis knows. All
 * times are those of the clock of Redis.
 *
 * @param election the name of the election
 * @param schedules the schedules by name, or {@code null} if Redis could not be read
 * @param failure why not
 */
record SchedulesDescriptor(String election, @Nullable Map<String, ScheduleDescriptor> schedules,
		@Nullable String failure) {

	static SchedulesDescriptor of(String election, List<ScheduleStatus> all, Function<String, GivenUpFires> givenUp,
			Instant now) {
		Map<String, ScheduleDescriptor> schedules = new TreeMap<>();
		all.forEach((status) -> schedules.put(status.name(),
				ScheduleDescriptor.of(status, givenUp.apply(status.name()), now)));
		return new SchedulesDescriptor(election, schedules, null);
	}

	static SchedulesDescriptor failed(String election, String failure) {
		return new SchedulesDescriptor(election, null, failure);
	}

	/**
	 * A schedule.
	 *
	 * @param expression when it fires
	 * @param paused whether it is paused
	 * @param last its last fire, {@code null} if there was none
	 * @param next when it fires next, {@code null} if it is paused or running, or if that
	 * is not known
	 * @param trigger the last run that somebody asked for, {@code null} if nobody has
	 * @param missed how many fires this instance has reported as missed since its start
	 * @param interrupted how many fires it has reported as interrupted
	 * @param problem what is wrong with it
	 */
	record ScheduleDescriptor(String expression, boolean paused, @Nullable FireDescriptor last, @Nullable Instant next,
			@Nullable Trigger trigger, long missed, long interrupted, @Nullable String problem) {

		static ScheduleDescriptor of(ScheduleStatus status, GivenUpFires givenUp, Instant now) {
			ScheduleProblem problem = ScheduleProblem.inEntry(status, now);
			return new ScheduleDescriptor(status.expression(), status.paused(), FireDescriptor.of(status),
					status.next(), status.trigger(), givenUp.missed(), givenUp.interrupted(),
					(problem != null) ? problem.toString() : null);
		}

	}

	/**
	 * A fire that was run or given up.
	 *
	 * @param planned the time for which it was planned
	 * @param outcome what became of it
	 * @param attempt the number of the attempt at it, {@code 0} if it was never run
	 * @param started when its run was claimed, {@code null} if it was never run
	 * @param ended when its run ended or it was given up, {@code null} while it runs
	 * @param instance the label of the instance that ran it or gave it up
	 */
	record FireDescriptor(Instant planned, @Nullable Outcome outcome, int attempt, @Nullable Instant started,
			@Nullable Instant ended, @Nullable String instance) {

		static @Nullable FireDescriptor of(ScheduleStatus status) {
			Instant planned = status.planned();
			if (planned == null) {
				return null;
			}
			return new FireDescriptor(planned, status.outcome(), status.attempt(), status.started(), status.ended(),
					status.instance().isEmpty() ? null : status.instance());
		}

	}

}

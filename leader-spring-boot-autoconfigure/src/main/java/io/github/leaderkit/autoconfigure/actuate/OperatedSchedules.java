package io.github.leaderkit.autoconfigure.actuate;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.LeaderSchedules;
import io.github.leaderkit.ScheduleStatus;
import io.github.leaderkit.autoconfigure.monitor.GivenUpFires;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

/**
 * What operators see of schedules, and do with them. Redis is read at most once a second
 * for each election, and waited for at most a second. A change is waited for ten seconds.
 */
final class OperatedSchedules {

	private static final Logger logger = LoggerFactory.getLogger(OperatedSchedules.class);

	/** Of other names there is no schedule, and they do not get into the log. */
	private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._\\-#$:]{1,128}");

	private static final Duration LONGEST_LOOK = Duration.ofSeconds(1);

	private static final Duration LONGEST_CHANGE = Duration.ofSeconds(10);

	private final LeaderElections elections;

	private final Supplier<@Nullable LeaderSchedules> schedules;

	private final BiFunction<String, String, GivenUpFires> givenUp;

	private final InstantSource clock;

	private final Map<String, Look> looks = new ConcurrentHashMap<>();

	/**
	 * Creates it.
	 * @param elections the elections of this application
	 * @param schedules their schedules, if elections of this kind have any
	 * @param givenUp what this instance has given up, by election and schedule
	 * @param clock the clock of this machine
	 */
	OperatedSchedules(LeaderElections elections, Supplier<@Nullable LeaderSchedules> schedules,
			BiFunction<String, String, GivenUpFires> givenUp, InstantSource clock) {
		this.elections = elections;
		this.schedules = schedules;
		this.givenUp = givenUp;
		this.clock = clock;
	}

	/**
	 * Describes the schedules of an election.
	 * @param election the name of the election
	 * @return the schedules, or {@code null} if there is no such election
	 */
	@Nullable SchedulesDescriptor look(String election) {
		LeaderSchedules known = this.schedules.get();
		if (known == null || this.elections.find(election).isEmpty()) {
			return null;
		}
		try {
			List<ScheduleStatus> all = await(look(known, election), LONGEST_LOOK);
			return SchedulesDescriptor.of(election, all, (schedule) -> this.givenUp.apply(election, schedule),
					this.clock.instant());
		}
		catch (TimeoutException ex) {
			return SchedulesDescriptor.failed(election, "Redis has not answered in time");
		}
		catch (ExecutionException ex) {
			return SchedulesDescriptor.failed(election, String.valueOf(cause(ex).getMessage()));
		}
	}

	private CompletionStage<List<ScheduleStatus>> look(LeaderSchedules known, String election) {
		Instant now = this.clock.instant();
		return this.looks
			.compute(election,
					(name, last) -> (last != null && last.isOf(now)) ? last : new Look(now, known.lookUp(election)))
			.answer();
	}

	/**
	 * Does something with a schedule, whichever instance leads.
	 * @param election the name of the election
	 * @param schedule the name of the schedule
	 * @param action what to do
	 * @return the result
	 * @throws InvalidEndpointRequestException if there is no such election or schedule,
	 * or if the elections do not run
	 * @throws IllegalStateException if it is not known to be done
	 */
	ScheduleActionDescriptor act(String election, @Nullable String schedule, ScheduleAction action) {
		LeaderSchedules known = this.schedules.get();
		if (known == null) {
			throw LeaderEndpoint.refusal("The elections of this application have no schedules");
		}
		if (this.elections.find(election).isEmpty()) {
			throw LeaderEndpoint.noSuchElection(election, this.elections);
		}
		if (schedule == null || !NAME.matcher(schedule).matches()) {
			throw LeaderEndpoint.refusal("The body must name a schedule: {\"schedule\": \"…\"}");
		}
		try {
			change(known, election, schedule, action);
			logger.info("Election '{}': {} of the schedule '{}' through the actuator: {}", election, action.path(),
					schedule, action.outcome());
			return new ScheduleActionDescriptor(election, schedule, action, action.outcome());
		}
		catch (InvalidEndpointRequestException ex) {
			logger.warn("Election '{}': {} of the schedule '{}' through the actuator was refused: {}", election,
					action.path(), schedule, ex.getMessage());
			throw ex;
		}
		catch (IllegalStateException ex) {
			logger.warn("Election '{}': {} of the schedule '{}' through the actuator failed: {}", election,
					action.path(), schedule, ex.getMessage());
			throw ex;
		}
	}

	private void change(LeaderSchedules known, String election, String schedule, ScheduleAction action) {
		try {
			await(action.apply(known, election, schedule), LONGEST_CHANGE);
		}
		catch (TimeoutException ex) {
			throw new IllegalStateException("Redis has not answered in time. It is unknown whether that is done", ex);
		}
		catch (ExecutionException ex) {
			Throwable cause = cause(ex);
			if (cause instanceof IllegalArgumentException || cause instanceof IllegalStateException) {
				throw LeaderEndpoint.refusal(String.valueOf(cause.getMessage()));
			}
			throw new IllegalStateException("Redis could not do it: " + cause.getMessage(), cause);
		}
		finally {
			this.looks.remove(election);
		}
	}

	private static <T extends @Nullable Object> T await(CompletionStage<T> stage, Duration limit)
			throws ExecutionException, TimeoutException {
		CompletableFuture<T> future = stage.toCompletableFuture();
		try {
			return future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new TimeoutException("Interrupted");
		}
	}

	private static Throwable cause(ExecutionException failure) {
		return (failure.getCause() != null) ? failure.getCause() : failure;
	}

	/**
	 * A read of the record, which others who ask soon share.
	 *
	 * @param begun when it began
	 * @param answer what was read
	 */
	private record Look(Instant begun, CompletionStage<List<ScheduleStatus>> answer) {

		boolean isOf(Instant now) {
			Duration age = Duration.between(this.begun, now);
			return !age.isNegative() && age.compareTo(LONGEST_LOOK) < 0;
		}

	}

	/**
	 * The result of an action on a schedule.
	 *
	 * @param election the name of the election
	 * @param schedule the name of the schedule
	 * @param action what was asked for, or {@code null} if that is no action
	 * @param outcome the result, or why there is none
	 */
	record ScheduleActionDescriptor(String election, @Nullable String schedule, @Nullable ScheduleAction action,
			String outcome) {
	}

}

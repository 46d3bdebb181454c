package io.github.leaderkit;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

import io.github.leaderkit.LeaderElection.Registration;

/**
 * The schedules of the elections of this application. A schedule belongs to its election:
 * the leader runs it, and the next leader goes on where the last one has stopped, as if
 * all instances were one process. Each planned time is claimed in Redis before it is run,
 * so it is claimed at most once.
 *
 * <p>
 * Thread-safe; no method blocks. Stages complete exceptionally if Redis does not answer,
 * or with an {@link IllegalArgumentException} if there is no such election or schedule.
 * What is claimed by hand, by {@link LeaderElection#claim(String, long)}, can be looked
 * up, paused, resumed and forgotten under its name; nobody runs it, so it cannot be
 * triggered.
 */
public interface LeaderSchedules {

	/**
	 * Adds a schedule, to be run while this instance leads. Add it on every instance, and
	 * before the elections start if you can. It stays until you remove it: if the
	 * election is closed and another is created under its name, that one has the
	 * schedule.
	 * @param election the name of the election
	 * @param schedule the schedule
	 * @param task its work
	 * @param executor runs it: one thread is used for each schedule that is running. A
	 * fire for which there is no thread is not claimed, and comes late
	 * @return the handle that removes the schedule from this instance; a run of it goes
	 * on
	 * @throws IllegalArgumentException if there is no such election, if it already has a
	 * schedule of that name, or if the settings cannot be used: no leadership lasts for
	 * {@code minRemaining}, for example
	 */
	Registration add(String election, ScheduleSettings schedule, FireTask task, Executor executor);

	/**
	 * Reads the schedules of an election from Redis, with those that no instance of this
	 * version has.
	 * @param election the name of the election
	 * @return completes with all schedules that Redis knows
	 */
	CompletionStage<List<ScheduleStatus>> lookUp(String election);

	/**
	 * Has the leader run a schedule now, or rather with its next renewal: within a third
	 * of the {@code ttl} by default. The run comes beside the planned ones, takes the
	 * place of none of them and does not overlap with them; a pause does not keep it.
	 * Nobody is given two runs by asking twice before the first one begins. If no leader
	 * can begin it within a minute, it is given up, which a leader that comes later
	 * publishes as {@link LeadershipEvent.FireMissed FireMissed}.
	 * @param election the name of the election
	 * @param schedule the name of the schedule
	 * @return completes when that is written, before the run begins
	 */
	CompletionStage<Void> trigger(String election, String schedule);

	/**
	 * Pauses a schedule for all instances until it is resumed. A run that goes on goes
	 * on. The pause is lost if Redis loses the record of the election.
	 * @param election the name of the election
	 * @param schedule the name of the schedule
	 * @return completes when that is written, from when on nothing is claimed
	 */
	CompletionStage<Void> pause(String election, String schedule);

	/**
	 * Resumes a schedule for all instances. What was planned meanwhile is not owed. Does
	 * nothing to a schedule that is not paused.
	 * @param election the name of the election
	 * @param schedule the name of the schedule
	 * @return completes when that is written
	 */
	CompletionStage<Void> resume(String election, String schedule);

	/**
	 * Forgets the last fire of a schedule, which begins anew: for one that stands still
	 * since the clock of Redis was ahead. If a run goes on, another may begin beside it.
	 * @param election the name of the election
	 * @param schedule the name of the schedule
	 * @return completes when that is written
	 */
	CompletionStage<Void> forget(String election, String schedule);

}

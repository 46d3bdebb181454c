package io.github.leaderkit.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;

import io.github.leaderkit.FireTask;
import io.github.leaderkit.LeaderElection.Registration;
import io.github.leaderkit.LeaderSchedules;
import io.github.leaderkit.ScheduleSettings;
import io.github.leaderkit.ScheduleStatus;
import io.github.leaderkit.engine.runtime.ElectionRuntime;
import io.github.leaderkit.schedule.FireThreads;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The schedules of the elections of an engine. A schedule stays when its election is
 * closed: another one may be created under the same name.
 */
final class EngineSchedules implements LeaderSchedules {

	private static final Logger logger = LoggerFactory.getLogger(EngineSchedules.class);

	/** By the name of the election. Also their lock. */
	private final Map<String, List<AddedSchedule>> added = new HashMap<>();

	private final ElectionRegistry registry;

	private final ElectionRuntime runtime;

	EngineSchedules(ElectionRegistry registry, ElectionRuntime runtime) {
		this.registry = registry;
		this.runtime = runtime;
	}

	@Override
	public Registration add(String election, ScheduleSettings schedule, FireTask task, Executor executor) {
		FireThreads threads = this.runtime.hasThreads() ? FireThreads.of(executor) : FireThreads.none();
		AddedSchedule one = new AddedSchedule((present) -> present.schedule(schedule, task, threads));
		synchronized (this.added) {
			one.addTo(election(election));
			this.added.computeIfAbsent(election, (name) -> new ArrayList<>()).add(one);
		}
		return () -> remove(election, one);
	}

	private void remove(String election, AddedSchedule one) {
		synchronized (this.added) {
			this.added.computeIfPresent(election, (name, all) -> {
				all.remove(one);
				return all.isEmpty() ? null : all;
			});
			one.remove();
		}
	}

	/**
	 * Gives an election the schedules of the one that had its name before.
	 */
	void created(LeasedElection election) {
		synchronized (this.added) {
			for (AddedSchedule one : this.added.getOrDefault(election.name(), List.of())) {
				try {
					one.addTo(election);
				}
				catch (IllegalArgumentException ex) {
					logger.error("A schedule of the election '{}' that was closed cannot be one of the new election",
							election.name(), ex);
				}
			}
		}
	}

	@Override
	public CompletionStage<List<ScheduleStatus>> lookUp(String election) {
		return ask(election, LeasedElection::lookUpSchedules);
	}

	@Override
	public CompletionStage<Void> trigger(String election, String schedule) {
		return ask(election, (one) -> one.changeSchedules((operations) -> operations.trigger(schedule)));
	}

	@Override
	public CompletionStage<Void> pause(String election, String schedule) {
		return ask(election, (one) -> one.changeSchedules((operations) -> operations.pause(schedule)));
	}

	@Override
	public CompletionStage<Void> resume(String election, String schedule) {
		return ask(election, (one) -> one.changeSchedules((operations) -> operations.resume(schedule)));
	}

	@Override
	public CompletionStage<Void> forget(String election, String schedule) {
		return ask(election, (one) -> one.changeSchedules((operations) -> operations.forget(schedule)));
	}

	private <T extends @Nullable Object> CompletionStage<T> ask(String election,
			Function<LeasedElection, CompletionStage<T>> question) {
		try {
			return question.apply(election(election));
		}
		catch (IllegalArgumentException ex) {
			return CompletableFuture.failedStage(ex);
		}
	}

	private LeasedElection election(String name) {
		LeasedElection election = this.registry.find(name);
		if (election == null) {
			throw new IllegalArgumentException("There is no election '" + name + "'");
		}
		return election;
	}

	/**
	 * A schedule that was added and not removed since.
	 */
	private static final class AddedSchedule {

		private final Function<LeasedElection, Registration> addition;

		private @Nullable LeasedElection election;

		private @Nullable Registration registration;

		private AddedSchedule(Function<LeasedElection, Registration> addition) {
			this.addition = addition;
		}

		private void addTo(LeasedElection present) {
			if (this.election != present) {
				this.registration = this.addition.apply(present);
				this.election = present;
			}
		}

		private void remove() {
			if (this.registration != null) {
				this.registration.close();
			}
		}

	}

}

package io.github.leaderkit.engine;

import java.util.List;
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

/**
 * The schedules of the elections of an engine.
 */
final class EngineSchedules implements LeaderSchedules {

	private final ElectionRegistry registry;

	private final ElectionRuntime runtime;

	EngineSchedules(ElectionRegistry registry, ElectionRuntime runtime) {
		this.registry = registry;
		this.runtime = runtime;
	}

	@Override
	public Registration add(String election, ScheduleSettings schedule, FireTask task, Executor executor) {
		FireThreads threads = this.runtime.hasThreads() ? FireThreads.of(executor) : FireThreads.none();
		return election(election).schedule(schedule, task, threads);
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

}

package io.github.leaderkit.store.redis;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.leaderkit.DurationText;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.QueryTimeoutException;

/**
 * Scripts that wait until they can be sent. One that has waited for the command timeout
 * fails: by then it could do nothing but come late. The first ones may wait for as long
 * as connecting may take: a process that starts is slow, and has nothing to lose yet.
 */
final class WaitingScripts {

	private final Duration timeout;

	private final Queue<Batch> batches = new ArrayDeque<>();

	private volatile Duration limit;

	/**
	 * Creates an empty queue.
	 * @param timeout the command timeout
	 */
	WaitingScripts(Duration timeout) {
		this.timeout = timeout;
		this.limit = OwnConnectionFactory.connecting(timeout);
	}

	void add(List<ScriptTask> tasks) {
		Batch batch = new Batch(tasks);
		Duration limit = this.limit;
		batch.orTimeout(limit.toNanos(), TimeUnit.NANOSECONDS).whenComplete((ignored, timeout) -> {
			if (timeout != null) {
				QueryTimeoutException failure = new QueryTimeoutException("Not sent within " + DurationText.of(limit));
				tasks.forEach((task) -> task.fail(failure));
			}
		});
		synchronized (this.batches) {
			this.batches.add(batch);
		}
	}

	boolean isEmpty() {
		synchronized (this.batches) {
			return this.batches.isEmpty();
		}
	}

	/**
	 * Ends the waiting.
	 * @return the scripts that have not waited too long, in the order in which they came
	 */
	List<ScriptTask> takeAll() {
		this.limit = this.timeout;
		List<Batch> all;
		synchronized (this.batches) {
			all = List.copyOf(this.batches);
			this.batches.clear();
		}
		List<ScriptTask> tasks = new ArrayList<>();
		all.stream().filter((batch) -> batch.complete(null)).forEach((batch) -> tasks.addAll(batch.tasks));
		return tasks;
	}

	/**
	 * Ends the waiting with a failure.
	 */
	void failAll(Throwable failure) {
		takeAll().forEach((task) -> task.fail(failure));
	}

	/**
	 * Scripts that came together. Completed when their waiting ends.
	 */
	private static final class Batch extends CompletableFuture<@Nullable Void> {

		private final List<ScriptTask> tasks;

		Batch(List<ScriptTask> tasks) {
			this.tasks = tasks;
		}

	}

}

package io.github.leaderkit.schedule;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.engine.runtime.ElectionRuntime;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseReply.Code;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseResult;
import io.github.leaderkit.store.LeaseStoreException;
import io.github.leaderkit.store.ScheduleChange;
import org.jspecify.annotations.Nullable;

/**
 * Asks the store about the schedules of one election, and tries again later; on the loop.
 */
final class ScheduleRequests {

	private static final Duration LONGEST_DELAY = Duration.ofSeconds(30);

	private static final int MOST_DOUBLINGS = 10;

	private final String key;

	private final Duration retryPeriod;

	private final ElectionRuntime runtime;

	private final List<Waiting> waiting = new ArrayList<>();

	private boolean resting;

	ScheduleRequests(ElectionSettings settings, ElectionRuntime runtime) {
		this.key = settings.key();
		this.retryPeriod = settings.retryPeriod();
		this.runtime = runtime;
	}

	void read(Consumer<LeaseResult> then) {
		this.runtime.call(new LeaseRequest.ReadSchedules(this.key), then);
	}

	/**
	 * What the store has decided. While the key holds data of somebody else, it decides
	 * nothing, and may still have what was asked for before.
	 * @return the reply, or {@code null} if nothing is known
	 */
	static @Nullable LeaseReply decided(LeaseResult result) {
		LeaseReply reply = result.reply();
		return (reply != null && reply.code() != Code.FOREIGN) ? reply : null;
	}

	/**
	 * The reply, for somebody who is to know why there is none.
	 * @throws RuntimeException if the store has not answered, or if the key holds data of
	 * somebody else
	 */
	static LeaseReply reply(LeaseResult result) {
		LeaseReply reply = result.reply();
		if (reply == null) {
			throw (result.failure() != null) ? result.failure()
					: new IllegalStateException("The store has said nothing");
		}
		if (reply.code() == Code.FOREIGN) {
			throw new LeaseStoreException(ErrorKind.FOREIGN_DATA, "The key of the election holds data of somebody else",
					null);
		}
		return reply;
	}

	/**
	 * Changes an entry, whoever leads.
	 */
	void change(ScheduleChange change, Consumer<LeaseResult> then) {
		this.runtime.call(new LeaseRequest.ChangeSchedules(this.key, "", 0, 0, 0, List.of(change)), then);
	}

	/**
	 * Changes an entry if a leader still leads.
	 * @param notAfter the latest time at which this may take effect, {@code 0} for any
	 */
	void change(LedTerm leader, ScheduleChange change, long notAfter, Consumer<LeaseResult> then) {
		change(leader, List.of(change), notAfter, 0, then);
	}

	/**
	 * Writes what is missing if a leader still leads.
	 * @param restored the revision to go on from, if entries are restored; else {@code 0}
	 */
	void write(LedTerm leader, List<ScheduleChange> changes, long restored, Consumer<LeaseResult> then) {
		change(leader, changes, 0, restored, then);
	}

	private void change(LedTerm leader, List<ScheduleChange> changes, long notAfter, long restored,
			Consumer<LeaseResult> then) {
		this.runtime.call(
				new LeaseRequest.ChangeSchedules(this.key, leader.owner(), leader.term(), notAfter, restored, changes),
				then);
	}

	/**
	 * Does something after a time that doubles with each try, or as soon as the store has
	 * answered something else.
	 */
	void later(int tries, Runnable task) {
		later(tries, task, () -> {
		});
	}

	/**
	 * Does something later, as above.
	 * @param onRest run if the store is closed before; the task waits on then, perhaps
	 * for ever
	 */
	void later(int tries, Runnable task, Runnable onRest) {
		Duration delay = this.retryPeriod.multipliedBy(1L << Math.min(tries, MOST_DOUBLINGS));
		Waiting waiting = new Waiting(task, onRest);
		this.waiting.add(waiting);
		if (this.resting) {
			onRest.run();
		}
		else {
			waiting.cancellation = this.runtime
				.after(((delay.compareTo(LONGEST_DELAY) < 0) ? delay : LONGEST_DELAY).toNanos(), waiting::run);
		}
	}

	/**
	 * The store is closed: what waits to be tried again waits without a timer, which
	 * would keep a thread alive.
	 */
	void rest() {
		this.resting = true;
		this.waiting.forEach((waiting) -> {
			waiting.cancellation.run();
			waiting.onRest.run();
		});
	}

	/**
	 * The store is open again.
	 */
	void wake() {
		this.resting = false;
		List<Waiting> tasks = List.copyOf(this.waiting);
		this.waiting.clear();
		tasks.forEach((waiting) -> later(0, waiting.task, waiting.onRest));
	}

	/**
	 * The store answers: what waits to be tried again need not wait any longer.
	 */
	void hurry() {
		for (Waiting waiting : List.copyOf(this.waiting)) {
			waiting.cancellation.run();
			waiting.run();
		}
	}

	long retryMillis() {
		return this.retryPeriod.toMillis();
	}

	long now() {
		return this.runtime.nanoTime();
	}

	/**
	 * Something that is to be tried again.
	 */
	private final class Waiting {

		private final Runnable task;

		private final Runnable onRest;

		private Runnable cancellation = () -> {
		};

		private Waiting(Runnable task, Runnable onRest) {
			this.task = task;
			this.onRest = onRest;
		}

		private void run() {
			// A timer that waits for its turn on the loop cannot be cancelled any more
			if (ScheduleRequests.this.waiting.remove(this)) {
				this.task.run();
			}
		}

	}

}

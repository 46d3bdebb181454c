package io.github.leaderkit.chaos.worker;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

import io.github.leaderkit.Fire;
import io.github.leaderkit.Interrupted;
import io.github.leaderkit.LeaderSchedules;
import io.github.leaderkit.ScheduleSettings;
import io.github.leaderkit.chaos.history.EventFile;
import io.github.leaderkit.chaos.history.EventFile.Entry;
import io.github.leaderkit.chaos.history.EventKind;
import org.jspecify.annotations.Nullable;

/**
 * The schedule of each election: a cron that fires each second, with runs that are short
 * beside that. In some elections, runs that were interrupted are run again.
 *
 * <p>
 * None gives up what is late. What is late and was due while a run went on would be given
 * up without a report, so a checker could not tell it from what was lost.
 */
public final class ScheduledWork {

	/**
	 * The name of the schedule.
	 */
	public static final String SCHEDULE = "each-second";

	/**
	 * The time from one planned time to the next.
	 */
	public static final long PERIOD_MILLIS = 1_000;

	private static final String EACH_SECOND = "* * * * * *";

	/**
	 * Fewer than elections, so that some fires wait for a thread: all are due at once.
	 */
	private static final int THREADS = 8;

	/**
	 * In one of so many elections, runs are repeated.
	 */
	private static final int REPEATED = 4;

	private final LeaderSchedules schedules;

	private final EventFile file;

	private final LongSupplier clock;

	private final Executor executor = Executors.newFixedThreadPool(THREADS, ScheduledWork::thread);

	ScheduledWork(LeaderSchedules schedules, EventFile file, LongSupplier clock) {
		this.schedules = schedules;
		this.file = file;
		this.clock = clock;
	}

	private static Thread thread(Runnable task) {
		Thread thread = new Thread(task, "scheduled-work");
		thread.setDaemon(true);
		return thread;
	}

	void addTo(int number, String election) {
		boolean repeated = number % REPEATED == REPEATED - 1;
		this.schedules.add(election,
				ScheduleSettings.cron(SCHEDULE, EACH_SECOND, ZoneOffset.UTC)
					.withInterrupted(repeated ? Interrupted.AGAIN : Interrupted.SKIP),
				(fire) -> run(number, fire), this.executor);
		this.file.append(EventKind.SCHEDULE_ADDED, number, 0, 0, this.clock.getAsLong());
	}

	private @Nullable CompletionStage<?> run(int number, Fire fire) throws InterruptedException {
		Entry entry = this.file.append(EventKind.FIRE_RUN, number, fire.attempt(), fire.term(), this.clock.getAsLong(),
				fire.planned().toEpochMilli(), fire.standsFor(), fire.previous().map(Instant::toEpochMilli).orElse(0L),
				0, fire.lateness().toMillis());
		Random random = ThreadLocalRandom.current();
		Thread.sleep((random.nextInt(8) == 0) ? random.nextInt(50, 150) : random.nextInt(1, 20));
		entry.set(4, this.clock.getAsLong());
		return null;
	}

}

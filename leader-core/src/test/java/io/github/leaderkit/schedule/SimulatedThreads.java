package io.github.leaderkit.schedule;

import java.time.Duration;
import java.util.Random;

/**
 * The threads on which the schedules of a simulated process run. Sometimes all of them
 * are busy for a while, and sometimes one is interrupted while it waits for a claim.
 */
public final class SimulatedThreads implements FireThreads {

	private static final long WAKE_UP = Duration.ofNanos(20_000).toNanos();

	private static final double BUSY = 0.02;

	private static final double INTERRUPTED = 0.01;

	private final Process process;

	private final Random random;

	private final FireMutant mutant;

	/**
	 * Creates the threads.
	 * @param process the process
	 * @param random decides what goes wrong
	 * @param mutant what is wrong in any case
	 */
	public SimulatedThreads(Process process, Random random, FireMutant mutant) {
		this.process = process;
		this.random = random;
		this.mutant = mutant;
	}

	@Override
	public void start(FireRun run) {
		long busy = (this.random.nextDouble() < BUSY) ? 3 * this.process.ttl() / 2 : 0;
		long untilThread = WAKE_UP + (long) (this.random.nextDouble() * busy);
		if (this.mutant.claimsBeforeThereIsAThread()) {
			run.begin().whenComplete((claim, failure) -> this.process.onThread(untilThread, run::work));
		}
		else {
			this.process.onThread(untilThread, () -> claimAndWork(run));
		}
	}

	/**
	 * A thread that waits for a claim waits for a ttl at most, and is waked when there is
	 * one.
	 */
	private void claimAndWork(FireRun run) {
		run.begin().whenComplete((claim, failure) -> this.process.onThread(WAKE_UP, run::work));
		boolean interrupted = this.random.nextDouble() < INTERRUPTED;
		this.process.onThread(interrupted ? (long) (this.random.nextDouble() * 400_000) : this.process.ttl(),
				() -> run.claimed(null));
	}

	/**
	 * The process whose threads they are.
	 */
	public interface Process {

		/**
		 * Does something on a thread when some time has passed and the process is awake.
		 */
		void onThread(long nanos, Runnable task);

		/**
		 * How long a lease lasts, in nanoseconds.
		 */
		long ttl();

	}

}

package io.github.leaderkit.chaos.worker;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

import io.github.leaderkit.LeaderElection.GuardedCall;
import io.github.leaderkit.Leadership;
import io.github.leaderkit.chaos.history.EventFile;
import io.github.leaderkit.chaos.history.EventFile.Entry;
import io.github.leaderkit.chaos.history.EventKind;
import io.github.leaderkit.chaos.history.WorkOutcome;
import io.github.leaderkit.chaos.register.RegisterClient;

/**
 * Does guarded work in one election after the other: some milliseconds each. Most of it
 * ends early if the leadership does.
 */
final class GuardedWork implements Runnable {

	private static final long ROUND_MILLIS = 120;

	private static final AtomicInteger elements = new AtomicInteger();

	private final int process;

	private final List<Contest> contests;

	private final RegisterClient register;

	private final EventFile file;

	private final LongSupplier clock;

	GuardedWork(int process, List<Contest> contests, RegisterClient register, EventFile file, LongSupplier clock) {
		this.process = process;
		this.contests = contests;
		this.register = register;
		this.file = file;
		this.clock = clock;
	}

	@Override
	public void run() {
		try {
			while (true) {
				long start = System.nanoTime();
				for (Contest contest : this.contests) {
					work(contest);
				}
				long spent = (System.nanoTime() - start) / 1_000_000;
				Thread.sleep(Math.max(ROUND_MILLIS - spent, 1));
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException("The register does not answer", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void work(Contest contest) throws IOException, InterruptedException {
		long call = this.clock.getAsLong();
		try (GuardedCall guarded = contest.election().tryEnter()) {
			if (guarded != null) {
				long returned = this.clock.getAsLong();
				Leadership leadership = guarded.leadership();
				Entry entry = this.file.append(EventKind.WORK, contest.number(), 0, leadership.term(), call, returned);
				change(contest.number(), leadership, entry);
				entry.set(2, this.clock.getAsLong());
			}
		}
	}

	private void change(int election, Leadership leadership, Entry entry) throws IOException, InterruptedException {
		int base = this.register.read(election);
		Random random = ThreadLocalRandom.current();
		if (random.nextInt(8) == 0) {
			// Does not look at the guard, and takes longer than the next leader needs
			Thread.sleep(random.nextInt(20, 80));
		}
		for (int i = random.nextInt(1, 4); i > 0 && leadership.isValid(); i--) {
			Thread.sleep(1);
		}
		if (leadership.isValid()) {
			long element = ((long) this.process << 32) | elements.incrementAndGet();
			entry.set(3, element);
			boolean accepted = this.register.write(election, leadership.term(), element, base);
			entry.set(4, new WorkOutcome(true, accepted, leadership.isValid()).value());
		}
	}

}

package io.github.leaderkit.chaos.worker;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Resigns, stops, starts and revokes elections at random for a while. In the end all of
 * them are started.
 */
final class Churn implements Runnable {

	private final List<Contest> contests;

	private final long millis;

	Churn(List<Contest> contests, long millis) {
		this.contests = contests;
		this.millis = millis;
	}

	@Override
	public void run() {
		long start = System.nanoTime();
		try {
			while (System.nanoTime() - start < this.millis * 1_000_000) {
				disturb(this.contests.get(ThreadLocalRandom.current().nextInt(this.contests.size())));
				Thread.sleep(ThreadLocalRandom.current().nextInt(5, 60));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static void disturb(Contest contest) {
		int dice = ThreadLocalRandom.current().nextInt(10);
		if (dice < 5) {
			contest.resign();
		}
		else if (dice < 6) {
			contest.revoke();
		}
		else {
			CompletionStage<Void> stopped = contest.stop();
			if (dice < 8) {
				stopped.thenRun(contest::start);
			}
			else {
				contest.start();
			}
		}
	}

}

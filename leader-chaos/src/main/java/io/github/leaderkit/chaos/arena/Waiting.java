package io.github.leaderkit.chaos.arena;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Lets time pass.
 */
public final class Waiting {

	private Waiting() {
	}

	/**
	 * Waits.
	 * @param millis how long
	 */
	public static void millis(long millis) {
		try {
			Thread.sleep(millis);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted", ex);
		}
	}

	/**
	 * Waits until something is true.
	 * @param seconds the longest time to wait
	 * @param condition what is to become true
	 * @return whether it did
	 */
	public static boolean until(long seconds, BooleanSupplier condition) {
		long start = System.nanoTime();
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(seconds)) {
				return false;
			}
			millis(2);
		}
		return true;
	}

	/**
	 * Waits for a condition that may be impossible to check meanwhile.
	 * @param what what is waited for, for people
	 * @param seconds the longest time to wait
	 * @param condition what is to become true
	 * @throws IOException if it does not
	 */
	static void require(String what, long seconds, Condition condition) throws IOException {
		boolean met = until(seconds, () -> {
			try {
				return condition.isMet();
			}
			catch (IOException ex) {
				return false;
			}
		});
		if (!met) {
			throw new IOException("No " + what + " after " + seconds + " s");
		}
	}

	/**
	 * Something that is waited for.
	 */
	@FunctionalInterface
	interface Condition {

		boolean isMet() throws IOException;

	}

}

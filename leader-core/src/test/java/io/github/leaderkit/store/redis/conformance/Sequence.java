package io.github.leaderkit.store.redis.conformance;

import java.util.SplittableRandom;

import org.jspecify.annotations.Nullable;

/**
 * A random sequence of commands to one record. Each step is decided by a number of its
 * own and by what came before, so that a sequence from which steps are taken is still
 * one.
 */
abstract class Sequence {

	/**
	 * What the times begin with, in milliseconds.
	 */
	static final long EPOCH = 1_800_000_000_000L;

	/**
	 * The key in requests. Which record in Redis is meant is not said there.
	 */
	static final String KEY = "key";

	private final long[] steps;

	private int next;

	Sequence(long[] steps) {
		this.steps = steps;
	}

	/**
	 * The steps of a seed.
	 */
	static long[] steps(long seed, int most) {
		SplittableRandom random = new SplittableRandom(seed);
		return random.longs(random.nextInt(1, most + 1)).toArray();
	}

	/**
	 * The next command, or {@code null} if there is none.
	 */
	final @Nullable Command next() {
		Command command = null;
		while (command == null && this.next < this.steps.length) {
			command = step(new SplittableRandom(this.steps[this.next++]));
		}
		return command;
	}

	/**
	 * Does one step.
	 * @param random decides the step
	 * @return the command to send, {@code null} if the step needs none
	 */
	abstract @Nullable Command step(SplittableRandom random);

	/**
	 * Redis has answered.
	 * @param key the key of the record
	 * @param command what was sent last
	 * @param answer the answer
	 * @return what is wrong, or {@code null}
	 */
	abstract @Nullable Finding answered(String key, Command command, Answer answer);

	/**
	 * The time on the clock of the server, in milliseconds; {@code 0} if it is the true
	 * one.
	 */
	abstract long serverMillis();

	abstract String runId();

	/**
	 * Whether the scripts are told the time and the run id.
	 */
	boolean isTold() {
		return true;
	}

	/**
	 * A line on a command that was sent, for people.
	 */
	String describe(Command command) {
		return serverMillis() - EPOCH + " ms: " + command;
	}

}

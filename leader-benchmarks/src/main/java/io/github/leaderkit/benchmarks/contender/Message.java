package io.github.leaderkit.benchmarks.contender;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A line between the parent and a process that contends.
 *
 * @param word what it is about
 * @param value the value that goes with it, zero if none does
 */
public record Message(Word word, long value) {

	private static final String MARK = "@";

	/**
	 * Reads a line.
	 * @param line the line
	 * @return what it says, or {@code null} if a library has printed it
	 */
	public static @Nullable Message parse(String line) {
		if (!line.startsWith(MARK)) {
			return null;
		}
		String[] parts = line.substring(MARK.length()).split(" ");
		return new Message(Word.valueOf(parts[0]), Long.parseLong(parts[1]));
	}

	/**
	 * The clock of all stamps, which processes on one machine share.
	 * @return nanoseconds since 1970, in steps of a microsecond
	 */
	public static long now() {
		Instant now = Instant.now();
		return now.getEpochSecond() * 1_000_000_000 + now.getNano();
	}

	/**
	 * The line.
	 */
	@Override
	public String toString() {
		return MARK + this.word + " " + this.value;
	}

	/**
	 * What a line is about. A question is answered with the same word.
	 */
	public enum Word {

		/** To the parent: connected, and waits for {@link #START}. */
		READY,

		/** Contend; answered at once with the time before. */
		START,

		/** To the parent, unasked, if there is one election: when it was promoted. */
		PROMOTED,

		/** Wait until each election was led once; answered with the time when it was. */
		ELECTED,

		/** Give up the leadership; answered with the time before. */
		LEAVE,

		/** Contend again after that; answered at once. */
		REJOIN,

		/**
		 * Look each millisecond from now on whether it claims to lead; answered at once.
		 */
		WATCH,

		/**
		 * To the parent, unasked: that it claims to lead in this millisecond since 1970.
		 */
		CLAIM,

		/** How much processor time was used; answered in nanoseconds. */
		CPU,

		/** What is on the heap after a collection; answered in bytes. */
		HEAP,

		/** How many threads there are; answered. */
		THREADS

	}

}

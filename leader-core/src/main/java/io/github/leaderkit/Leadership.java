package io.github.leaderkit;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * A leadership that this process was granted: one term of one election.
 *
 * <p>
 * The object may be used after the leadership has ended. {@link #isValid()} and
 * {@link #remaining()} read the clocks on every call. Two leaderships are equal if they
 * are the same term of the same election and instance.
 */
public final class Leadership {

	private static final ThreadLocal<@Nullable Leadership> CURRENT = new ThreadLocal<>();

	private final String election;

	private final String instance;

	private final long term;

	private final Instant since;

	private final LongSupplier remainingNanos;

	/**
	 * Creates a leadership.
	 * @param election the name of the election
	 * @param instance the label of this instance
	 * @param term the term
	 * @param since when it was granted
	 * @param remainingNanos reads the clocks: how long the leadership lasts without a
	 * further renewal, in nanoseconds; zero or less once it has ended
	 */
	public Leadership(String election, String instance, long term, Instant since, LongSupplier remainingNanos) {
		this.election = election;
		this.instance = instance;
		this.term = term;
		this.since = since;
		this.remainingNanos = remainingNanos;
	}

	/**
	 * The leadership under which the calling thread does guarded work.
	 * @return the leadership, which may have ended since the work began, or empty outside
	 * of guarded work
	 */
	public static Optional<Leadership> current() {
		return Optional.ofNullable(CURRENT.get());
	}

	/**
	 * The leadership under which the calling thread does guarded work. For code that only
	 * runs as guarded work; use {@link #current()} in code that may run outside of it,
	 * too.
	 * @return the leadership, which may have ended since the work began
	 * @throws IllegalStateException outside of guarded work, whether this instance leads
	 * or not
	 */
	public static Leadership required() {
		Leadership leadership = CURRENT.get();
		if (leadership == null) {
			throw new IllegalStateException("The thread '" + Thread.currentThread().getName()
					+ "' runs no guarded work, so it has no leadership and no term. Call this inside of a @LeaderOnly "
					+ "method that is called through its bean (a call on 'this' is not guarded), or inside of "
					+ "runIfLeader, callIfLeader or tryEnter. To work on another thread, pass the leadership or "
					+ "its term to that thread, or use Micrometer's context propagation.");
		}
		return leadership;
	}

	/**
	 * Sets what is {@link #current()} on the calling thread. It is for propagation from
	 * one thread to another.
	 * @param leadership the leadership, or {@code null} for none
	 */
	static void setCurrent(@Nullable Leadership leadership) {
		CURRENT.set(leadership);
	}

	/**
	 * The name of the election.
	 * @return the name
	 */
	public String election() {
		return this.election;
	}

	/**
	 * The label of the instance that leads, which is this one.
	 * @return the label
	 */
	public String instance() {
		return this.instance;
	}

	/**
	 * The term: a number that is higher than that of every earlier leadership of this
	 * election. It is the fencing token: pass it to the resource that the work changes,
	 * and let the resource refuse a term lower than the highest that it has seen
	 * (Kleppmann, <a href=
	 * "https://martin.kleppmann.com/2016/02/08/how-to-do-distributed-locking.html">How to
	 * do distributed locking</a>). Terms are positive, grow in steps of any size and need
	 * 64 bits.
	 * @return the term
	 */
	public long term() {
		return this.term;
	}

	/**
	 * When the leadership was granted, on this machine's wall clock.
	 * @return the time
	 */
	public Instant since() {
		return this.since;
	}

	/**
	 * Whether this leadership has not ended yet.
	 * @return {@code false} for ever once it has ended
	 */
	public boolean isValid() {
		return this.remainingNanos.getAsLong() > 0;
	}

	/**
	 * Throws if this leadership has ended. Call it between the steps of long work, so
	 * that the work ends soon after the leadership.
	 * @throws NotLeaderException if {@link #isValid()} is {@code false}
	 */
	public void checkValid() {
		if (!isValid()) {
			throw new NotLeaderException(this.election, null);
		}
	}

	/**
	 * How long this leadership lasts without a further renewal.
	 * @return the time left, zero once the leadership has ended
	 */
	public Duration remaining() {
		return Duration.ofNanos(Math.max(this.remainingNanos.getAsLong(), 0));
	}

	/**
	 * Makes this the {@link #current()} leadership of the calling thread. Close the scope
	 * on the same thread, in the reverse order of opening.
	 * @return the scope that restores what was current before
	 */
	public Scope makeCurrent() {
		@Nullable Leadership previous = CURRENT.get();
		CURRENT.set(this);
		// not removed: setting null keeps nothing alive, and the next scope is cheaper
		return () -> CURRENT.set(previous);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof Leadership that && this.term == that.term
				&& this.election.equals(that.election) && this.instance.equals(that.instance));
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.election, this.instance, this.term);
	}

	@Override
	public String toString() {
		return "Leadership[election=" + this.election + ", instance=" + this.instance + ", term=" + this.term + "]";
	}

	/**
	 * The time during which a leadership is current on a thread.
	 */
	@FunctionalInterface
	public interface Scope extends AutoCloseable {

		/**
		 * Restores the leadership that was current before.
		 */
		@Override
		void close();

	}

}

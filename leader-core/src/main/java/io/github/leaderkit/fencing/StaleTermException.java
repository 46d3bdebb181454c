package io.github.leaderkit.fencing;

/**
 * Thrown by a fence that has seen a higher term: another instance has led since the
 * caller did, and nothing was written. Do not try again.
 */
public class StaleTermException extends RuntimeException {

	private final String resource;

	private final long term;

	private final long highest;

	/**
	 * Creates the exception.
	 * @param resource the name of what is fenced
	 * @param term the term that was refused
	 * @param highest the highest term that the fence has seen
	 */
	public StaleTermException(String resource, long term, long highest) {
		super("Term " + term + " may no longer write to '" + resource + "', which has seen term " + highest);
		this.resource = resource;
		this.term = term;
		this.highest = highest;
	}

	/**
	 * The name of what is fenced: the resource of a {@link JdbcFence}, the key of a
	 * {@link RedisFence}.
	 * @return the name
	 */
	public String resource() {
		return this.resource;
	}

	/**
	 * The term that was refused.
	 * @return the term
	 */
	public long term() {
		return this.term;
	}

	/**
	 * The highest term that the fence has seen.
	 * @return the term, higher than {@link #term()}
	 */
	public long highest() {
		return this.highest;
	}

}

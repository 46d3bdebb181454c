package io.github.leaderkit.guard;

import io.github.leaderkit.LeaderOnly;

/**
 * A {@link LeaderOnly} that cannot be kept: the method cannot be guarded, or its election
 * does not exist.
 */
public class InvalidLeaderOnlyException extends IllegalStateException {

	private final String problem;

	private final String fix;

	/**
	 * Creates the exception.
	 * @param problem what is wrong, with the method or class in question
	 * @param fix what to do about it
	 */
	public InvalidLeaderOnlyException(String problem, String fix) {
		super(problem + " " + fix);
		this.problem = problem;
		this.fix = fix;
	}

	/**
	 * What is wrong, with the method or class in question.
	 * @return a sentence
	 */
	public String problem() {
		return this.problem;
	}

	/**
	 * What to do about it.
	 * @return a sentence
	 */
	public String fix() {
		return this.fix;
	}

}

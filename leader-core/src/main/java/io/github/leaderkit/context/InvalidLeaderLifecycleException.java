package io.github.leaderkit.context;

/**
 * A bean that is to run only while this instance leads, but cannot.
 */
public class InvalidLeaderLifecycleException extends IllegalStateException {

	private final String problem;

	private final String fix;

	/**
	 * Creates the exception.
	 * @param problem what is wrong, with the bean in question
	 * @param fix what to do about it
	 */
	public InvalidLeaderLifecycleException(String problem, String fix) {
		super(problem + " " + fix);
		this.problem = problem;
		this.fix = fix;
	}

	/**
	 * What is wrong, with the bean in question.
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

package io.github.leaderkit.schedule;

/**
 * The right to run a fire.
 *
 * @param term the term of the leader that claimed it, or passed it unclaimed
 * @param attempt the number of the attempt; {@code 0} if the fire was passed unclaimed
 * @param id identifies this claim, never used for another; empty if unclaimed
 */
record Claim(long term, int attempt, String id) {

	/**
	 * The claim of a fire that nobody ran.
	 * @param term the term of the leader that passes it
	 */
	static Claim none(long term) {
		return new Claim(term, 0, "");
	}

}

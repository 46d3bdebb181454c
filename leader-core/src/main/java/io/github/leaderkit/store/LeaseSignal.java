package io.github.leaderkit.store;

/**
 * A message about an election, or the notice that messages arrive.
 *
 * @param kind what it is about
 * @param term the term it is about, {@code 0} if it is about none
 */
public record LeaseSignal(Kind kind, long term) {

	/**
	 * What a message is about.
	 */
	public enum Kind {

		/**
		 * The lease was granted.
		 */
		GRANTED,

		/**
		 * The lease was released.
		 */
		RELEASED,

		/**
		 * The leadership was revoked.
		 */
		REVOKED,

		/**
		 * Messages arrive from now on; earlier ones may have been missed.
		 */
		SUBSCRIBED

	}

}

package io.github.leaderkit.engine.decision;

import io.github.leaderkit.DemotionReason;
import org.jspecify.annotations.Nullable;

/**
 * What a transition does with the lease that this process holds.
 *
 * @param kind what to do
 * @param held the lease it is about
 * @param reason why it ends, when it is to be closed or no work is let in any more
 */
public record LeaseAction(Kind kind, Phase.HeldLease held, @Nullable DemotionReason reason) {

	public enum Kind {

		/**
		 * The leadership begins.
		 */
		OPEN,

		/**
		 * The leadership lasts longer.
		 */
		EXTEND,

		/**
		 * No new work is let in.
		 */
		SHUT,

		/**
		 * The leadership ends.
		 */
		CLOSE

	}

}

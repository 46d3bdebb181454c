package io.github.leaderkit.guard;

import org.springframework.core.Ordered;

/**
 * How {@link io.github.leaderkit.LeaderOnly} is applied in one application context. A
 * bean of this type has to have the name {@value #BEAN_NAME}, and should need nothing but
 * the environment: it is created before other beans are. Without it the defaults apply.
 *
 * @param order the place of the guard among the advice that Spring AOP applies: what has
 * a lower order stands outside of the guard, what has a higher one inside
 * @param checkBeforeCommit whether a transaction in which guarded work is done is rolled
 * back if the leadership has ended when it is to be committed. Needs transaction managers
 * that are beans; does nothing for reactive ones
 */
public record GuardSettings(int order, boolean checkBeforeCommit) {

	/**
	 * The name of the bean.
	 */
	public static final String BEAN_NAME = "leaderGuardSettings";

	/**
	 * Outside of transactions and caches, whose advice comes last by default, and inside
	 * of all other.
	 */
	public static final int DEFAULT_ORDER = Ordered.LOWEST_PRECEDENCE - 100;

	/**
	 * The settings without a bean.
	 * @return the settings
	 */
	public static GuardSettings defaults() {
		return new GuardSettings(DEFAULT_ORDER, false);
	}

}

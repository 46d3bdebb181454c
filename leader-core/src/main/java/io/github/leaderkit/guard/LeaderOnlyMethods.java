package io.github.leaderkit.guard;

import java.lang.reflect.Method;
import java.util.Optional;

import io.github.leaderkit.LeaderElection;

/**
 * Knows which election a method is guarded by, for code that needs that before the call.
 * A bean of this type is there wherever {@link io.github.leaderkit.LeaderOnly} is
 * applied.
 */
public final class LeaderOnlyMethods {

	private final GuardedElections elections;

	LeaderOnlyMethods(GuardedElections elections) {
		this.elections = elections;
	}

	/**
	 * The election that a method is guarded by.
	 * @param type the class whose method is called
	 * @param method the method, which may be one that the class inherits
	 * @return the election, or empty if the method is not guarded
	 */
	public Optional<LeaderElection> electionOf(Class<?> type, Method method) {
		GuardedMethod guarded = this.elections.methodsOf(type).find(method);
		return (guarded != null) ? Optional.of(this.elections.electionOf(guarded)) : Optional.empty();
	}

	/**
	 * Whether a method is guarded, for code that cannot wait for a bean of this type.
	 * @param type the class whose method is called
	 * @param method the method, which may be one that the class inherits
	 * @return whether it is
	 */
	public static boolean isGuarded(Class<?> type, Method method) {
		return GuardedClass.of(type).find(method) != null;
	}

}

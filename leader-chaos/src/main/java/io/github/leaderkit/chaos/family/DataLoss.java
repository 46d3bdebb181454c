package io.github.leaderkit.chaos.family;

import io.github.leaderkit.chaos.arena.Profile;
import io.github.leaderkit.chaos.arena.SentinelServers;

/**
 * Whether a fault makes Redis forget what it has answered for. Only what the record of an
 * election holds can be promised of its schedules.
 */
public enum DataLoss {

	/**
	 * It forgets nothing.
	 */
	NONE,

	/**
	 * Another server takes over, which may lack the latest writes unless all replicas
	 * were waited for. The former master goes on until it learns of that, and as long as
	 * another replica is left to it, this one acknowledges what the new master never
	 * gets.
	 */
	FAILOVER,

	/**
	 * It forgets records, parts of them, or the latest writes.
	 */
	CERTAIN;

	/**
	 * Whether it may forget writes in an arena.
	 * @param profile what the arena is made of
	 * @return whether it may
	 */
	public boolean isPossible(Profile profile) {
		return this == CERTAIN || (this == FAILOVER && profile.waitReplicas() < SentinelServers.REPLICAS);
	}

}

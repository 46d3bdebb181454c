package io.github.leaderkit.benchmarks.contender;

import java.time.Duration;
import java.util.Locale;

/**
 * What can contend. Another peer is another constant, and its class.
 */
public enum ContenderKind {

	/** This library. */
	LEADER("contender.LeaderContender"),

	/** Its leader initiator, on a lock registry that publishes. */
	SPRING_INTEGRATION("peers.SpringIntegrationContender"),

	/** Its lock with a watchdog. */
	REDISSON("peers.RedissonContender"),

	/** Its lock, held and extended. */
	SHEDLOCK("peers.ShedLockContender"),

	/** The least that could hand over. */
	FLOOR("contender.FloorContender");

	private final String className;

	ContenderKind(String className) {
		this.className = "io.github.leaderkit.benchmarks." + className;
	}

	/**
	 * Connects one.
	 * @param port the port of Redis
	 * @param lease how long a lease lasts
	 * @return the contender
	 * @throws ReflectiveOperationException if that fails
	 */
	Contender create(int port, Duration lease) throws ReflectiveOperationException {
		return (Contender) Class.forName(this.className)
			.getConstructor(int.class, Duration.class)
			.newInstance(port, lease);
	}

	/**
	 * Whether it is another library.
	 * @return whether it is
	 */
	public boolean isPeer() {
		return this != LEADER && this != FLOOR;
	}

	/**
	 * The kind with a label.
	 * @param label the label
	 * @return the kind
	 */
	public static ContenderKind of(String label) {
		return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
	}

	/**
	 * The name in options and tables.
	 */
	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}

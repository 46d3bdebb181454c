package io.github.leaderkit.benchmarks.contender;

import java.time.Duration;
import java.util.Locale;

/**
 * What can contend. Another peer is another constant, and its class.
 */
public enum ContenderKind {

	/** This library. */
	LEADER("contender.LeaderContender", "leader:%s"),

	/** Its leader initiator, on a lock registry that publishes. */
	SPRING_INTEGRATION("peers.SpringIntegrationContender", "locks:%s"),

	/** Its lock with a watchdog. */
	REDISSON("peers.RedissonContender", "%s"),

	/** Its lock, held and extended. */
	SHEDLOCK("peers.ShedLockContender", "job-lock:default:%s"),

	/** The least that could hand over. */
	FLOOR("contender.FloorContender", "floor:%s");

	private final String className;

	private final String leaseKey;

	ContenderKind(String className, String leaseKey) {
		this.className = "io.github.leaderkit.benchmarks." + className;
		this.leaseKey = leaseKey;
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
	 * Where the lease of an election is.
	 * @param election the key of the election
	 * @return the key in Redis
	 */
	public String leaseKey(String election) {
		return this.leaseKey.formatted(election);
	}

	/**
	 * How many elections a process can lead. Spring Integration takes a thread for each.
	 * @return the number
	 */
	public int mostElections() {
		return (this == SPRING_INTEGRATION) ? 1000 : Integer.MAX_VALUE;
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

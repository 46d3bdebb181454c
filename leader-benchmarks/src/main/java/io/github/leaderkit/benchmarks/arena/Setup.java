package io.github.leaderkit.benchmarks.arena;

import java.time.Duration;

import io.github.leaderkit.benchmarks.contender.ContenderKind;

/**
 * What a process contends as, where, and for how many elections.
 *
 * @param kind what contends
 * @param port the port of Redis, or of a way to it
 * @param lease how long a lease lasts
 * @param elections how many elections there are
 * @param candidates how many instances there are in each process
 */
public record Setup(ContenderKind kind, int port, Duration lease, int elections, int candidates) {

	/**
	 * One instance in each process, for one election.
	 * @param kind what contends
	 * @param port the port of Redis, or of a way to it
	 * @param lease how long a lease lasts
	 */
	public Setup(ContenderKind kind, int port, Duration lease) {
		this(kind, port, lease, 1, 1);
	}

}

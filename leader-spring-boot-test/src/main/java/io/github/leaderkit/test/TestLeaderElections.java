package io.github.leaderkit.test;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.test.time.ManualTime;

/**
 * The elections of the application in the hands of a test, those created at run time
 * included.
 */
public final class TestLeaderElections {

	private final LeaderElections elections;

	private final TestLeaseStore store;

	private final ManualTime time;

	private final Map<LeaderElection, TestLeaderElection> known = new ConcurrentHashMap<>();

	TestLeaderElections(LeaderElections elections, TestLeaseStore store, ManualTime time) {
		this.elections = elections;
		this.store = store;
		this.time = time;
	}

	/**
	 * Returns an election.
	 * @param name the name of the election
	 * @return the election in the hands of the test
	 * @throws IllegalArgumentException if there is none of that name
	 * @throws IllegalStateException if a mock is in the place of the elections
	 */
	public TestLeaderElection get(String name) {
		LeaderElection election = this.elections.get(name);
		if (election == null) {
			throw new IllegalStateException("There is no election '" + name + "', since a mock is in the place of "
					+ "LeaderElections. Remove the mock: the test decides with TestLeaderElection who leads.");
		}
		return of(election);
	}

	private TestLeaderElection of(LeaderElection election) {
		return this.known.computeIfAbsent(election, (key) -> new TestLeaderElection(election, this.store, this.time));
	}

	/**
	 * Lets time pass for all elections. Whatever falls due meanwhile happens at its time:
	 * renewals, attempts, ends of leaderships.
	 * @param duration how much, not negative
	 */
	public void passTime(Duration duration) {
		this.time.pass(duration);
	}

	/**
	 * What the clock of the store shows, by which the elections go. It is right when the
	 * application starts, and stands still until time is let pass.
	 * @return the time
	 */
	public Instant now() {
		return Instant.ofEpochMilli(this.time.storeMillis());
	}

	/**
	 * Puts all elections back to how they were at the start: nobody leads, or this
	 * instance does if it did from the start; calls on the store work. Guarded work that
	 * is still inside is not waited for. Happens after each test method.
	 */
	public void reset() {
		this.elections.all().forEach((election) -> of(election).reset());
	}

}

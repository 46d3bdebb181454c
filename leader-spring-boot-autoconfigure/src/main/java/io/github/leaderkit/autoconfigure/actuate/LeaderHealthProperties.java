package io.github.leaderkit.autoconfigure.actuate;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Properties of the health of leader election.
 */
@ConfigurationProperties("leader.health")
public class LeaderHealthProperties {

	/**
	 * Health of an instance with an election that does not work: it cannot contend, it is
	 * stalled, or nobody leads. The details always have the reason.
	 */
	private ProblemStatus problemStatus = ProblemStatus.DOWN;

	/**
	 * Number of leases without a leader after which health reports a problem. Zero for
	 * never.
	 */
	private int leaderlessLeases = 3;

	public ProblemStatus getProblemStatus() {
		return this.problemStatus;
	}

	public void setProblemStatus(ProblemStatus problemStatus) {
		this.problemStatus = problemStatus;
	}

	public int getLeaderlessLeases() {
		return this.leaderlessLeases;
	}

	public void setLeaderlessLeases(int leaderlessLeases) {
		this.leaderlessLeases = leaderlessLeases;
	}

	/**
	 * The number of leases, if it makes sense.
	 * @return zero or more
	 * @throws InvalidConfigurationPropertyValueException if it is negative
	 */
	int leaderlessLeases() {
		if (this.leaderlessLeases < 0) {
			throw new InvalidConfigurationPropertyValueException("leader.health.leaderless-leases",
					this.leaderlessLeases, "Set a number of leases, or 0 if it is not a problem that nobody leads.");
		}
		return this.leaderlessLeases;
	}

	/**
	 * The health of an instance with an election that does not work.
	 */
	public enum ProblemStatus {

		/**
		 * The instance is down.
		 */
		DOWN,

		/**
		 * The instance is out of service.
		 */
		OUT_OF_SERVICE,

		/**
		 * The instance is up, and only the details say what is wrong.
		 */
		UP

	}

}

package io.github.leaderkit;

import java.time.Instant;

/**
 * Describes a leader for people: in logs, events and dashboards. The leader itself wrote
 * it, and no decision depends on it.
 *
 * @param instance the name of the leading instance
 * @param host the host it runs on, empty if it did not say
 * @param pid its process id, {@code 0} if it did not say
 * @param application the name of the application, empty if it did not say
 * @param since when it became the leader, by its own wall clock; {@link Instant#EPOCH} if
 * it did not say
 * @param term the term of its leadership
 */
public record LeaderInfo(String instance, String host, long pid, String application, Instant since, long term) {

	/**
	 * Describes this process as a leader.
	 * @param instance the label of this instance
	 * @param application the name of the application, may be empty
	 * @param since when it became the leader
	 * @param term the term of its leadership
	 * @return the description that other instances see
	 */
	public static LeaderInfo ofThisProcess(String instance, String application, Instant since, long term) {
		return new LeaderInfo(instance, ThisProcess.HOST, ThisProcess.pid(), application, since, term);
	}

}

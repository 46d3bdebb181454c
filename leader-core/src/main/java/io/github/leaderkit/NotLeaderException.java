package io.github.leaderkit;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Thrown on an instance that does not lead by a method that only the leader may run, for
 * example with {@link LeaderOnly.Otherwise#THROW}.
 */
public class NotLeaderException extends RuntimeException {

	private final String election;

	private final transient @Nullable LeaderInfo leader;

	/**
	 * Creates the exception.
	 * @param election the name of the election
	 * @param leader the last known leader, or {@code null}
	 */
	public NotLeaderException(String election, @Nullable LeaderInfo leader) {
		super("This instance does not lead the election '" + election + "'"
				+ ((leader != null) ? "; the last known leader is " + leader.instance() : ""));
		this.election = election;
		this.leader = leader;
	}

	/**
	 * The name of the election that this instance does not lead.
	 * @return the name
	 */
	public String election() {
		return this.election;
	}

	/**
	 * The last leader that this instance knew of.
	 * @return the leader, or empty if none was known
	 */
	public Optional<LeaderInfo> leader() {
		return Optional.ofNullable(this.leader);
	}

}

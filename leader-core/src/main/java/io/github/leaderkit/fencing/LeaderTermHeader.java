package io.github.leaderkit.fencing;

/**
 * How a leader tells its term to a service that it calls by HTTP: in the header
 * {@value #NAME}, as a decimal number. The service keeps the highest that it has seen for
 * what the request changes, with a fence of this package or of its own, in the same
 * transaction as the change; a lower one it answers with 412 (Precondition Failed) and
 * changes nothing.
 */
public final class LeaderTermHeader {

	/**
	 * The name of the header.
	 */
	public static final String NAME = "Leader-Term";

	private LeaderTermHeader() {
	}

}

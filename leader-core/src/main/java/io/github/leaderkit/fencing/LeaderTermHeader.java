package io.github.leaderkit.fencing;

/**
 * The header in which a leader sends its term to a service that it calls by HTTP:
 * {@value #NAME}, with a decimal number. The service keeps the highest term that it has
 * seen for the data that the request changes, with a fence of this package or another
 * one, in the same transaction as the change. It answers a lower term with 412
 * (Precondition Failed) and changes nothing.
 */
public final class LeaderTermHeader {

	/**
	 * The name of the header.
	 */
	public static final String NAME = "Leader-Term";

	private LeaderTermHeader() {
	}

}

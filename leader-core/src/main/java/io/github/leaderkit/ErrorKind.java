package io.github.leaderkit;

/**
 * Kinds of errors that keep an election from working. Each kind has another remedy.
 */
public enum ErrorKind {

	/**
	 * Redis did not answer in time or could not be reached. It is unknown whether the
	 * request took effect, and it still may. Retried.
	 */
	UNREACHABLE,

	/**
	 * Redis answers but is not ready: it loads its data, runs a script, or its cluster is
	 * changing. Retried.
	 */
	BUSY,

	/**
	 * The node that was asked is a replica and takes no writes, as after a failover.
	 * Retried on a new connection.
	 */
	READ_ONLY,

	/**
	 * Redis refuses writes: it cannot persist, lacks replicas, or is out of memory.
	 * Retried, but it usually needs action on Redis.
	 */
	WRITES_REFUSED,

	/**
	 * Redis granted or renewed the lease, but too few replicas acknowledged that in time.
	 * So it is not valid: a granted lease is released again, and a renewed lease ends
	 * when it would have ended without the renewal. Retried, but it usually needs action
	 * on the replicas.
	 */
	NOT_REPLICATED,

	/**
	 * The credentials are wrong or lack a permission. Retried every few seconds, until
	 * they are corrected. While connecting, the driver may lose the reason of a refusal:
	 * the first error is then {@link #UNREACHABLE}, and the next one has the reason.
	 */
	DENIED,

	/**
	 * The key of the election holds data that this library did not write. The data is
	 * never overwritten or deleted: choose another key, or remove the data.
	 */
	FOREIGN_DATA,

	/**
	 * Anything else. Retried.
	 */
	UNKNOWN

}

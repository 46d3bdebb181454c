package io.github.leaderkit.store.redis;

/**
 * The names in Redis that belong to the key of an election.
 *
 * @param prefix what every name begins with
 */
record LeaseKeys(String prefix) {

	String record(String key) {
		return this.prefix + key;
	}

	String channel(String key) {
		return record(key) + ":events";
	}

}

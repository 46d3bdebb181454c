package io.github.leaderkit.store.redis.conformance;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What Redis made of a command.
 *
 * @param result the result of the script or of the command
 * @param fields the hash afterwards, {@code null} if the key holds no hash
 * @param timeToLive the time to live of the key afterwards, as {@code PTTL} tells it
 * @param messages the messages that were published
 */
record Answer(Object result, @Nullable Map<String, String> fields, long timeToLive, List<String> messages) {

	List<?> list() {
		return (List<?>) this.result;
	}

}

package io.github.leaderkit.store.redis.conformance;

import java.util.Map;

import io.github.leaderkit.store.LeaseRequest;

/**
 * What happens to a record in Redis: a call of a script, or what else may happen to it.
 */
sealed interface Command {

	record Peek() implements Command {
	}

	record Acquire(LeaseRequest.Acquire request, boolean askRunId) implements Command {
	}

	record Renew(LeaseRequest.Renew request, boolean askRunId) implements Command {
	}

	record Release(LeaseRequest.Release request) implements Command {
	}

	record Revoke() implements Command {
	}

	record ReadSchedules() implements Command {
	}

	record ChangeSchedules(LeaseRequest.ChangeSchedules request) implements Command {
	}

	/**
	 * Somebody replaces the hash by other fields; none at all means that it is lost.
	 */
	record Put(Map<String, String> fields) implements Command {
	}

	/**
	 * Somebody writes a text in the place of the hash.
	 */
	record PutText(String text) implements Command {
	}

	/**
	 * Somebody gives the record a time to live.
	 */
	record Expire(long millis) implements Command {
	}

}

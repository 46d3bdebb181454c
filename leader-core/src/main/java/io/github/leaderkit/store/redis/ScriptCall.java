package io.github.leaderkit.store.redis;

import java.util.ArrayList;
import java.util.List;

import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.ScheduleChange;

/**
 * A script to be run on a record: what is sent to Redis for one request.
 *
 * @param script the script
 * @param election the key of the election
 * @param key the record
 * @param arguments its arguments
 */
record ScriptCall(LeaseScript script, String election, String key, List<String> arguments) {

	/**
	 * Translates a request into the script that answers it, with the arguments in the
	 * order of its file.
	 * @param request the request
	 * @param keys the names of keys and channels
	 * @param askRunId whether to ask the server for its run id
	 * @return the script with its arguments
	 */
	static ScriptCall of(LeaseRequest request, LeaseKeys keys, boolean askRunId) {
		String key = request.key();
		if (request instanceof LeaseRequest.Acquire acquire) {
			return of(LeaseScript.ACQUIRE, keys, key, acquire.instance(), acquire.attempt(), acquire.ttl(),
					acquire.notAfter(), acquire.minTerm(), acquire.minExpiry(), acquire.rebase(), acquire.strict(),
					acquire.earned(), acquire.hold(), acquire.takeoverDelay(), acquire.info(), askRunId,
					keys.channel(key));
		}
		if (request instanceof LeaseRequest.Renew renew) {
			return of(LeaseScript.RENEW, keys, key, renew.owner(), renew.term(), renew.ttl(), renew.notAfter(),
					renew.info(), askRunId, renew.runId());
		}
		if (request instanceof LeaseRequest.Release release) {
			return of(LeaseScript.RELEASE, keys, key, release.owner(), release.retention(), keys.channel(key));
		}
		if (request instanceof LeaseRequest.ReadSchedules) {
			return of(LeaseScript.SCHEDULES, keys, key);
		}
		if (request instanceof LeaseRequest.ChangeSchedules change) {
			return of(LeaseScript.CHANGE, keys, key, arguments(change));
		}
		return (request instanceof LeaseRequest.Revoke) ? of(LeaseScript.REVOKE, keys, key, keys.channel(key))
				: of(LeaseScript.PEEK, keys, key);
	}

	private static Object[] arguments(LeaseRequest.ChangeSchedules request) {
		List<Object> arguments = new ArrayList<>(
				List.of(request.owner(), request.term(), request.notAfter(), request.restored()));
		for (ScheduleChange change : request.changes()) {
			arguments.addAll(List.of(change.name(), change.expected(), change.replacement(), change.notBefore()));
		}
		return arguments.toArray();
	}

	private static ScriptCall of(LeaseScript script, LeaseKeys keys, String key, Object... arguments) {
		String[] texts = new String[arguments.length];
		for (int i = 0; i < texts.length; i++) {
			texts[i] = text(arguments[i]);
		}
		return new ScriptCall(script, key, keys.record(key), List.of(texts));
	}

	private static String text(Object argument) {
		return (argument instanceof Boolean flag) ? (flag ? "1" : "0") : argument.toString();
	}

}

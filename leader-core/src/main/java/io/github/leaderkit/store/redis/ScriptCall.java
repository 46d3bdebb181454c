package io.github.leaderkit.store.redis;

import java.util.List;

/**
 * A script to be run on a record.
 *
 * @param script the script
 * @param key the record
 * @param arguments its arguments
 */
record ScriptCall(LeaseScript script, String key, List<String> arguments) {

	static ScriptCall of(LeaseScript script, String key, Object... arguments) {
		return new ScriptCall(script, key, List.of(arguments).stream().map(ScriptCall::text).toList());
	}

	private static String text(Object argument) {
		return (argument instanceof Boolean flag) ? (flag ? "1" : "0") : argument.toString();
	}

}

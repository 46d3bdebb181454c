package io.github.leaderkit.chaos.worker;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * The options of a worker on its command line, as {@code name=value}.
 *
 * @param process its number, which no other process of the arena has
 * @param redis where Redis is
 * @param register the port of the register
 * @param events where it writes what it sees
 * @param elections how many elections it contends in
 * @param strict whether in strict safety
 * @param waitReplicas how many replicas must have a lease before it counts
 * @param held whether it waits for a line before it contends
 * @param clock the offsets of its clocks, if they are not the true ones
 */
record WorkerOptions(int process, String redis, int register, Path events, int elections, boolean strict,
		int waitReplicas, boolean held, @Nullable Path clock) {

	static WorkerOptions parse(String[] arguments) {
		Map<String, String> values = new HashMap<>();
		for (String argument : arguments) {
			int equals = argument.indexOf('=');
			values.put(argument.substring(0, equals), argument.substring(equals + 1));
		}
		String clock = values.get("clock");
		return new WorkerOptions(Integer.parseInt(get(values, "process")), get(values, "redis"),
				Integer.parseInt(get(values, "register")), Path.of(get(values, "events")),
				Integer.parseInt(get(values, "elections")), Boolean.parseBoolean(get(values, "strict")),
				Integer.parseInt(get(values, "wait-replicas")), Boolean.parseBoolean(get(values, "held")),
				(clock != null) ? Path.of(clock) : null);
	}

	private static String get(Map<String, String> values, String name) {
		return Objects.requireNonNull(values.get(name), name);
	}

}

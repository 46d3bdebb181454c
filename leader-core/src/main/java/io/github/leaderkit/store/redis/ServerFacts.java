package io.github.leaderkit.store.redis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * What servers report about themselves, as far as it matters to elections.
 *
 * @param nodes the fields of each server that answered, by the name of the server; of a
 * single one the name is empty
 */
record ServerFacts(Map<String, Map<String, String>> nodes) {

	private static final String VERSION = "redis_version";

	private static final String VALKEY_VERSION = "valkey_version";

	private static final String MODE = "redis_mode";

	private static final String VALKEY_MODE = "server_mode";

	private static final String ROLE = "role";

	private static final String REPLICAS = "connected_slaves";

	private static final String APPEND_ONLY = "aof_enabled";

	private static final String MEMORY = "maxmemory";

	private static final String MEMORY_FOR_PEOPLE = "maxmemory_human";

	private static final String POLICY = "maxmemory_policy";

	private static final List<String> FIELDS = List.of(VERSION, VALKEY_VERSION, MODE, VALKEY_MODE, ROLE, REPLICAS,
			APPEND_ONLY, MEMORY, MEMORY_FOR_PEOPLE, POLICY);

	private static final int[] OLDEST = { 6, 2 };

	private static final Pattern MAJOR_MINOR = Pattern.compile("^(\\d{1,9})\\.(\\d{1,9})");

	/**
	 * Reads the answer to {@code INFO}.
	 * @param info the answer; in a cluster each name has the name of its node and a dot
	 * before it
	 * @return the facts, as far as servers report them
	 */
	static ServerFacts of(Properties info) {
		Map<String, Map<String, String>> nodes = new TreeMap<>();
		for (String name : info.stringPropertyNames()) {
			// names of nodes have dots, the names that are looked for have none
			int dot = name.lastIndexOf('.');
			String field = name.substring(dot + 1);
			if (FIELDS.contains(field)) {
				nodes.computeIfAbsent(name.substring(0, Math.max(dot, 0)), (node) -> new TreeMap<>())
					.put(field, info.getProperty(name).trim());
			}
		}
		return new ServerFacts(nodes);
	}

	/**
	 * All facts, for people.
	 */
	String text() {
		List<String> facts = new ArrayList<>();
		if (this.nodes.size() > 1) {
			facts.add(this.nodes.size() + " nodes");
		}
		add(facts, "mode ", (node) -> node.getOrDefault(MODE, node.get(VALKEY_MODE)));
		add(facts, "role ", (node) -> "slave".equals(node.get(ROLE)) ? "replica" : node.get(ROLE));
		add(facts, "connected replicas ", (node) -> node.get(REPLICAS));
		add(facts, "append-only file ", (node) -> onOrOff(node.get(APPEND_ONLY)));
		add(facts, "maxmemory ", ServerFacts::memory);
		add(facts, "maxmemory-policy ", (node) -> node.get(POLICY));
		String server = distinct(this.nodes.values(), ServerFacts::server);
		return (server.isEmpty() ? "a Redis that does not report its version" : server)
				+ (facts.isEmpty() ? "" : ": " + String.join(", ", facts));
	}

	/**
	 * What may do harm, each with what to do about it.
	 */
	List<String> warnings() {
		List<String> warnings = new ArrayList<>();
		List<Map<String, String>> old = this.nodes.values().stream().filter(ServerFacts::isOld).toList();
		if (!old.isEmpty()) {
			warnings.add(distinct(old, ServerFacts::server)
					+ " is older than 6.2, the oldest that elections are tested with. Use a newer one");
		}
		List<Map<String, String>> evicting = this.nodes.values().stream().filter(ServerFacts::evictsLeases).toList();
		if (!evicting.isEmpty()) {
			warnings.add("Redis may evict the lease of a leader: maxmemory is "
					+ distinct(evicting, ServerFacts::memory) + " and maxmemory-policy "
					+ distinct(evicting, (node) -> node.get(POLICY))
					+ ". Then an instance that has just started may lead beside the leader, for at most one ttl; with "
					+ "safety strict nobody does. Set maxmemory-policy to noeviction or to one that begins with "
					+ "volatile, or let elections use another Redis");
		}
		return warnings;
	}

	private void add(List<String> facts, String name, Function<Map<String, String>, @Nullable String> fact) {
		String values = distinct(this.nodes.values(), fact);
		if (!values.isEmpty()) {
			facts.add(name + values);
		}
	}

	private static String distinct(Collection<Map<String, String>> nodes,
			Function<Map<String, String>, @Nullable String> fact) {
		return nodes.stream()
			.<@Nullable String>map(fact)
			.filter(Objects::nonNull)
			.distinct()
			.sorted()
			.collect(Collectors.joining(" / "));
	}

	/**
	 * Valkey also reports the version of Redis that it is compatible with.
	 */
	private static @Nullable String server(Map<String, String> node) {
		String valkey = node.get(VALKEY_VERSION);
		if (valkey != null) {
			return "Valkey " + valkey;
		}
		String redis = node.get(VERSION);
		return (redis != null) ? "Redis " + redis : null;
	}

	private static boolean isOld(Map<String, String> node) {
		Matcher version = MAJOR_MINOR.matcher(node.getOrDefault(VERSION, ""));
		if (node.containsKey(VALKEY_VERSION) || !version.find()) {
			return false;
		}
		int major = Integer.parseInt(version.group(1));
		int minor = Integer.parseInt(version.group(2));
		return major < OLDEST[0] || (major == OLDEST[0] && minor < OLDEST[1]);
	}

	/**
	 * A lease has no time to live while anybody may hold it, so that the policies that
	 * evict only what has one leave it alone. What they may evict is the record of an
	 * election that was released: then the next term is the time of the server, as it is
	 * when the retention is over, and a process that remembers a higher term waits for
	 * 7/6 of the ttl.
	 */
	private static boolean evictsLeases(Map<String, String> node) {
		return isLimited(node) && node.getOrDefault(POLICY, "").startsWith("allkeys-");
	}

	private static boolean isLimited(Map<String, String> node) {
		return !node.getOrDefault(MEMORY, "0").matches("0*");
	}

	private static @Nullable String memory(Map<String, String> node) {
		if (isLimited(node)) {
			return node.getOrDefault(MEMORY_FOR_PEOPLE, node.get(MEMORY));
		}
		return node.containsKey(MEMORY) ? "none" : null;
	}

	private static @Nullable String onOrOff(@Nullable String flag) {
		if (flag == null) {
			return null;
		}
		return flag.equals("0") ? "off" : "on";
	}

}

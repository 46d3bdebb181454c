package io.github.leaderkit.chaos.arena;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.leaderkit.testing.Ports;

/**
 * A master with two replicas, and three Sentinels. The servers and the Sentinels reach
 * each server by one way, and each worker by one of its own, so that a master can be cut
 * off together with a worker.
 */
public final class SentinelServers implements Deployment {

	/**
	 * How many replicas the master has.
	 */
	public static final int REPLICAS = 2;

	private static final String NAME = "elections";

	private static final int SERVERS = 1 + REPLICAS;

	private static final int SENTINELS = 3;

	private static final long LIMIT_SECONDS = 60;

	private final ChildProcesses children;

	private final List<RedisProcess> servers = new ArrayList<>();

	/** By server: first the way of servers and Sentinels, then those of the workers. */
	private final List<List<TcpProxy>> ways = new ArrayList<>();

	private final List<Integer> sentinels = new ArrayList<>();

	/**
	 * Starts all and waits until they know each other.
	 * @param arena what it is part of
	 * @throws IOException if they do not
	 */
	public SentinelServers(Arena arena) throws IOException {
		this.children = arena.children();
		boolean waiting = arena.profile().waitReplicas() > 0;
		for (int i = 0; i < SERVERS; i++) {
			startServer(arena, i,
					waiting ? List.of("--min-replicas-to-write", "1", "--min-replicas-max-lag", "1") : List.of());
		}
		for (RedisProcess replica : this.servers.subList(1, SERVERS)) {
			replica.ask("REPLICAOF", "127.0.0.1", "" + publicPort(0));
		}
		Waiting.require("replicas", LIMIT_SECONDS,
				() -> this.servers.get(0).ask("INFO", "replication").contains("connected_slaves:2"));
		for (int i = 0; i < SENTINELS; i++) {
			Path directory = arena.directory().resolve("sentinel-" + i);
			this.sentinels.add(Ports.open((port) -> startSentinel(directory, port)));
		}
		Waiting.require("Sentinels", LIMIT_SECONDS, this::areSentinelsComplete);
	}

	private void startServer(Arena arena, int number, List<String> more) throws IOException {
		List<TcpProxy> ways = new ArrayList<>();
		TcpProxy announced = new TcpProxy();
		List<String> options = new ArrayList<>(List.of("--replica-announce-ip", "127.0.0.1", "--replica-announce-port",
				"" + announced.port(), "--repl-diskless-sync-delay", "0"));
		options.addAll(more);
		RedisProcess server = new RedisProcess(arena.children(), arena.directory().resolve("redis-" + number), Map.of(),
				options.toArray(String[]::new));
		announced.leadTo(server.port());
		ways.add(announced);
		for (int i = 0; i < Profile.WORKERS; i++) {
			ways.add(new TcpProxy(server.port()));
		}
		this.servers.add(server);
		this.ways.add(ways);
	}

	private int startSentinel(Path directory, int port) throws IOException {
		Path configuration = Files.createDirectories(directory).resolve("sentinel.conf");
		Files.writeString(configuration,
				String.join("\n", "port " + port, "bind 127.0.0.1", "dir " + directory,
						"sentinel monitor " + NAME + " 127.0.0.1 " + publicPort(0) + " 2",
						"sentinel down-after-milliseconds " + NAME + " 2000",
						"sentinel failover-timeout " + NAME + " 4000", "sentinel parallel-syncs " + NAME + " 2", ""));
		Path log = directory.resolve("sentinel.log");
		Starting starting = new Starting(log);
		Process sentinel = this.children
			.start(new ProcessBuilder("redis-server", configuration.toString(), "--sentinel").redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())));
		starting.awaitAnswer(sentinel, port);
		return port;
	}

	private boolean areSentinelsComplete() throws IOException {
		for (int sentinel : this.sentinels) {
			try (RedisCommands commands = new RedisCommands(sentinel)) {
				List<String> state = commands.call("SENTINEL", "MASTER", NAME)
					.stream()
					.map((word) -> Objects.requireNonNullElse(word, ""))
					.toList();
				if (!state.get(state.indexOf("num-slaves") + 1).equals("" + (SERVERS - 1))
						|| !state.get(state.indexOf("num-other-sentinels") + 1).equals("" + (SENTINELS - 1))) {
					return false;
				}
			}
		}
		return true;
	}

	private int publicPort(int server) {
		return this.ways.get(server).get(0).port();
	}

	/**
	 * The server that all Sentinels call the master.
	 * @return its number, negative if they do not agree
	 * @throws IOException if a Sentinel does not answer
	 */
	public int master() throws IOException {
		int port = -1;
		for (int sentinel : this.sentinels) {
			try (RedisCommands commands = new RedisCommands(sentinel)) {
				int named = Integer.parseInt(
						Objects.requireNonNull(commands.call("SENTINEL", "GET-MASTER-ADDR-BY-NAME", NAME).get(1)));
				if (port >= 0 && named != port) {
					return -1;
				}
				port = named;
			}
		}
		int master = port;
		return IntStream.range(0, SERVERS).filter((i) -> publicPort(i) == master).findFirst().orElse(-1);
	}

	/**
	 * A server.
	 * @param number its number
	 * @return its process
	 */
	public RedisProcess server(int number) {
		return this.servers.get(number);
	}

	/**
	 * Has a Sentinel make a replica the master.
	 * @throws IOException if it refuses
	 */
	public void failOver() throws IOException {
		try (RedisCommands commands = new RedisCommands(this.sentinels.get(0))) {
			commands.ask("SENTINEL", "FAILOVER", NAME);
		}
	}

	/**
	 * Waits until the Sentinels agree on a master other than this one.
	 * @param former the number of the former master
	 * @return the number of the new one
	 * @throws IOException if they do not
	 */
	public int awaitMasterAfter(int former) throws IOException {
		Waiting.require("new master", LIMIT_SECONDS, () -> {
			int master = master();
			return master >= 0 && master != former && this.servers.get(master).ask("ROLE").equals("master");
		});
		return master();
	}

	/**
	 * Starts a server again that was killed, as a replica.
	 * @param number its number
	 * @param master the number of its master
	 * @throws IOException if it does not answer
	 */
	public void startAsReplica(int number, int master) throws IOException {
		this.servers.get(number).startAgain("--replicaof", "127.0.0.1", "" + publicPort(master));
	}

	/**
	 * Waits until all servers but the master are replicas that have its data.
	 * @throws IOException if that does not come about
	 */
	public void awaitReplicas() throws IOException {
		Waiting.require("replicas", LIMIT_SECONDS, () -> {
			int master = master();
			if (master < 0) {
				return false;
			}
			for (int i = 0; i < SERVERS; i++) {
				String role = this.servers.get(i).ask("INFO", "replication");
				if ((i == master) != role.contains("role:master")
						|| (i != master && !(role.contains("master_link_status:up")
								&& role.contains("master_port:" + publicPort(master))))) {
					return false;
				}
			}
			return true;
		});
	}

	/**
	 * Cuts a server and a worker off from all others.
	 * @param server the number of the server
	 * @param worker the number of the worker
	 */
	public void isolate(int server, int worker) {
		for (int i = 0; i < SERVERS; i++) {
			for (int way = 0; way <= Profile.WORKERS; way++) {
				if ((i == server) != (way == worker)) {
					close(this.ways.get(i).get(way));
				}
			}
		}
	}

	private static void close(TcpProxy way) {
		way.requests().close();
		way.replies().close();
	}

	/**
	 * Ends every {@link #isolate isolation}. What was sent meanwhile arrives.
	 */
	public void unite() {
		this.ways.forEach((ways) -> ways.forEach((way) -> {
			way.requests().open();
			way.replies().open();
		}));
	}

	@Override
	public String address(int worker) {
		return "sentinel:" + this.sentinels.stream().map(String::valueOf).collect(Collectors.joining(",")) + ":" + NAME
				+ ":"
				+ IntStream.range(0, SERVERS)
					.mapToObj((i) -> publicPort(i) + ">" + this.ways.get(i).get(worker).port())
					.collect(Collectors.joining(","));
	}

	@Override
	public RedisCommands connect(String key) throws IOException {
		return this.servers.get(master()).connect();
	}

	@Override
	public long connections() throws IOException {
		return ofElections(this.servers);
	}

	static long ofElections(List<RedisProcess> servers) throws IOException {
		long connections = 0;
		for (RedisProcess server : servers) {
			connections += server.ask("CLIENT", "LIST").lines().filter((line) -> line.contains("name=leader")).count();
		}
		return connections;
	}

	@Override
	public void close() throws IOException {
		for (List<TcpProxy> all : this.ways) {
			for (TcpProxy way : all) {
				way.close();
			}
		}
		for (int sentinel : this.sentinels) {
			try (RedisCommands commands = new RedisCommands(sentinel)) {
				commands.send("SHUTDOWN", "NOSAVE");
			}
		}
		this.servers.forEach(RedisProcess::kill);
	}

}

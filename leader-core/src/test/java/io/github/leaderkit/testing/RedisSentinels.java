package io.github.leaderkit.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.util.FileSystemUtils;

/**
 * A master with two replicas that three Sentinels watch over, all of them a test's own.
 * Everybody is told to reach the first master through a network that can be cut; who
 * knows its own port is on its side of the cut.
 */
public final class RedisSentinels implements AutoCloseable {

	private static final String NAME = "elections";

	private static final int SENTINELS = 3;

	private static final int REPLICAS = 2;

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private final BreakableNetwork network = new BreakableNetwork();

	private final RedisServerProcess master;

	private final List<RedisServerProcess> replicas = new ArrayList<>();

	private final List<Sentinel> sentinels = new ArrayList<>();

	private RedisSentinels(String... options) {
		String[] all = Stream.concat(Stream.of(options), Stream.of("--repl-diskless-sync-delay", "0"))
			.toArray(String[]::new);
		String port = String.valueOf(this.network.port());
		this.master = RedisServerProcess
			.start(with(all, "--replica-announce-ip", this.network.host(), "--replica-announce-port", port));
		this.network.leadTo(this.master);
		for (int i = 0; i < REPLICAS; i++) {
			this.replicas.add(RedisServerProcess.start(with(all, "--replicaof", this.network.host(), port)));
		}
		// Sentinels that see no replicas at first look again ten seconds later
		Awaitility.await()
			.atMost(TIMEOUT)
			.until(() -> this.master.execute("INFO", "replication")
				.get(0)
				.toString()
				.contains("connected_slaves:" + REPLICAS));
		for (int i = 0; i < SENTINELS; i++) {
			this.sentinels.add(Sentinel.start(this.network));
		}
		for (Sentinel sentinel : this.sentinels) {
			sentinel.awaitSight("num-slaves", REPLICAS);
			sentinel.awaitSight("num-other-sentinels", SENTINELS - 1);
		}
	}

	/**
	 * Starts all servers and waits until they know each other.
	 * @param options options of the command line of master and replicas
	 * @return the servers
	 */
	public static RedisSentinels start(String... options) {
		return new RedisSentinels(options);
	}

	/**
	 * The configuration for a connection factory that asks the Sentinels.
	 * @return the configuration
	 */
	public RedisSentinelConfiguration configuration() {
		return new RedisSentinelConfiguration(NAME,
				this.sentinels.stream().map((sentinel) -> "127.0.0.1:" + sentinel.port()).collect(Collectors.toSet()));
	}

	/**
	 * The server that is the master at first, on its own port.
	 * @return the server
	 */
	public RedisServerProcess firstMaster() {
		return this.master;
	}

	/**
	 * The way on which all but those who know its port reach the first master.
	 * @return the network
	 */
	public BreakableNetwork networkOfFirstMaster() {
		return this.network;
	}

	/**
	 * Has a Sentinel make a replica the master although there is one.
	 */
	public void failOver() {
		this.sentinels.get(0).execute("SENTINEL", "FAILOVER", NAME);
	}

	/**
	 * Waits until the Sentinels agree on a master that is not the first one, and it takes
	 * writes.
	 */
	public void awaitAnotherMaster() {
		Awaitility.await().ignoreExceptions().atMost(TIMEOUT).until(() -> {
			Set<List<Object>> masters = this.sentinels.stream()
				.map((sentinel) -> sentinel.execute("SENTINEL", "GET-MASTER-ADDR-BY-NAME", NAME))
				.collect(Collectors.toSet());
			return masters.size() == 1 && this.replicas.stream()
				.anyMatch((replica) -> masters.contains(List.<Object>of("127.0.0.1", String.valueOf(replica.port())))
						&& replica.execute("ROLE").get(0).equals("master"));
		});
	}

	/**
	 * Waits until the first master has become a replica.
	 */
	public void awaitFirstMasterIsReplica() {
		Awaitility.await()
			.ignoreExceptions()
			.atMost(TIMEOUT)
			.until(() -> this.master.execute("ROLE").get(0).equals("slave"));
	}

	@Override
	public void close() throws IOException {
		this.sentinels.forEach(Sentinel::close);
		this.replicas.forEach(RedisServerProcess::close);
		this.master.close();
		this.network.close();
	}

	private static String[] with(String[] options, String... more) {
		return Stream.concat(Stream.of(options), Stream.of(more)).toArray(String[]::new);
	}

	/**
	 * One Sentinel.
	 */
	private static final class Sentinel implements RedisEndpoint, AutoCloseable {

		private final int port;

		private final Path directory;

		private final Process process;

		private final Thread endWithJvm;

		private Sentinel(RedisEndpoint master, int port) throws BindException {
			this.port = port;
			try {
				this.directory = Files.createTempDirectory("sentinel-" + this.port);
				Path configuration = this.directory.resolve("sentinel.conf");
				Files.writeString(configuration,
						String.join("\n", "port " + this.port, "bind 127.0.0.1", "dir " + this.directory,
								"sentinel monitor " + NAME + " " + master.host() + " " + master.port() + " 2",
								"sentinel down-after-milliseconds " + NAME + " 1500",
								"sentinel failover-timeout " + NAME + " 3000", "sentinel parallel-syncs " + NAME + " 2",
								""));
				this.process = new ProcessBuilder(RedisBinary.any().path().toString(), configuration.toString(),
						"--sentinel")
					.redirectErrorStream(true)
					.redirectOutput(log().toFile())
					.start();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			this.endWithJvm = new Thread(this.process::destroyForcibly);
			Runtime.getRuntime().addShutdownHook(this.endWithJvm);
			awaitListening();
		}

		private static Sentinel start(RedisEndpoint master) {
			try {
				return Ports.open((port) -> new Sentinel(master, port));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		private void awaitListening() throws BindException {
			Awaitility.await().pollInSameThread().atMost(TIMEOUT).until(() -> {
				String output = output();
				if (output.contains("Address already in use")) {
					throw new BindException(output);
				}
				if (!this.process.isAlive()) {
					throw new IllegalStateException("A Sentinel did not start: " + output);
				}
				return output.contains("Sentinel ID is");
			});
		}

		private void awaitSight(String what, int count) {
			try {
				Awaitility.await().ignoreExceptions().atMost(TIMEOUT).until(() -> sees(what, count));
			}
			catch (ConditionTimeoutException ex) {
				throw new IllegalStateException("A Sentinel does not see " + what + " " + count + ": " + output(), ex);
			}
		}

		@Override
		public String host() {
			return "127.0.0.1";
		}

		@Override
		public int port() {
			return this.port;
		}

		private boolean sees(String what, int count) {
			List<Object> master = execute("SENTINEL", "MASTER", NAME);
			return String.valueOf(count).equals(master.get(master.indexOf(what) + 1));
		}

		private String output() {
			try {
				return Files.readString(log());
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		private Path log() {
			return this.directory.resolve("sentinel.log");
		}

		@Override
		public void close() {
			this.process.destroyForcibly();
			try {
				this.process.waitFor(10, TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			Runtime.getRuntime().removeShutdownHook(this.endWithJvm);
			FileSystemUtils.deleteRecursively(this.directory.toFile());
		}

	}

}

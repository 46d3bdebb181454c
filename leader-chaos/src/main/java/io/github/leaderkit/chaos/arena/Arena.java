package io.github.leaderkit.chaos.arena;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.github.leaderkit.chaos.history.EventFile;
import io.github.leaderkit.chaos.history.EventKind;
import io.github.leaderkit.chaos.register.RegisterServer;
import io.github.leaderkit.chaos.worker.ChaosWorker;
import io.github.leaderkit.chaos.worker.ScheduledWork;
import org.jspecify.annotations.Nullable;

/**
 * A Redis and the workers that contend through it, each by a way of its own.
 */
public final class Arena implements AutoCloseable {

	private static final int REGISTER = 999_000;

	private final Profile profile;

	private final Path directory;

	private final ChildProcesses children;

	private final @Nullable Path shim;

	private final EventFile log;

	private final RegisterServer register;

	private final Deployment deployment;

	private final List<WorkerProcess> workers = new ArrayList<>();

	private final LeaderWatch watch;

	/**
	 * Starts Redis and the workers.
	 * @param profile what it is made of
	 * @param directory where the histories go, created here
	 * @param children what ends the processes with this run
	 * @param shim the library that shifts clocks, if the profile needs it
	 * @throws IOException if something does not start
	 */
	public Arena(Profile profile, Path directory, ChildProcesses children, @Nullable Path shim) throws IOException {
		this.profile = profile;
		this.directory = Files.createDirectories(directory);
		this.children = children;
		this.shim = shim;
		this.log = new EventFile(directory.resolve("register.events"), REGISTER);
		this.register = new RegisterServer(this.log);
		this.deployment = profile.layout().start(this);
		for (int i = 1; i <= Profile.WORKERS; i++) {
			this.workers.add(new WorkerProcess(this, i));
		}
		for (WorkerProcess worker : this.workers) {
			worker.start();
		}
		this.watch = new LeaderWatch(this.workers);
	}

	/**
	 * What it is made of.
	 * @return the profile
	 */
	public Profile profile() {
		return this.profile;
	}

	/**
	 * Where its histories are.
	 * @return the directory
	 */
	public Path directory() {
		return this.directory;
	}

	/**
	 * Its Redis.
	 * @return the deployment
	 */
	public Deployment deployment() {
		return this.deployment;
	}

	/**
	 * Its Redis, if that is a single server.
	 * @return the server
	 */
	public SingleServer single() {
		return (SingleServer) this.deployment;
	}

	/**
	 * The process of its Redis, if that is a single server.
	 * @return the server
	 */
	public RedisProcess redis() {
		return single().redis();
	}

	/**
	 * Its workers.
	 * @return all of them
	 */
	public List<WorkerProcess> workers() {
		return this.workers;
	}

	/**
	 * A worker that leads, if one does: the leader of any of the elections.
	 * @param random chance
	 * @return a worker
	 */
	public WorkerProcess anyLeader(Random random) {
		long election = 1L << random.nextInt(Profile.ELECTIONS);
		return this.workers.stream()
			.filter((worker) -> (worker.leads() & election) != 0)
			.findAny()
			.orElseGet(() -> this.workers.get(random.nextInt(this.workers.size())));
	}

	/**
	 * Which elections have a leader.
	 * @return the watch
	 */
	public LeaderWatch watch() {
		return this.watch;
	}

	/**
	 * What ends the processes of the run with it.
	 * @return the processes
	 */
	public ChildProcesses children() {
		return this.children;
	}

	int registerPort() {
		return this.register.port();
	}

	/**
	 * The library that shifts clocks.
	 */
	Path shim() {
		if (this.shim == null) {
			throw new IllegalStateException("There is no library that shifts clocks");
		}
		return this.shim;
	}

	/**
	 * Ends all in order and looks at what is left in Redis.
	 * @throws IOException if something does not end in order
	 */
	public void quit() throws IOException {
		for (WorkerProcess worker : this.workers) {
			worker.quit();
		}
		for (int i = 0; i < Profile.ELECTIONS; i++) {
			lookAtRecord(i);
		}
		long connections = this.deployment.connections();
		if (connections > 0) {
			this.log.append(EventKind.CONNECTIONS_LEFT, 0, 0, 0, System.nanoTime(), connections);
		}
	}

	private void lookAtRecord(int election) throws IOException {
		String key = "leader:" + ChaosWorker.electionName(election);
		try (RedisCommands commands = this.deployment.connect(key)) {
			String owner = commands.ask("HGET", key, "o");
			if (!owner.isEmpty() && !owner.startsWith("~")) {
				this.log.append(EventKind.LEASE_LEFT, election, 0, Long.parseLong(commands.ask("HGET", key, "t")),
						System.nanoTime());
			}
			lookAtSchedule(election, commands.ask("HGET", key, "s:" + ScheduledWork.SCHEDULE));
		}
	}

	/**
	 * The last fire that Redis knows: state, planned time and that of the fire before
	 * stand in the third to the fifth part of the entry.
	 */
	private void lookAtSchedule(int election, String entry) {
		String[] parts = entry.split("\\|");
		if (parts.length > 4) {
			this.log.append(EventKind.SCHEDULE_LEFT, election, 0, 0, System.nanoTime(), Long.parseLong(parts[3]),
					Long.parseLong(parts[4]), parts[2].charAt(0));
		}
	}

	@Override
	public void close() throws IOException {
		for (WorkerProcess worker : this.workers) {
			if (worker.isAlive()) {
				worker.kill();
			}
		}
		this.deployment.close();
		this.register.close();
	}

}

package io.github.leaderkit.chaos.arena;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.leaderkit.chaos.history.StatusPage;
import io.github.leaderkit.chaos.worker.ChaosWorker;
import org.jspecify.annotations.Nullable;

/**
 * A worker: a process that can be paused, killed and started anew.
 */
public final class WorkerProcess {

	private static final long START_SECONDS = 60;

	private static final long QUIT_SECONDS = 45;

	private static final int INCARNATIONS = 1000;

	private final Arena arena;

	private final int number;

	private final @Nullable ShiftedClock clock;

	private int incarnation;

	private @Nullable Process process;

	private volatile @Nullable StatusPage status;

	WorkerProcess(Arena arena, int number) throws IOException {
		this.arena = arena;
		this.number = number;
		this.clock = arena.profile().workerClocks() ? new ShiftedClock(arena.directory().resolve("clock-" + number))
				: null;
	}

	/**
	 * Its number within the arena.
	 * @return the number
	 */
	public int number() {
		return this.number;
	}

	/**
	 * Its way to Redis, if that is a single server.
	 * @return the proxy
	 */
	public TcpProxy proxy() {
		return this.arena.single().proxy(this.number);
	}

	/**
	 * Its clocks.
	 * @return the clocks
	 */
	public ShiftedClock clock() {
		if (this.clock == null) {
			throw new IllegalStateException("The clocks of this worker cannot be set");
		}
		return this.clock;
	}

	/**
	 * Its process id.
	 * @return the id
	 */
	public long pid() {
		return process().pid();
	}

	/**
	 * Whether the process runs.
	 * @return whether it does
	 */
	public boolean isAlive() {
		Process current = this.process;
		return current != null && current.isAlive();
	}

	/**
	 * Starts a new process and waits until it looks at its guards.
	 * @throws IOException if it does not
	 */
	public void start() throws IOException {
		start(false);
	}

	/**
	 * Starts a new process that contends only after the line {@code go}.
	 * @throws IOException if it does not come up
	 */
	public void startHeld() throws IOException {
		start(true);
	}

	private void start(boolean held) throws IOException {
		Path events = launch(held);
		if (!Waiting.until(START_SECONDS, () -> hasBegun(events) || !process().isAlive()) || !process().isAlive()) {
			throw new IOException("Worker " + events + " did not start");
		}
		this.status = StatusPage.of(events);
	}

	private static boolean hasBegun(Path events) {
		try {
			return Files.exists(events) && Files.size(events) > 0 && StatusPage.of(events).lookedAt() != 0;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private Path launch(boolean held) throws IOException {
		this.incarnation++;
		String name = "worker-" + this.number + "-" + this.incarnation;
		Path events = this.arena.directory().resolve(name + ".events");
		List<String> command = new ArrayList<>(List.of(
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
				"-XX:TieredStopAtLevel=1", "-Xmx192m", "-cp", System.getProperty("java.class.path"),
				ChaosWorker.class.getName(), "process=" + (this.number * INCARNATIONS + this.incarnation),
				"redis=" + this.arena.deployment().address(this.number), "register=" + this.arena.registerPort(),
				"events=" + events, "elections=" + Profile.ELECTIONS, "strict=" + this.arena.profile().strict(),
				"wait-replicas=" + this.arena.profile().waitReplicas(), "held=" + held));
		ProcessBuilder builder = new ProcessBuilder();
		if (this.clock != null) {
			command.add("clock=" + this.clock.file());
			builder.environment().putAll(this.clock.environment(this.arena.shim()));
		}
		builder.command(command)
			.redirectErrorStream(true)
			.redirectOutput(this.arena.directory().resolve(name + ".log").toFile());
		this.process = this.arena.children().start(builder);
		return events;
	}

	/**
	 * Sends it a line.
	 * @param line what it is to do
	 */
	public void tell(String line) {
		PrintStream stream = new PrintStream(process().getOutputStream(), true);
		stream.println(line);
	}

	/**
	 * Lets it stand still.
	 */
	public void pause() {
		Tools.signal(pid(), "STOP");
	}

	/**
	 * Ends a pause.
	 */
	public void resume() {
		Tools.signal(pid(), "CONT");
	}

	/**
	 * Ends it as a crash does.
	 */
	public void kill() {
		this.status = null;
		process().destroyForcibly().onExit().join();
	}

	/**
	 * Has it stop its elections in order, and waits until it has ended.
	 * @throws IOException if it does not end in order
	 */
	void quit() throws IOException {
		if (!isAlive()) {
			return;
		}
		process().getOutputStream().close();
		try {
			if (!process().waitFor(QUIT_SECONDS, TimeUnit.SECONDS) || process().exitValue() != 0) {
				throw new IOException("Worker " + this.number + " did not end in order, see its log");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException(ex);
		}
		finally {
			this.status = null;
		}
	}

	/**
	 * When it last looked at its guards.
	 * @return the time, zero if it does not
	 */
	long lookedAt() {
		StatusPage page = this.status;
		return (page != null) ? page.lookedAt() : 0;
	}

	/**
	 * The elections that it leads.
	 * @return a bit for each
	 */
	public long leads() {
		StatusPage page = this.status;
		return (page != null) ? page.leads() : 0;
	}

	/**
	 * The elections of which it has ever seen a leader.
	 * @return a bit for each
	 */
	long knows() {
		StatusPage page = this.status;
		return (page != null) ? page.knows() : 0;
	}

	private Process process() {
		if (this.process == null) {
			throw new IllegalStateException("Not started");
		}
		return this.process;
	}

	@Override
	public String toString() {
		return "worker " + this.number;
	}

}

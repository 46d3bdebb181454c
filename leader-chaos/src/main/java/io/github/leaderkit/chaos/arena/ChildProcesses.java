package io.github.leaderkit.chaos.arena;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The processes of a run. None outlives it: should this JVM be killed, a shell that
 * listens to it kills them, those that are stopped included.
 */
public final class ChildProcesses implements AutoCloseable {

	private final Set<Process> alive = ConcurrentHashMap.newKeySet();

	private final Process reaper;

	private final PrintStream toReaper;

	/**
	 * Starts the shell.
	 * @throws IOException if there is none
	 */
	public ChildProcesses() throws IOException {
		this.reaper = new ProcessBuilder("sh", "-c",
				"trap '' HUP INT TERM; while read -r line; do all=$line; done; [ -z \"$all\" ] || kill -KILL $all")
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
		this.toReaper = new PrintStream(this.reaper.getOutputStream(), true);
	}

	/**
	 * Starts a process.
	 * @param builder what to start
	 * @return the process
	 * @throws IOException if it cannot be started
	 */
	public Process start(ProcessBuilder builder) throws IOException {
		Process process = builder.start();
		this.alive.add(process);
		tellReaper();
		process.onExit().thenRun(() -> {
			this.alive.remove(process);
			tellReaper();
		});
		return process;
	}

	private synchronized void tellReaper() {
		this.toReaper
			.println(this.alive.stream().map((process) -> "" + process.pid()).collect(Collectors.joining(" ")));
	}

	/**
	 * Kills all that still run.
	 */
	@Override
	public void close() {
		Set.copyOf(this.alive).forEach((process) -> process.destroyForcibly().onExit().join());
		this.toReaper.close();
		this.reaper.onExit().join();
	}

}

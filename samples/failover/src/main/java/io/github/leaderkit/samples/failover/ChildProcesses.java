package io.github.leaderkit.samples.failover;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Every process that this sample starts. None of them outlives it: {@link #close()} kills
 * them all, and if this JVM is killed before it can do so, a shell that listens to it
 * notices the silence and kills them, those that are paused included.
 */
final class ChildProcesses implements AutoCloseable {

	/**
	 * Each line that it reads names all processes that live. Ctrl-C in a terminal reaches
	 * it too and must not end it before its work is done.
	 */
	private static final String REAPER = "trap '' HUP INT TERM; "
			+ "while read -r line; do pids=$line; done; [ -z \"$pids\" ] || kill -KILL $pids";

	private final Set<Process> running = new LinkedHashSet<>();

	private final Process reaper;

	private boolean closed;

	ChildProcesses() throws IOException {
		this.reaper = new ProcessBuilder("sh", "-c", REAPER).redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
	}

	synchronized Process start(ProcessBuilder builder) throws IOException {
		if (this.closed) {
			throw new ShowFailedException("Interrupted");
		}
		Process process = builder.start();
		this.running.add(process);
		tellReaper();
		process.onExit().thenAccept(this::ended);
		return process;
	}

	private synchronized void ended(Process process) {
		this.running.remove(process);
		tellReaper();
	}

	private void tellReaper() {
		String pids = this.running.stream().map((process) -> "" + process.pid()).collect(Collectors.joining(" "));
		try {
			OutputStream listening = this.reaper.getOutputStream();
			listening.write((pids + "\n").getBytes(StandardCharsets.US_ASCII));
			listening.flush();
		}
		catch (IOException ex) {
			// Somebody killed the reaper: our own close() has to do
		}
	}

	/**
	 * Kills what still runs and waits until it is gone.
	 */
	@Override
	public void close() {
		Set<Process> remaining;
		synchronized (this) {
			this.closed = true;
			remaining = Set.copyOf(this.running);
		}
		remaining.forEach(Process::destroyForcibly);
		remaining.forEach(ChildProcesses::awaitEnd);
		try {
			this.reaper.getOutputStream().close();
		}
		catch (IOException ex) {
			// It is gone already
		}
		awaitEnd(this.reaper);
	}

	private static void awaitEnd(Process process) {
		try {
			process.waitFor(2, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}

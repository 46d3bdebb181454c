package io.github.leaderkit.testing;

import java.io.IOException;

/**
 * Starts one process after the other until it is closed. A process inherits the sockets
 * of the one that starts it, and closes them a moment later: what listens on a port in
 * the meantime must not mind.
 */
public final class ProcessStorm implements AutoCloseable {

	private final Thread thread = new Thread(this::startProcesses, "process-storm");

	private volatile boolean ended;

	/**
	 * Begins.
	 */
	public ProcessStorm() {
		this.thread.start();
	}

	@Override
	public void close() throws InterruptedException {
		this.ended = true;
		this.thread.join();
	}

	private void startProcesses() {
		try {
			while (!this.ended) {
				new ProcessBuilder("true").start().waitFor();
			}
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}

package io.github.leaderkit.samples.failover;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One process that runs the report sample.
 */
final class Instance {

	private final int number;

	private final Process process;

	private final CountDownLatch ended = new CountDownLatch(1);

	private volatile boolean paused;

	private volatile boolean toEnd;

	Instance(int number, Process process) {
		this.number = number;
		this.process = process;
	}

	int number() {
		return this.number;
	}

	String name() {
		return "instance-" + this.number;
	}

	Process process() {
		return this.process;
	}

	boolean isPaused() {
		return this.paused;
	}

	/**
	 * Whether the process was asked to end.
	 * @return {@code false} if its end would be a surprise
	 */
	boolean isToEnd() {
		return this.toEnd;
	}

	// By its handle: the process's own methods close its streams, and its last words are
	// wanted
	void kill() {
		this.toEnd = true;
		this.process.toHandle().destroyForcibly();
	}

	void terminate() {
		this.toEnd = true;
		this.process.toHandle().destroy();
	}

	/**
	 * Says that the process has ended and all it logged has been read.
	 */
	void ended() {
		this.ended.countDown();
	}

	void awaitEnd() throws InterruptedException {
		if (!this.ended.await(10, TimeUnit.SECONDS)) {
			throw new ShowFailedException(this + " does not end");
		}
	}

	void pause() throws InterruptedException {
		signal("STOP");
		this.paused = true;
	}

	void resume() throws InterruptedException {
		this.paused = false;
		signal("CONT");
	}

	// The shell's own kill: there may be no other on a small machine
	private void signal(String signal) throws InterruptedException {
		try {
			Process kill = new ProcessBuilder("sh", "-c", "kill -s " + signal + " " + this.process.pid()).inheritIO()
				.start();
			if (!kill.waitFor(2, TimeUnit.SECONDS) || kill.exitValue() != 0) {
				throw new ShowFailedException("SIG" + signal + " to " + this + " failed");
			}
		}
		catch (IOException ex) {
			throw new ShowFailedException("SIG" + signal + " to " + this + " failed: " + ex);
		}
	}

	@Override
	public String toString() {
		return name() + " (pid " + this.process.pid() + ")";
	}

}

package io.github.leaderkit.samples.failover;

/**
 * Starts two processes, prints their ids and waits to be killed.
 */
public final class ChildProcessesParent {

	private ChildProcessesParent() {
	}

	public static void main(String[] args) throws Exception {
		ChildProcesses children = new ChildProcesses();
		System.out.println(children.start(new ProcessBuilder("sleep", "600")).pid());
		System.out.println(children.start(new ProcessBuilder("sleep", "600")).pid());
		Thread.sleep(60_000);
	}

}

package io.github.leaderkit.samples.failover;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Carries out the commands that people type.
 */
final class Prompt {

	private static final String COMMANDS = "Type a letter and Enter: (k)ill, (t)erm or (p)ause the leader, "
			+ "(r)esume who is paused, (s)tatus, (q)uit";

	private final Fleet fleet;

	private final Faults faults;

	private final Timeline timeline;

	private final Terminal terminal;

	private final Map<Claim, Long> paused = new HashMap<>();

	Prompt(Fleet fleet, Faults faults, Timeline timeline, Terminal terminal) {
		this.fleet = fleet;
		this.faults = faults;
		this.timeline = timeline;
		this.terminal = terminal;
	}

	/**
	 * Reads commands until one says to quit, or there are no more.
	 * @param in what people type
	 */
	void run(BufferedReader in) throws IOException, InterruptedException {
		for (int i = 0; i < 3; i++) {
			this.fleet.start();
		}
		this.terminal.narrate(COMMANDS);
		for (String line = in.readLine(); line != null; line = in.readLine()) {
			String command = line.strip().toLowerCase(Locale.ROOT);
			if (command.startsWith("q")) {
				return;
			}
			try {
				execute(command);
			}
			catch (ShowFailedException ex) {
				this.terminal.narrate(ex.getMessage());
			}
		}
	}

	private void execute(String command) throws IOException, InterruptedException {
		switch (command.isEmpty() ? ' ' : command.charAt(0)) {
			case 'k' -> {
				this.faults.kill(leader());
				this.fleet.start();
			}
			case 't' -> {
				this.faults.terminate(leader());
				this.fleet.start();
			}
			case 'p' -> {
				Claim leader = leader();
				this.paused.put(leader, this.faults.pause(leader));
			}
			case 'r' -> resume();
			case 's' -> status();
			default -> this.terminal.narrate(COMMANDS);
		}
	}

	private Claim leader() {
		return this.timeline.history()
			.leader()
			.orElseThrow(() -> new ShowFailedException("Nobody leads at this moment"));
	}

	private void resume() throws InterruptedException {
		Map<Claim, Long> toResume = Map.copyOf(this.paused);
		this.paused.clear();
		for (Map.Entry<Claim, Long> entry : toResume.entrySet()) {
			this.faults.resume(entry.getKey(), entry.getValue());
		}
	}

	private void status() {
		Optional<Claim> leader = this.timeline.history().leader();
		for (Instance instance : this.fleet.running()) {
			String state = leader.filter((claim) -> claim.instance().equals(instance.name()))
				.map((claim) -> "leads, term " + claim.term())
				.orElse(instance.isPaused() ? "paused" : "follows");
			this.terminal.print("    " + instance + ": " + state);
		}
	}

}

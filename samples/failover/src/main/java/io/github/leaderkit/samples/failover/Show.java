package io.github.leaderkit.samples.failover;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The show that needs no commands: three instances start, then the leader is killed, the
 * next one stopped, the next one paused.
 */
final class Show {

	private static final long LIMIT_MILLIS = 50;

	private static final Duration TO_START = Duration.ofSeconds(30);

	private static final Duration TO_TAKE_OVER = Duration.ofSeconds(15);

	private static final Duration TO_BE_SEEN = Duration.ofMillis(1500);

	private final Fleet fleet;

	private final Faults faults;

	private final Timeline timeline;

	private final Terminal terminal;

	private final Duration ttl;

	private final List<Transition> transitions = new ArrayList<>();

	Show(Fleet fleet, Faults faults, Timeline timeline, Terminal terminal, Duration ttl) {
		this.fleet = fleet;
		this.faults = faults;
		this.timeline = timeline;
		this.terminal = terminal;
		this.ttl = ttl;
	}

	/**
	 * The changes of the leader so far.
	 * @return the transitions, in order
	 */
	List<Transition> transitions() {
		return List.copyOf(this.transitions);
	}

	/**
	 * Plays it to its end.
	 * @throws ShowFailedException if something that has to happen does not
	 */
	void play() throws IOException, InterruptedException {
		begin();
		killed(awaitLeader());
		terminated(awaitLeader());
		paused(awaitLeader());
	}

	private void begin() throws IOException, InterruptedException {
		this.terminal.narrate("Three instances of the report sample start; one of them will lead");
		List<Instance> instances = List.of(this.fleet.start(), this.fleet.start(), this.fleet.start());
		for (Instance instance : instances) {
			awaitReady(instance);
		}
		awaitLeader();
		Thread.sleep(TO_BE_SEEN.toMillis());
	}

	private void killed(Claim leader) throws IOException, InterruptedException {
		Instance killed = this.fleet.get(leader.instance());
		long leaseEnd = this.faults.kill(leader);
		Claim next = awaitLeaderAfter(leader);
		took("SIGKILL", leader, next, "from the lease's end", next.from() - leaseEnd);
		replace(killed);
	}

	private void terminated(Claim leader) throws IOException, InterruptedException {
		Instance terminated = this.fleet.get(leader.instance());
		this.faults.terminate(leader);
		Observation demoted = awaitDemotion(leader);
		Claim next = awaitLeaderAfter(leader);
		took("SIGTERM", leader, next, "from DEMOTED to PROMOTED", next.from() - demoted.at());
		replace(terminated);
	}

	private void paused(Claim leader) throws InterruptedException {
		long leaseEnd = this.faults.pause(leader);
		Claim next = awaitLeaderAfter(leader);
		took("SIGSTOP", leader, next, "from the lease's end", next.from() - leaseEnd);
		Thread.sleep(this.ttl.toMillis() / 2);
		this.faults.resume(leader, leaseEnd);
		Observation demoted = awaitDemotion(leader);
		this.terminal
			.narrate(leader.instance() + " follows again: it knows that its leadership has " + demoted.line().detail());
		Thread.sleep(TO_BE_SEEN.toMillis());
	}

	private Claim awaitLeader() throws InterruptedException {
		return this.timeline.await("an instance leads", TO_TAKE_OVER, History::leader);
	}

	private Claim awaitLeaderAfter(Claim leader) throws InterruptedException {
		return this.timeline.await("another instance takes over from " + leader, TO_TAKE_OVER,
				(history) -> history.leaderAfter(leader.term()));
	}

	private Observation awaitDemotion(Claim leader) throws InterruptedException {
		return this.timeline.await("the demotion of " + leader + " is told", TO_TAKE_OVER,
				(history) -> history.demotion(leader.instance(), leader.term()));
	}

	private void took(String fault, Claim leader, Claim next, String measured, long millis) {
		Transition transition = new Transition(fault, leader.instance(), next.instance(), measured, millis,
				LIMIT_MILLIS);
		this.transitions.add(transition);
		this.terminal
			.narrate(next.instance() + " took over from " + leader.instance() + ": " + millis + " ms " + measured);
	}

	// Only now: a starting JVM would take processor time from the takeover that is
	// measured
	private void replace(Instance gone) throws IOException, InterruptedException {
		gone.awaitEnd();
		Instance replacement = this.fleet.start();
		this.terminal.narrate(replacement + " starts in the place of " + gone.name());
		awaitReady(replacement);
		Thread.sleep(TO_BE_SEEN.toMillis());
	}

	private void awaitReady(Instance instance) throws InterruptedException {
		this.timeline.await(instance + " starts", TO_START,
				(history) -> Optional.of(instance.name()).filter(history.ready()::contains));
	}

}

package io.github.leaderkit.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElection.GuardedCall;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.memory.InMemoryLeaseStore;
import org.jspecify.annotations.Nullable;

/**
 * One process of a {@link VirtualWorld} that runs one election and remembers its events.
 */
final class VirtualNode {

	final VirtualRuntime runtime;

	final ElectionEngine engine;

	final LeaderElection election;

	final List<LeadershipEvent> events = new ArrayList<>();

	VirtualNode(VirtualWorld world, InMemoryLeaseStore server, ElectionSettings settings) {
		Duration commandTimeout = ElectionSettings.commandTimeoutFor(List.of(settings.ttl()));
		this.runtime = new VirtualRuntime(world, server.sharing(), commandTimeout);
		this.engine = new ElectionEngine(this.runtime, commandTimeout, true);
		this.election = this.engine.create("default", settings);
		this.election.addListener(this.events::add);
		this.engine.start();
	}

	boolean isLeader() {
		return this.election.isLeader();
	}

	/**
	 * Enters guarded work on a thread that is gone afterwards, so that the work is
	 * current nowhere.
	 */
	@Nullable GuardedCall enter() {
		return CompletableFuture.supplyAsync(this.election::tryEnter, (task) -> new Thread(task).start()).join();
	}

	CompletableFuture<Void> stop() {
		return this.engine.stop().toCompletableFuture();
	}

	<E extends LeadershipEvent> List<E> events(Class<E> type) {
		return this.events.stream().filter(type::isInstance).map(type::cast).toList();
	}

	long calls(Class<? extends LeaseRequest> type) {
		return this.runtime.calls.stream().filter(type::isInstance).count();
	}

}

package io.github.leaderkit.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.function.UnaryOperator;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.LeaderElection.GuardedCall;
import io.github.leaderkit.LeadershipEvent.Demoted;
import io.github.leaderkit.store.memory.InMemoryLeaseStore;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When guarded work is cancelled, and how the election goes on.
 */
class CancellationInVirtualTimeTests {

	private static final Duration TTL = Duration.ofSeconds(15);

	private final VirtualWorld world = new VirtualWorld(42);

	private final InMemoryLeaseStore server = new InMemoryLeaseStore(this.world::millis);

	/** The times at which work was cancelled, in virtual nanoseconds. */
	private final List<Long> cancelled = new ArrayList<>();

	@Test
	void whenRedisIsGoneThenWorkIsCancelledATenthOfTheTtlBeforeTheEnd() {
		VirtualNode node = leading(UnaryOperator.identity());
		GuardedCall call = work(node);
		node.runtime.network.cutOff(true);
		long end = this.world.elapsed() + call.leadership().remaining().toNanos();
		run(TTL);
		assertThat(this.cancelled).singleElement()
			.satisfies((at) -> assertThat(Duration.ofNanos(end - at)).isBetween(Duration.ofMillis(1_400),
					Duration.ofMillis(1_501)));
	}

	/**
	 * A renewal may be under way that is lost: the next comes after its timeout and the
	 * retry period.
	 */
	@Test
	void whenRedisComesBackInTimeThenNoWorkIsCancelled() {
		VirtualNode node = leading(UnaryOperator.identity());
		GuardedCall call = work(node);
		node.runtime.network.cutOff(true);
		run(call.leadership().remaining().minusMillis(1_500 + 1_250 + 750 + 100));
		node.runtime.network.cutOff(false);
		run(Duration.ofMinutes(5));
		assertThat(this.cancelled).isEmpty();
		assertThat(node.isLeader()).isTrue();
	}

	@Test
	void whenTheLeadershipIsRevokedThenWorkIsCancelledAtOnce() {
		VirtualNode node = leading(UnaryOperator.identity());
		work(node);
		node.election.revoke();
		run(Duration.ofMillis(5));
		assertThat(this.cancelled).hasSize(1);
	}

	@Test
	void whenALeaderResignsThenWorkIsCancelledBeforeTheDrainTimeoutIsOver() {
		VirtualNode node = leading((settings) -> settings.drainTimeout(Duration.ofSeconds(10)));
		work(node);
		long begin = this.world.elapsed();
		node.election.resign();
		run(Duration.ofSeconds(15));
		assertThat(this.cancelled).singleElement()
			.satisfies((at) -> assertThat(Duration.ofNanos(at - begin)).isBetween(Duration.ofMillis(8_500),
					Duration.ofMillis(8_510)));
	}

	@Test
	void whenThereIsNoThreadToCancelWorkThenTheLeadershipEndsAndTheWorkIsCancelledLater() {
		VirtualNode node = leading(UnaryOperator.identity());
		GuardedCall call = work(node);
		node.runtime.network.cutOff(true);
		node.runtime.lackThreads(2);
		run(call.leadership().remaining().minusMillis(1_400));
		assertThat(node.events(Demoted.class)).extracting(Demoted::reason).containsExactly(DemotionReason.FAILED);
		run(Duration.ofMillis(1_500));
		assertThat(this.cancelled).hasSize(1);
		node.runtime.network.cutOff(false);
		call.close();
		run(Duration.ofSeconds(30));
		assertThat(node.isLeader()).isTrue();
	}

	@Test
	void whenThereIsNoThreadToLookAtAFutureThenItIsLookedAtLater() {
		VirtualNode node = leading(UnaryOperator.identity());
		FutureTask<String> work = new FutureTask<>(() -> "done");
		node.enter().closeWhenDone(work);
		node.runtime.lackThreads(3);
		node.election.resign();
		work.run();
		run(Duration.ofMillis(50));
		assertThat(node.isLeader()).isTrue();
		run(Duration.ofMillis(100));
		assertThat(node.isLeader()).isFalse();
	}

	private VirtualNode leading(UnaryOperator<ElectionSettings.Builder> customizer) {
		VirtualNode node = new VirtualNode(this.world, this.server,
				customizer.apply(ElectionSettings.withKey("test").ttl(TTL)).build());
		run(Duration.ofSeconds(20));
		assertThat(node.isLeader()).isTrue();
		return node;
	}

	private GuardedCall work(VirtualNode node) {
		GuardedCall call = node.enter();
		call.onDemotion(() -> this.cancelled.add(this.world.elapsed()));
		return call;
	}

	private void run(Duration duration) {
		this.world.run(duration);
	}

}

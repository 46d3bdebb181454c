package io.github.leaderkit.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.ElectionSettings.Safety;
import io.github.leaderkit.LeaderElection.GuardedCall;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipEvent.Demoted;
import io.github.leaderkit.LeadershipEvent.Promoted;
import io.github.leaderkit.store.memory.InMemoryLeaseStore;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Four processes whose processes, network and store fail at random. A seed decides
 * everything; the message of a failure names it.
 */
class ElectionUnderRandomFaultsTests {

	private static final int SEEDS = 150;

	private static final Duration TTL = Duration.ofSeconds(2);

	@ParameterizedTest
	@EnumSource(Safety.class)
	void whenProcessesNetworkAndStoreFailThenAtMostOneLeadsAndTermsGrow(Safety safety) {
		int promotions = 0;
		for (long seed = 0; seed < SEEDS; seed++) {
			promotions += new Run(seed, safety).run();
		}
		assertThat(promotions).as("promotions in all runs").isGreaterThan(SEEDS * 2);
	}

	private enum Fault {

		PAUSE, CUT_OFF, HEAL, LOSE_REPLIES, SLOW, RESIGN, RESTART, CRASH, WORK, REVOKE, WALL_STEP, STORE_RESTART, FORGET

	}

	private static final class Run {

		private final long seed;

		private final Safety safety;

		private final VirtualWorld world;

		private final InMemoryLeaseStore server;

		private final List<VirtualNode> nodes = new ArrayList<>();

		private final List<Long> terms = new ArrayList<>();

		private Run(long seed, Safety safety) {
			this.seed = seed;
			this.safety = safety;
			this.world = new VirtualWorld(seed);
			this.server = new InMemoryLeaseStore(this.world::millis);
			this.world.afterEach(this::check);
		}

		private int run() {
			for (int i = 0; i < 4; i++) {
				this.nodes.add(node());
			}
			for (int i = 0; i < 120; i++) {
				this.world.run(Duration.ofMillis(this.world.random.nextInt(800)));
				inject(Fault.values()[this.world.random.nextInt(Fault.values().length)]);
				if (this.world.random.nextInt(4) == 0) {
					inject(Fault.HEAL);
				}
			}
			this.nodes.forEach(this::heal);
			this.world.run(TTL.multipliedBy(12));
			long leaders = this.nodes.stream().filter(VirtualNode::isLeader).count();
			assertThat(leaders).as("seed %s: leaders after all has healed", this.seed).isOne();
			int promotions = 0;
			for (VirtualNode node : this.nodes) {
				promotions += checkEvents(node);
			}
			return promotions;
		}

		private VirtualNode node() {
			ElectionSettings settings = ElectionSettings.withKey("test")
				.ttl(TTL)
				.safety(this.safety)
				.drainTimeout(Duration.ofSeconds(1))
				.build();
			return new VirtualNode(this.world, this.server, settings);
		}

		private void inject(Fault fault) {
			VirtualNode node = this.nodes.get(this.world.random.nextInt(this.nodes.size()));
			switch (fault) {
				case PAUSE -> node.runtime.pause(some(4000));
				case CUT_OFF -> node.runtime.cutOff(true);
				case HEAL -> this.nodes.forEach(this::heal);
				case LOSE_REPLIES -> node.runtime.loseReplies(true);
				case SLOW -> node.runtime.latency(some(600));
				case RESIGN -> node.election.resign();
				case RESTART -> {
					node.engine.stop();
					node.engine.start();
				}
				case CRASH -> {
					// a newcomer without memory right after a loss of data is the one
					// case that
					// the standard mode does not cover
					node.runtime.crash();
					this.nodes.remove(node);
					this.world.after(TTL.multipliedBy(3).toNanos(), () -> this.nodes.add(node()));
					if (this.nodes.isEmpty()) {
						this.nodes.add(node());
					}
				}
				case WORK -> {
					GuardedCall call = node.enter();
					if (call != null) {
						this.world.after(some(500).toNanos(), call::close);
					}
				}
				case REVOKE -> node.election.revoke();
				case WALL_STEP -> node.runtime.stepWallClock(some(6000).minusSeconds(3));
				case STORE_RESTART -> this.server.restart();
				case FORGET -> {
					if (this.safety == Safety.STRICT) {
						this.server.forgetAll();
					}
				}
			}
		}

		private void heal(VirtualNode node) {
			node.runtime.cutOff(false);
			node.runtime.loseReplies(false);
			node.runtime.latency(Duration.ofNanos(200_000));
		}

		private Duration some(int millis) {
			return Duration.ofMillis(this.world.random.nextInt(millis));
		}

		private void check() {
			List<Long> leading = new ArrayList<>(2);
			for (VirtualNode node : this.nodes) {
				node.election.leadership().ifPresent((leadership) -> leading.add(leadership.term()));
			}
			assertThat(leading).as("seed %s: terms that lead at %s ms", this.seed, this.world.elapsed() / 1_000_000)
				.hasSizeLessThan(2);
			for (long term : leading) {
				long last = this.terms.isEmpty() ? 0 : this.terms.get(this.terms.size() - 1);
				assertThat(term).as("seed %s: a term after term %s", this.seed, last).isGreaterThanOrEqualTo(last);
				if (term > last) {
					this.terms.add(term);
				}
			}
		}

		private int checkEvents(VirtualNode node) {
			int promotions = 0;
			Promoted open = null;
			for (LeadershipEvent event : node.events) {
				if (event instanceof Promoted promoted) {
					assertThat(open).as("seed %s: promotion within a leadership", this.seed).isNull();
					open = promoted;
					promotions++;
				}
				else if (event instanceof Demoted demoted) {
					assertThat(open).as("seed %s: demotion without a leadership", this.seed).isNotNull();
					assertThat(demoted.term()).as("seed %s", this.seed).isEqualTo(open.term());
					open = null;
				}
			}
			return promotions;
		}

	}

}

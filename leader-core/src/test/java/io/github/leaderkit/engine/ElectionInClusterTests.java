package io.github.leaderkit.engine;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.leaderkit.engine.Contest.Violations;
import io.github.leaderkit.testing.RedisCluster;
import io.github.leaderkit.testing.SideBySide;
import io.lettuce.core.cluster.SlotHash;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Elections in all parts of a cluster of three masters with a replica each, while it
 * changes.
 */
@Tag("jdk-independent")
@Timeout(value = 3, unit = TimeUnit.MINUTES)
@SideBySide
class ElectionInClusterTests {

	private static final Duration TTL = Duration.ofSeconds(3);

	/**
	 * A machine that stands still for a moment must not end a leadership.
	 */
	private static final Duration LONG_TTL = Duration.ofSeconds(6);

	private static final Duration SOON = Duration.ofSeconds(40);

	private static final int MASTERS = 3;

	private final List<String> keys = IntStream.range(0, 24).mapToObj((i) -> "election-" + i).toList();

	private RedisCluster cluster;

	private Contest contest;

	@BeforeEach
	void isPossible() {
		Assumptions.assumeTrue(RedisCluster.isPossible(), "Needs Redis 7");
	}

	private void begin(Duration ttl, Duration nodeTimeout) {
		this.cluster = RedisCluster.start(MASTERS, 1, "--cluster-node-timeout", String.valueOf(nodeTimeout.toMillis()));
		this.contest = new Contest(this.keys, ttl, 0);
		Stream.generate(this.cluster::configuration).limit(MASTERS).forEach(this.contest::join);
		this.contest.begin();
		this.contest.awaitLeaders(SOON);
		assertThat(this.keys.stream().map(this::owner).distinct()).hasSize(MASTERS);
	}

	@AfterEach
	void close() throws Exception {
		if (this.contest != null) {
			this.contest.close();
		}
		if (this.cluster != null) {
			this.cluster.close();
		}
	}

	@Test
	void whenAReplicaTakesOverAndAnotherMasterIsKilledThenAllElectionsAreLedAgain() throws Exception {
		begin(TTL, Duration.ofSeconds(2));
		this.cluster.node(MASTERS).execute("CLUSTER", "FAILOVER");
		await(() -> role(MASTERS).equals("master"));
		this.contest.awaitLeaders(SOON);
		this.cluster.node(1).kill();
		await(() -> role(MASTERS + 1).equals("master"));
		stayLed(TTL);
	}

	@Test
	void whenSlotsAreMovedAndScriptsForgottenThenAllElectionsAreLedAllTheTime() throws Exception {
		begin(LONG_TTL, Duration.ofSeconds(5));
		Map<String, Long> terms = this.contest.terms();
		for (String key : this.keys) {
			int from = owner(key);
			this.cluster.move(slot(key), from, (from + 1) % MASTERS, this::forgetScripts);
		}
		stayLed(LONG_TTL);
		assertThat(this.cluster.node(1).execute("EXISTS", "leader:" + keyOf(0))).containsExactly(1L);
		assertThat(this.contest.terms()).isEqualTo(terms);
	}

	private String keyOf(int owner) {
		return this.keys.stream().filter((key) -> owner(key) == owner).findFirst().orElseThrow();
	}

	private void forgetScripts() {
		this.cluster.nodes().forEach((node) -> node.execute("SCRIPT", "FLUSH"));
	}

	/**
	 * Watches for a ttl more.
	 */
	private void stayLed(Duration ttl) throws InterruptedException {
		this.contest.awaitLeaders(SOON);
		TimeUnit.MILLISECONDS.sleep(ttl.toMillis());
		this.contest.awaitLeaders(SOON);
		assertThat(this.contest.end()).matches(Violations::none);
	}

	private static int slot(String key) {
		return SlotHash.getSlot("leader:" + key);
	}

	/**
	 * The place of the master that has an election in the beginning.
	 */
	private int owner(String key) {
		int owner = MASTERS - 1;
		while (slot(key) < this.cluster.firstSlot(owner)) {
			owner--;
		}
		return owner;
	}

	private String role(int node) {
		return this.cluster.node(node).execute("ROLE").get(0).toString();
	}

	private static void await(Callable<Boolean> condition) {
		Awaitility.await().atMost(SOON).until(condition);
	}

}

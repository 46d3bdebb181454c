package io.github.leaderkit.store.redis;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseReply.Code;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseResult;
import io.github.leaderkit.store.LeaseSignal;
import io.github.leaderkit.store.LeaseSignal.Kind;
import io.github.leaderkit.testing.Alone;
import io.github.leaderkit.testing.RedisCluster;
import io.github.leaderkit.testing.RedisServerProcess;
import io.github.leaderkit.testing.SideBySide;
import io.lettuce.core.cluster.SlotHash;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A cluster of three nodes.
 */
@Tag("jdk-independent")
@SideBySide
class RedisClusterTests {

	private static final int NODES = 3;

	private final List<String> keys = IntStream.range(0, 60).mapToObj((i) -> OpenStore.newKey()).toList();

	private RedisCluster cluster;

	private List<RedisServerProcess> nodes;

	private OpenStore open;

	@BeforeEach
	void start() {
		Assumptions.assumeTrue(RedisCluster.isPossible(), "Needs Redis 7");
		this.cluster = RedisCluster.start(NODES, 0, "--cluster-node-timeout", "3000", "--cluster-require-full-coverage",
				"no");
		this.nodes = this.cluster.nodes();
		this.open = OpenStore.on(this.cluster.configuration());
	}

	@AfterEach
	void end() {
		if (this.open != null) {
			this.open.close();
		}
		if (this.cluster != null) {
			this.cluster.close();
		}
	}

	@Test
	void electionsOfAllSlotsWork() {
		Map<String, LeaseReply> granted = grantAll();
		assertThat(this.nodes).allSatisfy((node) -> assertThat(node.execute("DBSIZE").get(0)).isNotEqualTo(0L));
		assertThat(renewAll(granted)).allMatch((result) -> result.reply().code() == Code.RENEWED);
		this.nodes.forEach((node) -> node.execute("SCRIPT", "FLUSH"));
		assertThat(renewAll(granted)).allMatch((result) -> result.reply().code() == Code.RENEWED);
		assertThat(this.keys).allMatch((key) -> this.open.client().peek(key).hasLeader());
		String last = this.keys.get(0);
		assertThat(this.open.client().revoke(last)).isTrue();
		assertThat(this.keys.subList(1, this.keys.size())).allMatch(
				(key) -> this.open.client().release(new LeaseRequest.Release(key, granted.get(key).holder(), 60_000)));
		List<LeaseResult> results = renewAll(granted);
		assertThat(results).allMatch((result) -> result.reply().code() == Code.LOST);
		assertThat(results.get(0).reply().holder()).isEqualTo(LeaseReply.REVOKED);
	}

	@Test
	void messagesOfAllSlotsArrive() {
		Queue<LeaseSignal> signals = new ConcurrentLinkedQueue<>();
		this.keys.forEach((key) -> this.open.store().subscribe(key, signals::add));
		Awaitility.await().until(() -> signals.size() == this.keys.size());
		signals.clear();
		Map<String, LeaseReply> granted = grantAll();
		Awaitility.await().until(() -> signals.size() == this.keys.size());
		assertThat(signals).extracting(LeaseSignal::kind).containsOnly(Kind.GRANTED);
		assertThat(signals).extracting(LeaseSignal::term)
			.containsExactlyInAnyOrderElementsOf(granted.values().stream().map(LeaseReply::term).toList());
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	@Alone
	void whenANodeIsDownThenOnlyItsElectionsFail(boolean connectAfterwards) {
		Map<String, LeaseReply> granted = grantAll();
		renewAll(granted);
		this.nodes.get(2).kill();
		if (connectAfterwards) {
			this.open.store().close();
			this.open.store().open();
		}
		int firstSlotOfDead = this.cluster.firstSlot(2);
		long start = System.nanoTime();
		List<LeaseResult> results = renewAll(granted);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(OpenStore.LONG_TIMEOUT.multipliedBy(3));
		for (int i = 0; i < this.keys.size(); i++) {
			boolean dead = SlotHash.getSlot("leader:" + this.keys.get(i)) >= firstSlotOfDead;
			LeaseResult result = results.get(i);
			if (dead) {
				assertThat(result.failure().kind()).isIn(ErrorKind.UNREACHABLE, ErrorKind.BUSY);
			}
			else {
				assertThat(result.reply().code()).isEqualTo(Code.RENEWED);
			}
		}
	}

	@Test
	void whileASlotMovesThenItsElectionsGoOn() {
		String moving = this.keys.get(0);
		String record = "leader:" + moving;
		String slot = String.valueOf(SlotHash.getSlot(record));
		LeaseReply granted = this.open.grant(moving);
		RedisServerProcess from = this.nodes.stream().filter((node) -> holds(node, record)).findFirst().orElseThrow();
		RedisServerProcess to = this.nodes.get((this.nodes.indexOf(from) + 1) % NODES);
		to.execute("CLUSTER", "SETSLOT", slot, "IMPORTING", id(from));
		from.execute("CLUSTER", "SETSLOT", slot, "MIGRATING", id(to));
		assertThat(this.open.renew(granted, moving).reply().code()).isEqualTo(Code.RENEWED);
		from.execute("MIGRATE", to.host(), String.valueOf(to.port()), record, "0", "5000");
		LeaseReply moved = this.open.renew(granted, moving).reply();
		assertThat(moved.code()).isEqualTo(Code.RENEWED);
		assertThat(moved.runId()).isNotEqualTo(granted.runId());
		assertThat(this.open.renew(moved, moving).reply().code()).isEqualTo(Code.RENEWED);
		assertThat(this.open.client().release(new LeaseRequest.Release(moving, granted.holder(), 60_000))).isTrue();
		LeaseReply next = this.open.client().acquire(OpenStore.request(moving, 2));
		assertThat(next.term()).isGreaterThan(granted.term());
		assertThat(holds(from, record)).isFalse();
		assertThat(holds(to, record)).isTrue();
		to.execute("CLUSTER", "SETSLOT", slot, "NODE", id(to));
		from.execute("CLUSTER", "SETSLOT", slot, "NODE", id(to));
		assertThat(this.open.renew(next, moving).reply().code()).isEqualTo(Code.RENEWED);
	}

	private static boolean holds(RedisServerProcess node, String record) {
		return node.execute("KEYS", record).contains(record);
	}

	private static String id(RedisServerProcess node) {
		return node.execute("CLUSTER", "MYID").get(0).toString();
	}

	private Map<String, LeaseReply> grantAll() {
		Map<String, LeaseReply> granted = new LinkedHashMap<>();
		this.keys.forEach((key) -> granted.put(key, this.open.grant(key)));
		return granted;
	}

	private List<LeaseResult> renewAll(Map<String, LeaseReply> granted) {
		return this.open.client()
			.renew(this.keys.stream().map((key) -> OpenStore.renewal(granted.get(key), key)).toList());
	}

}

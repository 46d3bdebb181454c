package io.github.leaderkit.store.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseReply.Code;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseSignal;
import io.github.leaderkit.store.LeaseStoreException;
import io.github.leaderkit.testing.DocumentedAccess;
import io.github.leaderkit.testing.RedisCluster;
import io.github.leaderkit.testing.RedisEndpoint;
import io.github.leaderkit.testing.RedisReplication;
import io.github.leaderkit.testing.RedisSentinels;
import io.github.leaderkit.testing.RedisServerProcess;
import io.github.leaderkit.testing.StoreClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.protocol.ProtocolVersion;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration.WithAuthentication;
import org.springframework.data.redis.connection.RedisNode;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.RedisStaticMasterReplicaConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What docs/security.md permits the user of elections in addition: it is enough, and the
 * first of it is needed. The rest is what the driver tries and goes on without, so that
 * nothing is in the log of the server.
 */
@Tag("jdk-independent")
class LeastPrivilegeVariantsTests {

	private static final String USER = "leader";

	private static final String SENTINEL_USER = "leader-sentinel";

	@Test
	void whenReplicasAreWaitedForThenWaitIsPermittedInAddition() {
		try (RedisReplication redis = RedisReplication.start(1)) {
			permit(redis.master(), List.of());
			RedisConfiguration configuration = DocumentedAccess.configuration(redis.master(), USER);
			try (OpenStore open = OpenStore.waitingForReplicas(configuration, 1)) {
				assertDenied(open, "wait");
			}
			permit(redis.master(), additions("- `leader.redis.wait-replicas`"));
			try (OpenStore open = OpenStore.waitingForReplicas(configuration, 1)) {
				assertWorks(open);
			}
			assertThat(DocumentedAccess.denials(redis.master())).isEmpty();
		}
	}

	@Test
	void whenRedisIsAClusterThenItsNodesMayBeAskedFor() {
		Assumptions.assumeTrue(RedisCluster.isPossible(), "Needs Redis 7");
		try (RedisCluster cluster = RedisCluster.start(3, 0)) {
			RedisClusterConfiguration configuration = cluster.configuration();
			authenticate(configuration);
			List<String> additions = additions("- Redis Cluster");
			cluster.nodes().forEach((node) -> permit(node, List.of()));
			try (OpenStore open = OpenStore.on(configuration)) {
				assertDenied(open, "cluster|nodes");
			}
			cluster.nodes().forEach((node) -> permit(node, additions.subList(0, 1)));
			try (OpenStore open = OpenStore.on(configuration)) {
				assertWorks(open);
			}
			assertThat(denials(cluster)).isNotEmpty()
				.allSatisfy((denial) -> assertThat(denial.toString()).containsAnyOf("cluster|myid", "client|setname"));
			cluster.nodes().forEach((node) -> permit(node, additions));
			try (OpenStore open = OpenStore.on(configuration)) {
				assertWorks(open);
			}
			assertThat(denials(cluster)).isEmpty();
		}
	}

	@Test
	void whenMasterAndReplicasAreAStaticListThenTheirRoleMayBeAskedFor() {
		try (RedisReplication redis = RedisReplication.start(1)) {
			List<RedisServerProcess> nodes = List.of(redis.master(), redis.replica(0));
			RedisStaticMasterReplicaConfiguration configuration = new RedisStaticMasterReplicaConfiguration(
					redis.master().host(), redis.master().port());
			configuration.addNode(redis.replica(0).host(), redis.replica(0).port());
			authenticate(configuration);
			nodes.forEach((node) -> permit(node, List.of()));
			try (OpenStore open = OpenStore.on(configuration)) {
				assertDenied(open, "role");
			}
			List<String> additions = additions("- A static list");
			nodes.forEach((node) -> permit(node, additions.subList(0, 1)));
			try (OpenStore open = OpenStore.on(configuration)) {
				assertLeasesWork(open);
			}
			nodes.forEach((node) -> permit(node, additions));
			try (OpenStore open = OpenStore.on(configuration)) {
				assertLeasesWork(open);
			}
			assertThat(nodes).allSatisfy((node) -> assertThat(DocumentedAccess.denials(node)).isEmpty());
		}
	}

	@Test
	void whenAnotherDatabaseIsUsedThenItMayBeSelected() {
		try (RedisServerProcess redis = RedisServerProcess.start()) {
			RedisStandaloneConfiguration configuration = DocumentedAccess.configuration(redis, USER);
			configuration.setDatabase(3);
			permit(redis, List.of());
			try (OpenStore open = OpenStore.on(configuration)) {
				assertDenied(open, "select");
			}
			permit(redis, additions("- Another database"));
			try (OpenStore open = OpenStore.on(configuration)) {
				assertWorks(open);
			}
			assertThat(DocumentedAccess.denials(redis)).isEmpty();
		}
	}

	@Test
	void whenSentinelsAreAskedThenTheyTellTheAddressOfTheMaster() throws Exception {
		try (RedisSentinels sentinels = RedisSentinels.start()) {
			permit(sentinels.firstMaster(), List.of());
			RedisSentinelConfiguration configuration = sentinels.configuration();
			authenticate(configuration);
			configuration.setSentinelUsername(SENTINEL_USER);
			configuration.setSentinelPassword(DocumentedAccess.PASSWORD);
			List<Endpoint> endpoints = configuration.getSentinels().stream().map(Endpoint::of).toList();
			endpoints.forEach((sentinel) -> DocumentedAccess.apply(sentinel, SENTINEL_USER,
					DocumentedAccess.rules(SENTINEL_USER)));
			try (OpenStore open = OpenStore.on(configuration)) {
				assertWorks(open);
			}
			assertThat(DocumentedAccess.denials(sentinels.firstMaster())).isEmpty();
			assertThat(endpoints).allSatisfy((sentinel) -> assertThat(DocumentedAccess.denials(sentinel)).isEmpty());
			endpoints.forEach((sentinel) -> DocumentedAccess.apply(sentinel, SENTINEL_USER, List.of("-@all")));
			try (OpenStore open = OpenStore.on(configuration)) {
				assertThatExceptionOfType(LeaseStoreException.class).isThrownBy(() -> open.grant(OpenStore.newKey()));
			}
		}
	}

	@Test
	void whenTheOldProtocolIsSpokenThenNothingElseIsNeeded() {
		try (RedisServerProcess redis = RedisServerProcess.start()) {
			permit(redis, List.of());
			LettuceConnectionFactory application = new LettuceConnectionFactory(
					DocumentedAccess.configuration(redis, USER),
					LettuceClientConfiguration.builder()
						.clientOptions(ClientOptions.builder().protocolVersion(ProtocolVersion.RESP2).build())
						.build());
			application.afterPropertiesSet();
			RedisLeaseStore store = new RedisLeaseStore(application, RedisLeaseStore.DEFAULT_PREFIX,
					OpenStore.LONG_TIMEOUT, System::nanoTime);
			store.open();
			assertThat(new StoreClient(store).acquire(OpenStore.request(OpenStore.newKey(), 1)).code())
				.isEqualTo(Code.GRANTED);
			store.close();
			application.destroy();
		}
	}

	private static void permit(RedisEndpoint redis, List<String> additions) {
		List<String> rules = new ArrayList<>(DocumentedAccess.rules(USER));
		rules.addAll(additions);
		DocumentedAccess.apply(redis, USER, rules);
		DocumentedAccess.denials(redis);
	}

	private static List<String> additions(String marker) {
		return DocumentedAccess.additions(USER, marker);
	}

	private static void authenticate(WithAuthentication configuration) {
		configuration.setUsername(USER);
		configuration.setPassword(DocumentedAccess.PASSWORD);
	}

	private static List<Object> denials(RedisCluster cluster) {
		return cluster.nodes().stream().flatMap((node) -> DocumentedAccess.denials(node).stream()).toList();
	}

	private static void assertDenied(OpenStore open, String command) {
		assertThatExceptionOfType(LeaseStoreException.class).isThrownBy(() -> open.grant(OpenStore.newKey()))
			.withMessageContaining("NOPERM")
			.withMessageContaining("'" + command + "'");
	}

	private static void assertWorks(OpenStore open) {
		String key = OpenStore.newKey();
		CompletableFuture<LeaseSignal> signal = new CompletableFuture<>();
		open.store().subscribe(key, signal::complete);
		Awaitility.await().until(signal::isDone);
		open.store().unsubscribe(key);
		assertLeasesWork(open);
	}

	/**
	 * Many, so that in a cluster each node has some.
	 */
	private static void assertLeasesWork(OpenStore open) {
		IntStream.range(0, 20).mapToObj((i) -> OpenStore.newKey()).forEach((key) -> {
			LeaseReply granted = open.grant(key);
			assertThat(open.renew(granted, key).reply().code()).isEqualTo(Code.RENEWED);
			assertThat(open.client().release(new LeaseRequest.Release(key, granted.holder(), 600_000))).isTrue();
		});
	}

	private record Endpoint(String host, int port) implements RedisEndpoint {

		static Endpoint of(RedisNode node) {
			return new Endpoint(node.getHost(), node.getPort());
		}

	}

}

package io.github.leaderkit.store.redis;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.ReadFrom;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisCredentialsProvider.ImmediateRedisCredentialsProvider;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisPassword;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.RedisStaticMasterReplicaConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.connection.lettuce.RedisCredentialsProviderFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * None of these connects to anything.
 */
class OwnConnectionFactoryTests {

	private static final Duration TIMEOUT = Duration.ofMillis(700);

	private final ClientResources resources = ClientResources.create();

	@AfterEach
	void shutdown() {
		this.resources.shutdown();
	}

	@Test
	void itFailsFast() {
		LettuceClientConfiguration configuration = derive(new RedisStandaloneConfiguration()).getClientConfiguration();
		ClientOptions options = configuration.getClientOptions().orElseThrow();
		assertThat(configuration.getCommandTimeout()).isEqualTo(TIMEOUT.multipliedBy(3));
		assertThat(options.getDisconnectedBehavior()).isEqualTo(DisconnectedBehavior.REJECT_COMMANDS);
		assertThat(options.isAutoReconnect()).isTrue();
		assertThat(options.getTimeoutOptions().isTimeoutCommands()).isTrue();
		assertThat(options.getTimeoutOptions().getSource().getTimeout(null)).isEqualTo(TIMEOUT.toNanos());
		assertThat(options.getSocketOptions().getConnectTimeout()).isEqualTo(TIMEOUT);
		assertThat(options.getMaintNotificationsConfig().maintNotificationsEnabled()).isFalse();
		Delay delay = configuration.getClientResources().orElseThrow().reconnectDelay();
		assertThat(delay.createDelay(1)).isBetween(Duration.ofMillis(10), Duration.ofMillis(500));
		assertThat(delay.createDelay(50)).isEqualTo(Duration.ofMillis(500));
	}

	@Test
	void itKeepsWhatElseTheApplicationSetButDoesNotReadFromReplicas() {
		RedisCredentialsProviderFactory credentials = new RedisCredentialsProviderFactory() {
		};
		LettuceClientConfiguration application = LettuceClientConfiguration.builder()
			.clientResources(this.resources)
			.clientOptions(ClientOptions.builder()
				.protocolVersion(ProtocolVersion.RESP2)
				.timeoutOptions(TimeoutOptions.create())
				.build())
			.clientName("shop")
			.redisCredentialsProviderFactory(credentials)
			.readFrom(ReadFrom.ANY)
			.useSsl()
			.verifyPeer(SslVerifyMode.CA)
			.startTls()
			.build();
		LettuceClientConfiguration own = derive(
				new LettuceConnectionFactory(new RedisStandaloneConfiguration(), application))
			.getClientConfiguration();
		assertThat(own.getClientName()).contains("shop-leader");
		assertThat(own.getRedisCredentialsProviderFactory()).containsSame(credentials);
		assertThat(own.getReadFrom()).isEmpty();
		assertThat(own.isUseSsl()).isTrue();
		assertThat(own.isStartTls()).isTrue();
		assertThat(own.getVerifyMode()).isEqualTo(SslVerifyMode.CA);
		assertThat(own.getClientOptions().orElseThrow().getProtocolVersion()).isEqualTo(ProtocolVersion.RESP2);
	}

	@Test
	void whenItIsCustomizedThenThatWinsOverTheApplication() {
		RedisCredentialsProviderFactory credentials = new RedisCredentialsProviderFactory() {
		};
		LettuceClientConfiguration own = derive(application(new RedisStandaloneConfiguration()),
				(configuration) -> configuration.clientName("elections")
					.redisCredentialsProviderFactory(credentials)
					.clientOptions(ClientOptions.builder().protocolVersion(ProtocolVersion.RESP2).build())
					.shutdownTimeout(Duration.ofMillis(7))
					.useSsl()
					.verifyPeer(SslVerifyMode.CA))
			.getClientConfiguration();
		assertThat(own.getClientName()).contains("elections");
		assertThat(own.getRedisCredentialsProviderFactory()).containsSame(credentials);
		assertThat(own.getClientOptions().orElseThrow().getProtocolVersion()).isEqualTo(ProtocolVersion.RESP2);
		assertThat(own.getShutdownTimeout()).isEqualTo(Duration.ofMillis(7));
		assertThat(own.isUseSsl()).isTrue();
		assertThat(own.getVerifyMode()).isEqualTo(SslVerifyMode.CA);
	}

	@Test
	void whenItIsCustomizedThenItFailsFastAllTheSame() {
		LettuceClientConfiguration own = derive(application(new RedisStandaloneConfiguration()),
				(configuration) -> configuration.commandTimeout(Duration.ofMinutes(1))
					.readFrom(ReadFrom.ANY)
					.clientOptions(ClientOptions.builder()
						.autoReconnect(false)
						.disconnectedBehavior(DisconnectedBehavior.ACCEPT_COMMANDS)
						.timeoutOptions(TimeoutOptions.create())
						.build()))
			.getClientConfiguration();
		ClientOptions options = own.getClientOptions().orElseThrow();
		assertThat(own.getCommandTimeout()).isEqualTo(TIMEOUT.multipliedBy(3));
		assertThat(own.getReadFrom()).isEmpty();
		assertThat(options.isAutoReconnect()).isTrue();
		assertThat(options.getDisconnectedBehavior()).isEqualTo(DisconnectedBehavior.REJECT_COMMANDS);
		assertThat(options.getTimeoutOptions().getSource().getTimeout(null)).isEqualTo(TIMEOUT.toNanos());
	}

	@Test
	void whenItIsCustomizedThenSoIsTheConnectionThatWaitsForReplicas() {
		RedisStandaloneConfiguration topology = new RedisStandaloneConfiguration();
		try (OwnConnectionFactory own = OwnConnectionFactory.derive(application(topology), topology, TIMEOUT,
				(configuration) -> configuration.clientName("elections"))) {
			LettuceClientConfiguration unshared = own.unshared().getClientConfiguration();
			assertThat(unshared.getClientName()).contains("elections");
			assertThat(unshared.getClientOptions().orElseThrow().isAutoReconnect()).isFalse();
		}
	}

	@Test
	void whenACustomizerBringsResourcesThenTheirThreadsAreUsedAndNotShutDown() {
		ClientResources brought = ClientResources.create();
		try {
			ClientResources used = derive(application(new RedisStandaloneConfiguration()),
					(configuration) -> configuration.clientResources(brought))
				.getClientConfiguration()
				.getClientResources()
				.orElseThrow();
			assertThat(used.eventExecutorGroup()).isSameAs(brought.eventExecutorGroup());
			assertThat(used.tracing().isEnabled()).isFalse();
			assertThat(brought.eventExecutorGroup().isShuttingDown()).isFalse();
		}
		finally {
			brought.shutdown();
		}
	}

	@Test
	void inAClusterItNoticesChangesSoon() {
		ClientOptions options = derive(new RedisClusterConfiguration(Set.of("somewhere:6390"))).getClientConfiguration()
			.getClientOptions()
			.orElseThrow();
		assertThat(options).isInstanceOfSatisfying(ClusterClientOptions.class, (cluster) -> {
			assertThat(cluster.getTopologyRefreshOptions().getAdaptiveRefreshTriggers()).isNotEmpty();
			assertThat(cluster.getTopologyRefreshOptions().getAdaptiveRefreshTimeout())
				.isEqualTo(Duration.ofSeconds(1));
			assertThat(cluster.getTopologyRefreshOptions().isPeriodicRefreshEnabled()).isTrue();
			assertThat(cluster.getDisconnectedBehavior()).isEqualTo(DisconnectedBehavior.REJECT_COMMANDS);
		});
	}

	@Test
	void itSharesTimersOfTheApplicationAndDoesNotShutThemDown() {
		LettuceConnectionFactory application = application(new RedisStandaloneConfiguration());
		OwnConnectionFactory own = OwnConnectionFactory.derive(application, RedisTopology.of(application), TIMEOUT,
				LeaseConnectionCustomizer.NONE);
		ClientResources shared = own.get().getClientConfiguration().getClientResources().orElseThrow();
		assertThat(shared.eventLoopGroupProvider()).isNotSameAs(this.resources.eventLoopGroupProvider());
		assertThat(shared.ioThreadPoolSize()).isEqualTo(1);
		assertThat(shared.eventExecutorGroup()).isSameAs(this.resources.eventExecutorGroup());
		assertThat(shared.timer()).isSameAs(this.resources.timer());
		assertThat(shared.tracing().isEnabled()).isFalse();
		assertThat(shared.commandLatencyRecorder().isEnabled()).isFalse();
		own.close();
		assertThat(this.resources.eventExecutorGroup().isShuttingDown()).isFalse();
		assertThat(this.resources.eventExecutorGroup().submit(() -> "alive").awaitUninterruptibly(5000)).isTrue();
		this.resources.timer().newTimeout((timeout) -> {
		}, 1, TimeUnit.MILLISECONDS);
	}

	@Test
	void whenTheApplicationHasNoResourcesThenItHasAndShutsDownItsOwn() {
		RedisStandaloneConfiguration topology = new RedisStandaloneConfiguration();
		OwnConnectionFactory own = OwnConnectionFactory.derive(new LettuceConnectionFactory(topology), topology,
				TIMEOUT, LeaseConnectionCustomizer.NONE);
		ClientResources resources = own.get().getClientConfiguration().getClientResources().orElseThrow();
		assertThat(own.get().getClientConfiguration().getClientName()).contains("leader");
		own.close();
		assertThat(resources.eventExecutorGroup().isShuttingDown()).isTrue();
	}

	@Test
	void itLeadsToAStaticListOfMasterAndReplicas() {
		RedisStaticMasterReplicaConfiguration nodes = new RedisStaticMasterReplicaConfiguration("somewhere", 6390);
		nodes.setPassword("secret");
		assertThat(derive(nodes).getPassword()).isEqualTo("secret");
	}

	@Test
	void knownCredentialsNeedNoOtherThread() {
		RedisStandaloneConfiguration topology = new RedisStandaloneConfiguration();
		assertThat(credentials(topology).hasPassword()).isFalse();
		topology.setPassword("secret");
		assertThat(credentials(topology).getUsername()).isNull();
		assertThat(credentials(topology).getPassword()).containsExactly("secret".toCharArray());
		topology.setUsername("app");
		assertThat(credentials(topology).getUsername()).isEqualTo("app");
		topology.setPassword(RedisPassword.none());
		assertThat(credentials(topology).getPassword()).isEmpty();
	}

	@Test
	void knownCredentialsOfSentinelsNeedNoOtherThread() {
		RedisSentinelConfiguration topology = new RedisSentinelConfiguration("primary", Set.of("somewhere:26379"));
		topology.setPassword("secret");
		topology.setSentinelUsername("watcher");
		topology.setSentinelPassword("other");
		assertThat(credentials(topology).getPassword()).containsExactly("secret".toCharArray());
		RedisCredentials credentials = now(factory(topology).createSentinelCredentialsProvider(topology));
		assertThat(credentials.getUsername()).isEqualTo("watcher");
		assertThat(credentials.getPassword()).containsExactly("other".toCharArray());
	}

	@Test
	void behindSentinelsAUserWithoutAPasswordIsNobody() {
		RedisSentinelConfiguration topology = new RedisSentinelConfiguration("primary", Set.of("somewhere:26379"));
		topology.setUsername("app");
		topology.setSentinelUsername("watcher");
		assertThat(credentials(topology).hasUsername()).isFalse();
		assertThat(credentials(topology).hasPassword()).isFalse();
		RedisCredentials ofSentinels = now(factory(topology).createSentinelCredentialsProvider(topology));
		assertThat(ofSentinels.hasUsername()).isFalse();
		assertThat(ofSentinels.hasPassword()).isFalse();
	}

	private RedisCredentials credentials(RedisConfiguration topology) {
		return now(factory(topology).createCredentialsProvider(topology));
	}

	private RedisCredentialsProviderFactory factory(RedisConfiguration topology) {
		return derive(topology).getClientConfiguration().getRedisCredentialsProviderFactory().orElseThrow();
	}

	private static RedisCredentials now(RedisCredentialsProvider provider) {
		assertThat(provider).isInstanceOf(ImmediateRedisCredentialsProvider.class);
		return ((ImmediateRedisCredentialsProvider) provider).resolveCredentialsNow();
	}

	private LettuceConnectionFactory derive(RedisConfiguration topology) {
		return derive(application(topology));
	}

	private static LettuceConnectionFactory derive(LettuceConnectionFactory application) {
		return derive(application, LeaseConnectionCustomizer.NONE);
	}

	private static LettuceConnectionFactory derive(LettuceConnectionFactory application,
			LeaseConnectionCustomizer customizer) {
		OwnConnectionFactory own = OwnConnectionFactory.derive(application, RedisTopology.of(application), TIMEOUT,
				customizer);
		own.close();
		return own.get();
	}

	private LettuceConnectionFactory application(RedisConfiguration topology) {
		return new LettuceConnectionFactory(topology,
				LettuceClientConfiguration.builder().clientResources(this.resources).build());
	}

}

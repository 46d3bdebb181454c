package io.github.leaderkit.store.redis;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultEventLoopGroupProvider;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.EventLoopGroupProvider;
import io.lettuce.core.resource.ThreadFactoryProvider;
import io.lettuce.core.tracing.Tracing;
import io.netty.util.concurrent.DefaultThreadFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * A connection factory that leads to the same Redis as the one of the application but
 * fails fast: it does not wait for long, does not queue commands while it is disconnected
 * and comes back soon. Its commands do not wait behind those of the application and are
 * neither traced nor measured.
 *
 * <p>
 * All its connections have one I/O thread of their own, on which elections may decide. A
 * message is received, decided on, and answered with a request without waking another
 * thread, and a callback of the application that blocks its own I/O threads does not
 * delay elections. The other threads of Lettuce it shares with the application and never
 * shuts down. An application whose factory has no {@link ClientResources} of its own
 * shares none, and then they are made and shut down here.
 */
final class OwnConnectionFactory implements AutoCloseable {

	private static final Delay RECONNECT_DELAY = Delay.exponential(Duration.ofMillis(10), Duration.ofMillis(500), 2,
			TimeUnit.MILLISECONDS);

	/**
	 * How many command timeouts connecting may take: it needs several round trips, and
	 * Lettuce keeps trying for ever with a connection whose handshake timed out. Commands
	 * have a timeout of their own.
	 */
	private static final int CONNECTING = 3;

	private static final Duration MIN_TOPOLOGY_REFRESH = Duration.ofSeconds(1);

	private final RedisConfiguration topology;

	private final @Nullable String address;

	private final Duration timeout;

	private final LettuceClientConfiguration configuration;

	private final ClientResources resources;

	private final EventLoopGroupProvider ioThread;

	private final LettuceConnectionFactory factory;

	private @Nullable LettuceConnectionFactory unshared;

	private OwnConnectionFactory(RedisConfiguration topology, Duration timeout,
			LettuceClientConfiguration configuration, ClientResources resources, EventLoopGroupProvider ioThread,
			LettuceConnectionFactory factory) {
		this.topology = topology;
		this.address = RedisAddress.of(topology);
		this.timeout = timeout;
		this.configuration = configuration;
		this.resources = resources;
		this.ioThread = ioThread;
		this.factory = factory;
	}

	/**
	 * Derives a factory, without connecting.
	 * @param application the factory of the application
	 * @param topology where its Redis is
	 * @param timeout how long to wait for a connection or an answer
	 * @param customizer changes what is taken over from the factory of the application
	 * @return the factory, to be closed
	 */
	static OwnConnectionFactory derive(LettuceConnectionFactory application, RedisConfiguration topology,
			Duration timeout, LeaseConnectionCustomizer customizer) {
		LettuceClientConfiguration configuration = TakenOverConfiguration.of(application.getClientConfiguration(),
				customizer);
		EventLoopGroupProvider ioThread = new DefaultEventLoopGroupProvider(1,
				(ThreadFactoryProvider) (pool) -> new DefaultThreadFactory("leader-redis", true));
		ClientResources resources = resources(configuration, ioThread);
		LettuceConnectionFactory factory = new LettuceConnectionFactory(topology,
				clientConfiguration(configuration, resources, timeout, true, application.isClusterAware()));
		factory.afterPropertiesSet();
		return new OwnConnectionFactory(topology, timeout, configuration, resources, ioThread, factory);
	}

	/**
	 * How long to wait between two attempts to connect.
	 * @param attempt the number of the attempt in a row
	 * @return the time
	 */
	static Duration reconnectDelay(int attempt) {
		return RECONNECT_DELAY.createDelay(attempt);
	}

	/**
	 * Where its Redis is, for people.
	 */
	@Nullable String address() {
		return this.address;
	}

	/**
	 * How long connecting may take, and how long scripts may wait for it.
	 * @param timeout the command timeout
	 * @return the time
	 */
	static Duration connecting(Duration timeout) {
		return timeout.multipliedBy(CONNECTING);
	}

	LettuceConnectionFactory get() {
		return this.factory;
	}

	/**
	 * Another factory, derived when it is first asked for. Its connections are shared by
	 * nobody, and one that breaks has ended: no other takes its place unnoticed. Used by
	 * one thread.
	 */
	LettuceConnectionFactory unshared() {
		LettuceConnectionFactory unshared = this.unshared;
		if (unshared == null) {
			unshared = new LettuceConnectionFactory(this.topology, clientConfiguration(this.configuration,
					this.resources, this.timeout, false, this.factory.isClusterAware()));
			unshared.setShareNativeConnection(false);
			unshared.afterPropertiesSet();
			this.unshared = unshared;
		}
		return unshared;
	}

	@Override
	public void close() {
		if (this.unshared != null) {
			this.unshared.destroy();
		}
		this.factory.destroy();
		this.resources.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(1, TimeUnit.SECONDS);
		this.ioThread.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(1, TimeUnit.SECONDS);
	}

	private static ClientResources resources(LettuceClientConfiguration application, EventLoopGroupProvider ioThread) {
		return application.getClientResources()
			.map(OwnConnectionFactory::sharingThreads)
			.orElseGet(() -> ClientResources.builder().computationThreadPoolSize(2))
			.eventLoopGroupProvider(ioThread)
			.reconnectDelay(RECONNECT_DELAY)
			.tracing(Tracing.disabled())
			.commandLatencyRecorder(CommandLatencyRecorder.disabled())
			.build();
	}

	/**
	 * Sets the shared threads again: a mere copy would shut them down.
	 */
	private static ClientResources.Builder sharingThreads(ClientResources application) {
		return application.mutate().eventExecutorGroup(application.eventExecutorGroup()).timer(application.timer());
	}

	private static LettuceClientConfiguration clientConfiguration(LettuceClientConfiguration configuration,
			ClientResources resources, Duration timeout, boolean reconnects, boolean cluster) {
		return TakenOverConfiguration.copy(configuration)
			.commandTimeout(connecting(timeout))
			.clientOptions(clientOptions(configuration, timeout, reconnects, cluster))
			.clientResources(resources)
			.build();
	}

	private static ClientOptions clientOptions(LettuceClientConfiguration configuration, Duration timeout,
			boolean reconnects, boolean cluster) {
		ClientOptions options = configuration.getClientOptions().orElseGet(ClientOptions::create);
		ClientOptions own = options.mutate()
			.autoReconnect(reconnects)
			.disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
			.timeoutOptions(TimeoutOptions.enabled(timeout))
			.socketOptions(options.getSocketOptions().mutate().connectTimeout(timeout).build())
			.maintNotificationsConfig(MaintNotificationsConfig.disabled())
			.build();
		return cluster ? clusterOptions(own, timeout) : own;
	}

	private static ClusterClientOptions clusterOptions(ClientOptions options, Duration timeout) {
		ClusterClientOptions base = (options instanceof ClusterClientOptions cluster) ? cluster
				: ClusterClientOptions.builder(options).build();
		ClusterTopologyRefreshOptions.Builder refresh = ClusterTopologyRefreshOptions.builder()
			.enableAllAdaptiveRefreshTriggers()
			.adaptiveRefreshTriggersTimeout(MIN_TOPOLOGY_REFRESH)
			.enablePeriodicRefresh(MIN_TOPOLOGY_REFRESH.plus(timeout.multipliedBy(10)))
			.dynamicRefreshSources(base.getTopologyRefreshOptions().useDynamicRefreshSources());
		return base.mutate().topologyRefreshOptions(refresh.build()).build();
	}

}

package io.github.leaderkit.store.redis;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseReply.Code;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseResult;
import io.github.leaderkit.testing.RedisEndpoint;
import io.github.leaderkit.testing.StoreClient;
import io.lettuce.core.resource.ClientResources;

import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A store of a test with the connection factory of an application around it.
 */
final class OpenStore implements AutoCloseable {

	/**
	 * For tests of what happens when there is no answer in time.
	 */
	static final Duration TIMEOUT = Duration.ofSeconds(1);

	/**
	 * For all others: a machine that stands still for a moment must not look like a Redis
	 * that does not answer.
	 */
	static final Duration LONG_TIMEOUT = Duration.ofSeconds(5);

	static final long TTL = 15_000;

	private final ClientResources resources = ClientResources.builder()
		.ioThreadPoolSize(2)
		.computationThreadPoolSize(2)
		.build();

	private final LettuceConnectionFactory application;

	private final RedisLeaseStore store;

	private OpenStore(RedisConfiguration topology, Duration timeout, int waitReplicas) {
		this.application = new LettuceConnectionFactory(topology,
				LettuceClientConfiguration.builder().clientResources(this.resources).build());
		this.application.afterPropertiesSet();
		this.store = new RedisLeaseStore(this.application, RedisLeaseStore.DEFAULT_PREFIX, timeout, System::nanoTime,
				waitReplicas);
		this.store.open();
	}

	static OpenStore on(RedisEndpoint redis) {
		return on(redis.configuration());
	}

	static OpenStore on(RedisEndpoint redis, Duration timeout) {
		return new OpenStore(redis.configuration(), timeout, 0);
	}

	static OpenStore impatient(RedisEndpoint redis) {
		return impatient(redis.configuration());
	}

	static OpenStore impatient(RedisConfiguration topology) {
		return new OpenStore(topology, TIMEOUT, 0);
	}

	static OpenStore waitingForReplicas(RedisConfiguration topology, int replicas) {
		return new OpenStore(topology, LONG_TIMEOUT, replicas);
	}

	static OpenStore impatientForReplicas(RedisConfiguration topology, int replicas) {
		return new OpenStore(topology, TIMEOUT, replicas);
	}

	static OpenStore on(RedisConfiguration topology) {
		return new OpenStore(topology, LONG_TIMEOUT, 0);
	}

	static OpenStore on(RedisEndpoint redis, String user) {
		return on(redis, user, LONG_TIMEOUT);
	}

	static OpenStore on(RedisEndpoint redis, String user, Duration timeout) {
		RedisStandaloneConfiguration configuration = redis.configuration();
		configuration.setUsername(user);
		configuration.setPassword("secret");
		return new OpenStore(configuration, timeout, 0);
	}

	RedisLeaseStore store() {
		return this.store;
	}

	StoreClient client() {
		return new StoreClient(this.store);
	}

	RedisConnectionFactory application() {
		return this.application;
	}

	static String newKey() {
		return "test-" + UUID.randomUUID();
	}

	static LeaseRequest.Acquire request(String key, long attempt) {
		return new LeaseRequest.Acquire(key, "a".repeat(32), attempt, TTL, 0, 0, 0, false, false, "", TTL * 7 / 6, 0,
				"");
	}

	static LeaseRequest.Renew renewal(LeaseReply granted, String key) {
		return new LeaseRequest.Renew(key, granted.holder(), granted.term(), TTL, 0, granted.runId(), "");
	}

	LeaseReply grant(String key) {
		LeaseReply reply = client().acquire(request(key, 1));
		assertThat(reply.code()).isEqualTo(Code.GRANTED);
		return reply;
	}

	LeaseResult renew(LeaseReply granted, String key) {
		return client().renew(List.of(renewal(granted, key))).get(0);
	}

	@Override
	public void close() {
		this.store.close();
		this.application.destroy();
		this.resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
	}

}

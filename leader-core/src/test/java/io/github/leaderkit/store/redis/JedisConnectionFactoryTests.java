package io.github.leaderkit.store.redis;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseReply.Code;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseSignal;
import io.github.leaderkit.store.LeaseSignal.Kind;
import io.github.leaderkit.store.LeaseStoreException;
import io.github.leaderkit.testing.Ports;
import io.github.leaderkit.testing.RedisExtension;
import io.github.leaderkit.testing.RedisServer;
import io.github.leaderkit.testing.StoreClient;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.jedis.JedisClientConfiguration;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A connection factory of Jedis, whose timeouts are known.
 */
@ExtendWith({ RedisExtension.class, OutputCaptureExtension.class })
class JedisConnectionFactoryTests {

	private static final String WARNING = "Elections share the connections of " + JedisConnectionFactory.class.getName()
			+ ", which waits for Redis ";

	private final String key = OpenStore.newKey();

	private final RedisServer redis;

	private JedisConnectionFactory application;

	private RedisLeaseStore store;

	JedisConnectionFactoryTests(RedisServer redis) {
		this.redis = redis;
	}

	@AfterEach
	void close() {
		this.store.close();
		this.application.destroy();
	}

	@Test
	void whenItDoesNotWaitForLongThenNothingIsWarnedOfAndElectionsWork(CapturedOutput output) {
		open(5000, 5000);
		Queue<LeaseSignal> signals = new ConcurrentLinkedQueue<>();
		this.store.subscribe(this.key, signals::add);
		Awaitility.await().until(() -> signals.contains(new LeaseSignal(Kind.SUBSCRIBED, 0)));
		LeaseReply granted = client().acquire(OpenStore.request(this.key, 1));
		assertThat(granted.code()).isEqualTo(Code.GRANTED);
		Awaitility.await().until(() -> signals.contains(new LeaseSignal(Kind.GRANTED, granted.term())));
		assertThat(client().release(new LeaseRequest.Release(this.key, granted.holder(), 1))).isTrue();
		Awaitility.await().untilAsserted(() -> assertThat(output).containsOnlyOnce("Elections use Redis "));
		assertThat(output).doesNotContain("WARN io.github.leaderkit");
	}

	@ParameterizedTest
	@CsvSource({ "5001, 100, up to 5.001s", "100, 5001, up to 5.001s", "0, 100, without end", "100, 0, without end" })
	void whenItMayWaitForLongerThenThatIsWarnedOf(long read, long connect, String howLong, CapturedOutput output) {
		open(read, connect);
		assertThat(output).containsOnlyOnce(WARNING + howLong + ". Let commands and connecting time out within 5s");
	}

	@Test
	void whenNobodyListensThenTheFailureSaysWhere() {
		RedisStandaloneConfiguration nowhere = new RedisStandaloneConfiguration("127.0.0.1", Ports.free());
		open(nowhere, 5000, 5000);
		assertThatExceptionOfType(LeaseStoreException.class).isThrownBy(() -> client().peek(this.key))
			.withMessageStartingWith(
					"The read of leader:" + this.key + " on 127.0.0.1:" + nowhere.getPort() + " failed: ");
	}

	private void open(long read, long connect) {
		open(this.redis.configuration(), read, connect);
	}

	private void open(RedisStandaloneConfiguration configuration, long read, long connect) {
		this.application = new JedisConnectionFactory(configuration,
				JedisClientConfiguration.builder()
					.readTimeout(Duration.ofMillis(read))
					.connectTimeout(Duration.ofMillis(connect))
					.build());
		this.application.afterPropertiesSet();
		this.application.start();
		this.store = new RedisLeaseStore(this.application, RedisLeaseStore.DEFAULT_PREFIX, OpenStore.LONG_TIMEOUT,
				System::nanoTime);
		this.store.open();
	}

	private StoreClient client() {
		return new StoreClient(this.store);
	}

}

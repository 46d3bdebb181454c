package io.github.leaderkit.store.redis;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseReply.Code;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseResult;
import io.github.leaderkit.store.LeaseSignal;
import io.github.leaderkit.store.LeaseSignal.Kind;
import io.github.leaderkit.testing.RedisServerProcess;
import io.github.leaderkit.testing.StoreClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.TimeoutOptions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A connection factory that is not of Lettuce, and whose connections block while they are
 * subscribed.
 */
@Tag("slow")
@ExtendWith(OutputCaptureExtension.class)
class OtherConnectionFactoryTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	private final String key = OpenStore.newKey();

	private final RedisServerProcess redis = RedisServerProcess.start();

	private final LettuceConnectionFactory lettuce = new LettuceConnectionFactory(this.redis.configuration(),
			LettuceClientConfiguration.builder()
				.commandTimeout(TIMEOUT)
				.clientOptions(ClientOptions.builder().timeoutOptions(TimeoutOptions.enabled()).build())
				.build());

	private final RedisLeaseStore store = new RedisLeaseStore(BlockingConnectionFactory.of(this.lettuce), "leader:",
			TIMEOUT, System::nanoTime);

	@BeforeEach
	void open() {
		this.lettuce.afterPropertiesSet();
		this.store.open();
	}

	@AfterEach
	void close() {
		this.store.close();
		this.lettuce.destroy();
		this.redis.close();
	}

	@Test
	void itIsUsedAsItIsAndSaysSo(CapturedOutput output) {
		LeaseReply granted = client().acquire(OpenStore.request(this.key, 1));
		List<LeaseResult> results = client().renew(Collections.nCopies(3, OpenStore.renewal(granted, this.key)));
		assertThat(results).hasSize(3).allMatch((result) -> result.reply().code() == Code.RENEWED);
		assertThat(client().release(new LeaseRequest.Release(this.key, granted.holder(), 0))).isTrue();
		assertThat(this.redis.execute("CLIENT", "LIST").toString()).doesNotContain("name=leader");
		assertThat(output).containsOnlyOnce("Make sure that its commands time out within 2s");
	}

	@Test
	void whenThereIsNoAnswerThenNotEveryRenewalWaitsForItself() {
		LeaseReply granted = client().acquire(OpenStore.request(this.key, 1));
		this.redis.pause();
		try {
			long start = System.nanoTime();
			List<LeaseResult> results = client().renew(Collections.nCopies(20, OpenStore.renewal(granted, this.key)));
			assertThat(results).hasSize(20).allMatch((result) -> result.failure().kind() == ErrorKind.UNREACHABLE);
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TIMEOUT.multipliedBy(3));
		}
		finally {
			this.redis.resume();
		}
	}

	@Test
	void messagesArriveAndNothingIsLeftAfterwards() {
		Queue<LeaseSignal> signals = new ConcurrentLinkedQueue<>();
		this.store.subscribe(this.key, signals::add);
		Awaitility.await().until(() -> signals.contains(new LeaseSignal(Kind.SUBSCRIBED, 0)));
		this.store.subscribe(this.key + "-2", signals::add);
		Awaitility.await().until(() -> signals.size() == 2);
		LeaseReply granted = client().acquire(OpenStore.request(this.key, 1));
		Awaitility.await().until(() -> signals.contains(new LeaseSignal(Kind.GRANTED, granted.term())));
		this.store.close();
		Awaitility.await()
			.untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
				.noneMatch((name) -> name.startsWith("leader-subscription")));
	}

	@Test
	void whenTheSubscriptionEndsThenAnotherIsMade() {
		Queue<LeaseSignal> signals = new ConcurrentLinkedQueue<>();
		this.store.subscribe(this.key, signals::add);
		Awaitility.await().until(() -> signals.size() == 1);
		BlockingConnectionFactory.endAll = true;
		try {
			Awaitility.await().until(() -> signals.size() >= 2);
		}
		finally {
			BlockingConnectionFactory.endAll = false;
		}
	}

	private StoreClient client() {
		return new StoreClient(this.store);
	}

}

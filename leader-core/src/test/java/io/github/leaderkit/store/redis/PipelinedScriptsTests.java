package io.github.leaderkit.store.redis;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.store.LeaseCall;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseReply.Code;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseResult;
import io.github.leaderkit.store.LeaseStoreException;
import io.github.leaderkit.testing.RedisServerProcess;
import io.github.leaderkit.testing.SlowNetwork;
import io.github.leaderkit.testing.StoreClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.resource.ClientResources;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Scripts on Lettuce's own connection, which nobody waits for.
 */
@Tag("slow")
class PipelinedScriptsTests {

	private static final Duration SOON = Duration.ofMillis(900);

	private static final LeaseKeys KEYS = new LeaseKeys("leader:");

	private final String key = OpenStore.newKey();

	private final RedisServerProcess redis = RedisServerProcess.start();

	@AfterEach
	void close() {
		this.redis.close();
	}

	@Test
	void whenAThousandCallsAreHandedOverTogetherThenTheyTakeOneRoundTrip() throws Exception {
		try (SlowNetwork network = new SlowNetwork(this.redis, Duration.ofMillis(50));
				OpenStore open = OpenStore.on(network, OpenStore.LONG_TIMEOUT)) {
			open.client().peek(this.key);
			List<LeaseRequest.Acquire> attempts = IntStream.range(0, 1000)
				.mapToObj((i) -> OpenStore.request(this.key + i, 1))
				.toList();
			long start = System.nanoTime();
			assertThat(open.client().askAll(attempts)).allMatch((result) -> result.reply().code() == Code.GRANTED);
			// The first ones have to be sent again with their text
			assertThat(since(start)).isLessThan(Duration.ofSeconds(3));
			start = System.nanoTime();
			List<LeaseResult> peeks = open.client()
				.askAll(IntStream.range(0, 1000).mapToObj((i) -> new LeaseRequest.Peek(this.key + i)).toList());
			assertThat(since(start)).isLessThan(Duration.ofSeconds(3));
			assertThat(peeks).allMatch((result) -> result.reply().hasLeader());
			assertThat(network.connections()).isEqualTo(1);
		}
	}

	@Test
	void whileRedisIsSilentTheCallerDoesNotWait() {
		this.redis.pause();
		try (OpenStore open = OpenStore.impatient(this.redis)) {
			Queue<LeaseResult> results = new ConcurrentLinkedQueue<>();
			for (int i = 0; i < 3; i++) {
				long start = System.nanoTime();
				open.store().execute(List.of(new LeaseCall(new LeaseRequest.Peek(this.key), results::add)));
				assertThat(since(start)).isLessThan(SOON);
			}
			Awaitility.await().atMost(OpenStore.TIMEOUT.multipliedBy(6)).until(() -> results.size() == 3);
			assertThat(results).allMatch((result) -> result.failure().kind() == ErrorKind.UNREACHABLE);
			this.redis.resume();
			Awaitility.await().ignoreExceptions().until(() -> open.client().peek(this.key).term() == 0);
			assertThat(results).hasSize(3);
		}
	}

	@Test
	void whileItConnectsForTheFirstTimeCallsWaitForSomeTimeouts() throws Exception {
		Duration oneWay = OpenStore.TIMEOUT.multipliedBy(7).dividedBy(10);
		try (SlowNetwork network = new SlowNetwork(this.redis, oneWay);
				OpenStore open = OpenStore.on(network, OpenStore.TIMEOUT)) {
			long start = System.nanoTime();
			LeaseStoreException failure = peekFailure(open);
			assertThat(since(start)).isBetween(OpenStore.TIMEOUT.multipliedBy(2), OpenStore.TIMEOUT.multipliedBy(6));
			assertThat(failure.kind()).isEqualTo(ErrorKind.UNREACHABLE);
			assertThat(failure).hasMessageStartingWith(
					"The read of leader:" + this.key + " on 127.0.0.1:" + network.port() + " failed: ");
		}
	}

	@Test
	void whenNobodyListensThenTheFailureSaysWhere() {
		this.redis.kill();
		try (OpenStore open = OpenStore.impatient(this.redis)) {
			assertThat(peekFailure(open))
				.hasMessageStartingWith(
						"The read of leader:" + this.key + " on 127.0.0.1:" + this.redis.port() + " failed: ")
				.hasMessageContaining("refused");
		}
	}

	@Test
	void whenTheStoreIsClosedThenWhatIsUnderWayFailsAtOnce() {
		try (OpenStore open = OpenStore.on(this.redis)) {
			open.client().peek(this.key);
			this.redis.pause();
			try {
				Queue<LeaseResult> results = new ConcurrentLinkedQueue<>();
				open.store().execute(List.of(new LeaseCall(new LeaseRequest.Peek(this.key), results::add)));
				long start = System.nanoTime();
				open.store().close();
				assertThat(since(start)).isLessThan(OpenStore.LONG_TIMEOUT);
				assertThat(results).singleElement()
					.satisfies((result) -> assertThat(result.failure()).hasMessage("The store was closed"));
			}
			finally {
				this.redis.resume();
			}
			open.store().open();
			assertThat(open.client().peek(this.key).term()).isZero();
		}
	}

	@Test
	void whenItIsConnectedThenThereIsNoThreadForIt() {
		try (OpenStore open = OpenStore.on(this.redis)) {
			LeaseReply granted = open.grant(this.key);
			Awaitility.await().until(() -> threads("leader-connection"::equals).isEmpty());
			assertThat(open.renew(granted, this.key).reply().code()).isEqualTo(Code.RENEWED);
			assertThat(threads((name) -> name.startsWith("leader-io"))).isEmpty();
		}
	}

	@Test
	void whileTheApplicationBlocksItsThreadsOfLettuceElectionsGoOn() throws Exception {
		ClientResources resources = ClientResources.builder().ioThreadPoolSize(2).computationThreadPoolSize(2).build();
		LettuceConnectionFactory application = new LettuceConnectionFactory(this.redis.configuration(),
				LettuceClientConfiguration.builder().clientResources(resources).build());
		application.afterPropertiesSet();
		application.start();
		RedisLeaseStore store = new RedisLeaseStore(application, RedisLeaseStore.DEFAULT_PREFIX, OpenStore.LONG_TIMEOUT,
				System::nanoTime);
		store.open();
		CountDownLatch blocking = new CountDownLatch(1);
		try {
			blockIoThreads((RedisClient) application.getRequiredNativeClient(), blocking);
			assertThat(new StoreClient(store).peek(this.key).term()).isZero();
		}
		finally {
			blocking.countDown();
			store.close();
			application.destroy();
			resources.shutdown(0, 2, TimeUnit.SECONDS).get();
		}
		Awaitility.await().until(() -> threads((name) -> name.startsWith("leader-redis")).isEmpty());
	}

	/**
	 * Has each thread wait in a callback, as an application must not but may do.
	 */
	private static void blockIoThreads(RedisClient client, CountDownLatch until) {
		Thread caller = Thread.currentThread();
		Set<Thread> blocked = ConcurrentHashMap.newKeySet();
		List<StatefulRedisConnection<String, String>> connections = IntStream.range(0, 2)
			.mapToObj((i) -> client.connect())
			.toList();
		Awaitility.await().pollInSameThread().until(() -> {
			connections.forEach((connection) -> connection.async().ping().thenRun(() -> {
				if (Thread.currentThread() != caller && blocked.add(Thread.currentThread())) {
					await(until);
				}
			}));
			return blocked.size() == 2;
		});
	}

	@Test
	void whenRedisAnswersTooLateThenItNeedNotGreetNewConnections() throws Exception {
		Duration timeout = Duration.ofMillis(200);
		try (SlowNetwork network = new SlowNetwork(this.redis, Duration.ZERO);
				OpenStore open = OpenStore.on(network, timeout)) {
			Awaitility.await().until(() -> peekFailure(open) == null);
			network.setDelay(timeout);
			long start = System.nanoTime();
			while (since(start).compareTo(timeout.multipliedBy(40)) < 0) {
				assertThat(peekFailure(open).kind()).isEqualTo(ErrorKind.UNREACHABLE);
			}
			assertThat(network.connections()).isEqualTo(1);
		}
	}

	@Test
	void whenThereIsNoThreadThenNothingIsLeftWaitingAndTheNextCallStartsOne() {
		LettuceConnectionFactory application = new LettuceConnectionFactory(this.redis.configuration());
		AtomicInteger threads = new AtomicInteger();
		// The second call must not have waited too long for the first connection of a
		// cold
		// process
		Duration timeout = Duration.ofMinutes(1);
		OwnConnections connections = new OwnConnections(
				new DerivationFromApplication(application, timeout, LeaseConnectionCustomizer.NONE), () -> {
				}, timeout, System::nanoTime, (task) -> newThread(task, threads.getAndIncrement() == 0));
		try {
			PipelinedScripts scripts = new PipelinedScripts(connections, new KeySharing(), new WaitingScripts(timeout),
					new ConnectionResets(timeout, () -> 0), System::nanoTime, (failure, first) -> {
					});
			ScriptTask first = new ScriptTask(ScriptCall.of(new LeaseRequest.Peek(this.key), KEYS, false));
			scripts.run(List.of(first));
			assertThat(first).isCompleted();
			assertThat(first.join().failure()).isInstanceOf(OutOfMemoryError.class);
			ScriptTask second = new ScriptTask(first.call());
			scripts.run(List.of(second));
			Awaitility.await().atMost(timeout).until(second::isDone);
			assertThat(second.join().failure()).isNull();
		}
		finally {
			connections.close();
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private LeaseStoreException peekFailure(OpenStore open) {
		return catchThrowableOfType(LeaseStoreException.class, () -> open.client().peek(this.key));
	}

	private static Duration since(long start) {
		return Duration.ofNanos(System.nanoTime() - start);
	}

	private static List<String> threads(Predicate<String> name) {
		return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).filter(name).toList();
	}

	private static Thread newThread(Runnable task, boolean exhausted) {
		if (exhausted) {
			throw new OutOfMemoryError("unable to create native thread");
		}
		return new Thread(task);
	}

}

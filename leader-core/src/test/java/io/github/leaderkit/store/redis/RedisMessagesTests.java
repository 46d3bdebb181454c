package io.github.leaderkit.store.redis;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseSignal;
import io.github.leaderkit.store.LeaseSignal.Kind;
import io.github.leaderkit.store.LeaseStoreException;
import io.github.leaderkit.testing.RedisServerProcess;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How messages survive what happens to Redis and to connections.
 */
@Tag("slow")
class RedisMessagesTests {

	private final String key = OpenStore.newKey();

	private final Queue<LeaseSignal> signals = new ConcurrentLinkedQueue<>();

	private final RedisServerProcess redis = RedisServerProcess.start();

	private OpenStore open;

	@BeforeEach
	void open() {
		this.open = OpenStore.impatient(this.redis);
	}

	@AfterEach
	void close() {
		this.open.close();
		this.redis.close();
	}

	@Test
	void whenRedisIsDownAtTheStartThenMessagesArriveOnceItIsThere() {
		this.redis.kill();
		long start = System.nanoTime();
		subscribe();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
		Awaitility.await().untilAsserted(() -> assertThat(peekFailure()).isEqualTo(ErrorKind.UNREACHABLE));
		this.redis.startAgain();
		awaitSubscribed(1);
		assertMessagesArrive(1);
	}

	@Test
	void whenRedisIsStartedAgainThenItIsToldAndMessagesArriveAgain() {
		subscribe();
		awaitSubscribed(1);
		for (int i = 2; i <= 3; i++) {
			this.redis.kill();
			this.redis.startAgain();
			awaitSubscribed(i);
			assertMessagesArrive(i);
		}
	}

	@Test
	void whenTheConnectionIsKilledThenItIsToldAndMessagesArriveAgain() {
		subscribe();
		awaitSubscribed(1);
		this.redis.execute("CLIENT", "KILL", "TYPE", "pubsub");
		awaitSubscribed(2);
		assertMessagesArrive(1);
	}

	@Test
	void whenTheServerStoodStillThenAResetBringsMessagesBack() {
		subscribe();
		awaitSubscribed(1);
		this.redis.pause();
		for (int i = 0; i < 5; i++) {
			peekFailure();
		}
		this.redis.resume();
		awaitSubscribed(2);
		Awaitility.await().until(() -> peekFailure() == null);
		assertMessagesArrive(1);
	}

	@Test
	void manyElectionsAreSubscribedSoonOnOneConnectionByOneThread() {
		Map<String, Boolean> subscribed = new ConcurrentHashMap<>();
		List<String> keys = IntStream.range(0, 2000).mapToObj((i) -> this.key + "-" + i).toList();
		long threads = Thread.getAllStackTraces().size();
		keys.forEach((each) -> this.open.store().subscribe(each, (signal) -> subscribed.put(each, true)));
		await().until(() -> subscribed.size() == 2000);
		assertThat(subscriptions()).containsExactly("2000");
		assertThat(threads("leader-subscription")).hasSize(1);
		assertThat(Thread.getAllStackTraces().size() - threads).isLessThan(10);
		keys.subList(1, 2000).forEach((each) -> this.open.store().unsubscribe(each));
		await().untilAsserted(() -> assertThat(subscriptions()).containsExactly("1"));
		this.open.store().unsubscribe(keys.get(0));
		await().untilAsserted(() -> assertThat(subscriptions()).isEmpty());
		subscribe();
		awaitSubscribed(1);
		assertMessagesArrive(1);
	}

	@Test
	void whenRedisComesBackThenEveryOneOfManyIsToldAgain() {
		Map<String, Integer> subscribed = new ConcurrentHashMap<>();
		List<String> keys = IntStream.range(0, 1200).mapToObj((i) -> this.key + "-" + i).toList();
		keys.forEach((each) -> this.open.store().subscribe(each, (signal) -> subscribed.merge(each, 1, Integer::sum)));
		await().until(() -> subscribed.size() == 1200);
		subscribed.clear();
		this.redis.kill();
		this.redis.startAgain();
		await().atMost(Duration.ofSeconds(20)).until(() -> subscribed.size() == 1200);
	}

	@Test
	void whenAnElectionIsNoLongerListenedToThenNothingIsToldAboutIt() {
		subscribe();
		awaitSubscribed(1);
		String other = OpenStore.newKey();
		Queue<LeaseSignal> signalsOfOther = new ConcurrentLinkedQueue<>();
		this.open.store().subscribe(other, signalsOfOther::add);
		await().until(() -> signalsOfOther.size() == 1);
		this.open.store().unsubscribe(this.key);
		this.open.grant(this.key);
		LeaseReply granted = this.open.grant(other);
		await().until(() -> signalsOfOther.contains(new LeaseSignal(Kind.GRANTED, granted.term())));
		assertThat(this.signals).hasSize(1);
	}

	@Test
	void whatIsNoMessageIsIgnoredAndAListenerThatThrowsHarmsNobody() {
		subscribe();
		String other = OpenStore.newKey();
		this.open.store().subscribe(other, (signal) -> {
			throw new IllegalStateException("a fault of the listener");
		});
		awaitSubscribed(1);
		this.redis.execute("PUBLISH", "leader:" + other + ":events", "r|1");
		this.redis.execute("PUBLISH", "leader:" + this.key + ":events", "anything");
		this.redis.execute("PUBLISH", "leader:" + this.key + ":events", "n|7|of a later version");
		assertMessagesArrive(1);
		assertThat(this.signals).extracting(LeaseSignal::kind)
			.containsExactly(Kind.SUBSCRIBED, Kind.GRANTED, Kind.RELEASED);
	}

	@Test
	void whenTheStoreIsOpenedAgainThenSubscriptionsAreToBeMadeAnew() {
		subscribe();
		awaitSubscribed(1);
		this.open.store().close();
		await().untilAsserted(() -> assertThat(threads("leader-subscription")).isEmpty());
		this.open.store().open();
		subscribe();
		awaitSubscribed(2);
		assertMessagesArrive(1);
	}

	@Test
	void whenRedisStandsStillThenClosingTakesNotLong() {
		subscribe();
		awaitSubscribed(1);
		this.redis.pause();
		try {
			this.open.store().subscribe(OpenStore.newKey(), (signal) -> {
			});
			long start = System.nanoTime();
			this.open.store().close();
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(OpenStore.TIMEOUT.multipliedBy(10));
			await().untilAsserted(() -> assertThat(threads("leader-subscription")).isEmpty());
		}
		finally {
			this.redis.resume();
		}
	}

	private void subscribe() {
		this.open.store().subscribe(this.key, this.signals::add);
	}

	private void awaitSubscribed(int times) {
		await()
			.until(() -> this.signals.stream().filter((signal) -> signal.kind() == Kind.SUBSCRIBED).count() >= times);
	}

	private void assertMessagesArrive(long attempt) {
		await().untilAsserted(() -> assertThat(peekFailure()).isNull());
		LeaseReply granted = this.open.client().acquire(OpenStore.request(this.key, attempt));
		this.open.client().release(new LeaseRequest.Release(this.key, granted.holder(), 0));
		await().until(() -> this.signals.contains(new LeaseSignal(Kind.GRANTED, granted.term())));
		await().until(() -> this.signals.contains(new LeaseSignal(Kind.RELEASED, granted.term())));
	}

	private ErrorKind peekFailure() {
		try {
			this.open.client().peek(this.key);
			return null;
		}
		catch (LeaseStoreException ex) {
			return ex.kind();
		}
	}

	/**
	 * The number of subscriptions of each connection that has any.
	 */
	private List<String> subscriptions() {
		return Stream.of(this.redis.execute("CLIENT", "LIST", "TYPE", "pubsub").get(0).toString().split("\n"))
			.filter((line) -> line.contains(" name=leader "))
			.map((line) -> line.replaceAll(".* sub=(\\d+) .*", "$1"))
			.toList();
	}

	private static List<String> threads(String name) {
		return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).filter(name::equals).toList();
	}

	private static ConditionFactory await() {
		return Awaitility.await().pollInterval(Duration.ofMillis(10)).atMost(Duration.ofSeconds(10));
	}

}

package io.github.leaderkit.store.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.testing.BreakableNetwork;
import io.github.leaderkit.testing.DocumentedAccess;
import io.github.leaderkit.testing.RedisCluster;
import io.github.leaderkit.testing.RedisReplication;
import io.github.leaderkit.testing.RedisServerProcess;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * What the log tells of a server when a store begins to use it.
 */
@Tag("slow")
class ServerInquiryTests {

	/**
	 * How long a hanging inquiry is there to be seen.
	 */
	private static final Duration TIMEOUT = Duration.ofSeconds(3);

	private final Logger logger = (Logger) LoggerFactory.getLogger(ServerInquiry.class);

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	private final String key = OpenStore.newKey();

	private RedisServerProcess redis;

	private OpenStore open;

	@BeforeEach
	void capture() {
		this.logger.setLevel(Level.DEBUG);
		this.log.list = new CopyOnWriteArrayList<>();
		this.log.start();
		this.logger.addAppender(this.log);
	}

	@AfterEach
	void close() {
		if (this.open != null) {
			this.open.close();
		}
		if (this.redis != null) {
			this.redis.close();
		}
		this.logger.detachAppender(this.log);
		this.logger.setLevel(null);
	}

	@Test
	void whenAStoreBeginsThenItTellsOnceWhichRedisItUses() {
		open("--appendonly", "yes");
		awaitLines(1);
		assertThat(lines(Level.INFO)).singleElement()
			.asString()
			.startsWith("Elections use ")
			.endsWith(": mode standalone, role master, connected replicas 0, append-only file on, maxmemory none, "
					+ "maxmemory-policy noeviction");
		for (int i = 0; i < 20; i++) {
			this.open.client().peek(this.key);
		}
		awaitNoThread();
		assertThat(this.log.list).hasSize(1);
		assertThat(inquiries()).isOne();
	}

	@Test
	void whenAStoreIsOpenedAgainThenItAsksAgain() {
		open();
		awaitLines(1);
		this.open.store().close();
		this.open.store().open();
		this.open.client().peek(this.key);
		awaitLines(2);
		assertThat(inquiries()).isEqualTo(2);
	}

	@Test
	void whenNothingEverSucceedsThenNothingIsAsked() {
		this.redis = RedisServerProcess.start();
		DocumentedAccess.apply(this.redis, "leader", List.of("reset", "on", ">secret", "+info"));
		this.open = OpenStore.on(this.redis, "leader");
		assertThat(this.open.client().renew(List.of())).isEmpty();
		assertThatException().isThrownBy(() -> this.open.client().peek(this.key));
		assertThat(inquiries()).isZero();
		assertThat(this.log.list).isEmpty();
	}

	@Test
	void whenAnyRecordMayBeEvictedThenThatIsWarnedOf() {
		this.redis = RedisServerProcess.start();
		this.redis.execute("CONFIG", "SET", "maxmemory", "100mb");
		this.redis.execute("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
		this.open = OpenStore.on(this.redis);
		this.open.grant(this.key);
		awaitLines(2);
		assertThat(lines(Level.INFO)).singleElement()
			.asString()
			.contains("maxmemory 100.00M, maxmemory-policy allkeys-lru");
		assertThat(lines(Level.WARN)).singleElement().asString().startsWith("Redis may evict the lease of a leader");
	}

	@ParameterizedTest
	@ValueSource(strings = { "volatile-lru", "volatile-ttl", "noeviction" })
	void whenOnlyReleasedRecordsMayBeEvictedThenNothingIsWarnedOf(String policy) {
		open("--maxmemory", "100mb", "--maxmemory-policy", policy);
		awaitLines(1);
		awaitNoThread();
		assertThat(lines(Level.WARN)).isEmpty();
	}

	@Test
	void whenTheUserMayNotAskThenElectionsGoOnAndItIsNoWarning() {
		this.redis = RedisServerProcess.start();
		DocumentedAccess.apply(this.redis, "leader", DocumentedAccess.rules("leader"));
		DocumentedAccess.apply(this.redis, "leader", List.of("-info"));
		this.open = OpenStore.on(this.redis, "leader");
		this.open.grant(this.key);
		awaitLines(1);
		assertThat(this.log.list).singleElement().satisfies((event) -> {
			assertThat(event.getLevel()).isEqualTo(Level.DEBUG);
			assertThat(event.getFormattedMessage()).startsWith("Redis does not describe itself: NOPERM");
		});
	}

	@Test
	void whenTheServerHangsAfterTheFirstAnswerThenNobodyWaitsForTheInquiry() throws IOException {
		this.redis = RedisServerProcess.start();
		try (BreakableNetwork network = new BreakableNetwork()) {
			network.leadTo(this.redis);
			network.cutBefore("INFO");
			this.open = OpenStore.on(network, TIMEOUT);
			LeaseReply granted = this.open.grant(this.key);
			Awaitility.await().until(network::isCut);
			assertThat(threads()).isOne();
			awaitLines(1);
			assertThat(this.log.list).extracting(ILoggingEvent::getFormattedMessage)
				.singleElement()
				.asString()
				.contains("Redis does not describe itself: ",
						"Command timed out after " + TIMEOUT.toSeconds() + " second(s)");
			awaitNoThread();
			network.heal();
			Awaitility.await().until(() -> this.open.renew(granted, this.key).reply() != null);
			assertThat(threads()).isZero();
			assertThat(this.log.list).hasSize(1);
		}
	}

	@Test
	void whenTheServerHangsThenClosingDoesNotWaitForTheInquiry() throws IOException {
		this.redis = RedisServerProcess.start();
		try (BreakableNetwork network = new BreakableNetwork()) {
			network.leadTo(this.redis);
			LettuceConnectionFactory factory = new LettuceConnectionFactory(network.configuration());
			factory.afterPropertiesSet();
			factory.start();
			factory.getConnection().ping();
			network.cutBefore("INFO");
			ServerInquiry inquiry = new ServerInquiry(() -> factory);
			inquiry.begin();
			Awaitility.await().until(network::isCut);
			assertThat(threads()).isOne();
			inquiry.close();
			awaitNoThread();
			factory.destroy();
		}
		assertThat(this.log.list).extracting(ILoggingEvent::getLevel).containsOnly(Level.DEBUG);
	}

	@Test
	void whenNoThreadCanBeHadThenNothingFails() {
		this.redis = RedisServerProcess.start();
		ServerInquiry inquiry = new ServerInquiry(() -> new LettuceConnectionFactory(this.redis.configuration()),
				(task) -> {
					throw new OutOfMemoryError("unable to create native thread");
				});
		inquiry.begin();
		inquiry.close();
		assertThat(this.log.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.DEBUG);
	}

	@Test
	void whenRedisIsAClusterThenAllNodesAreAsked() {
		Assumptions.assumeTrue(RedisCluster.isPossible(), "Needs Redis 7");
		try (RedisCluster cluster = RedisCluster.start(3, 0)) {
			cluster.node(1).execute("CONFIG", "SET", "maxmemory", "100mb");
			cluster.node(1).execute("CONFIG", "SET", "maxmemory-policy", "allkeys-lfu");
			try (OpenStore opened = OpenStore.on(cluster.configuration())) {
				IntStream.range(0, 20).forEach((i) -> opened.grant(OpenStore.newKey()));
				awaitLines(2);
				assertThat(lines(Level.INFO)).singleElement()
					.asString()
					.contains("3 nodes, mode cluster, role master, connected replicas 0, append-only file off, "
							+ "maxmemory 100.00M / none, maxmemory-policy allkeys-lfu / noeviction");
				assertThat(lines(Level.WARN)).hasSize(1);
			}
		}
	}

	@Test
	void whenReplicasAreWaitedForThenTheMasterIsAsked() {
		try (RedisReplication servers = RedisReplication.start(1);
				OpenStore opened = OpenStore.waitingForReplicas(servers.master().configuration(), 1)) {
			opened.grant(this.key);
			awaitLines(1);
			assertThat(lines(Level.INFO)).singleElement().asString().contains("role master, connected replicas 1,");
		}
	}

	private void open(String... options) {
		this.redis = RedisServerProcess.start(options);
		this.open = OpenStore.on(this.redis);
		this.open.client().peek(this.key);
	}

	/**
	 * How often the server was asked; scripts that only look do not ask it.
	 */
	private int inquiries() {
		String statistics = this.redis.execute("INFO", "commandstats").get(0).toString();
		Matcher calls = Pattern.compile("cmdstat_info:calls=(\\d+)").matcher(statistics);
		return calls.find() ? Integer.parseInt(calls.group(1)) : 0;
	}

	private List<String> lines(Level level) {
		return this.log.list.stream()
			.filter((event) -> event.getLevel() == level)
			.map(ILoggingEvent::getFormattedMessage)
			.toList();
	}

	private void awaitLines(int count) {
		Awaitility.await().until(() -> this.log.list.size() >= count);
	}

	private static void awaitNoThread() {
		Awaitility.await().until(() -> threads() == 0);
	}

	private static long threads() {
		return Stream.of(Thread.getAllStackTraces().keySet().toArray(Thread[]::new))
			.filter((thread) -> thread.getName().equals("leader-inquiry"))
			.count();
	}

}

package io.github.leaderkit.fencing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.github.leaderkit.Leadership;
import io.github.leaderkit.testing.RedisCluster;
import io.github.leaderkit.testing.RedisExtension;
import io.github.leaderkit.testing.RedisServer;
import io.lettuce.core.cluster.SlotHash;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.RedisOperations;
import org.springframework.data.redis.core.SessionCallback;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * A fence on a real Redis.
 */
@Tag("slow")
@ExtendWith(RedisExtension.class)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class RedisFenceTests {

	private static final long TERM_LIMIT = 1L << 53;

	private final String key = "test-" + UUID.randomUUID();

	private LettuceConnectionFactory factory;

	private StringRedisTemplate redis;

	private RedisFence fence;

	@BeforeEach
	void connect(RedisServer server) {
		connect(server.configuration());
	}

	private void connect(RedisConfiguration configuration) {
		this.factory = new LettuceConnectionFactory(configuration);
		this.factory.afterPropertiesSet();
		this.factory.start();
		this.redis = new StringRedisTemplate(this.factory);
		this.fence = new RedisFence(this.redis);
	}

	@AfterEach
	void close() {
		this.factory.destroy();
	}

	@Test
	void whenAValueIsSetThenItIsAPlainStringWithItsTermBesideIt() {
		this.fence.set(this.key, "first", 7);
		assertThat(value()).isEqualTo("first");
		assertThat(RedisFence.termKey(this.key)).isEqualTo("{" + this.key + "}:term");
		assertThat(term()).isEqualTo("7");
		assertThat(this.redis.getExpire(this.key)).isEqualTo(-1);
		assertThat(this.redis.getExpire(RedisFence.termKey(this.key))).isEqualTo(-1);
	}

	@Test
	void whenAnEqualOrHigherTermSetsThenItWrites() {
		this.fence.set(this.key, "first", 7);
		this.fence.set(this.key, "second", 7);
		this.fence.set(this.key, "", 9);
		assertThat(value()).isEmpty();
		assertThat(term()).isEqualTo("9");
	}

	@Test
	void whenALowerTermSetsThenItIsRefusedAndNothingIsWritten() {
		this.fence.set(this.key, "of the leader", 9);
		assertThatExceptionOfType(StaleTermException.class).isThrownBy(() -> this.fence.set(this.key, "late", 7))
			.satisfies((ex) -> {
				assertThat(ex.resource()).isEqualTo(this.key);
				assertThat(ex.term()).isEqualTo(7);
				assertThat(ex.highest()).isEqualTo(9);
			});
		assertThatExceptionOfType(StaleTermException.class)
			.isThrownBy(() -> this.fence.set(this.key, "late", 7, Duration.ofSeconds(5)));
		assertThatExceptionOfType(StaleTermException.class).isThrownBy(() -> this.fence.delete(this.key, 7));
		assertThat(value()).isEqualTo("of the leader");
		assertThat(term()).isEqualTo("9");
		assertThat(this.redis.getExpire(this.key)).isEqualTo(-1);
	}

	@Test
	void whenTermsDifferInTheirLastDigitOnlyThenTheyAreToldApart() {
		this.fence.set(this.key, "of the leader", TERM_LIMIT - 1);
		assertThatExceptionOfType(StaleTermException.class)
			.isThrownBy(() -> this.fence.set(this.key, "late", TERM_LIMIT - 2));
		assertThat(term()).isEqualTo("9007199254740991");
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, -1, TERM_LIMIT, Long.MAX_VALUE })
	void whenATermIsNoneThenItIsRefused(long term) {
		assertThatIllegalArgumentException().isThrownBy(() -> this.fence.set(this.key, "none", term))
			.withMessageContaining(String.valueOf(term));
		assertThat(value()).isNull();
	}

	@Test
	void whenAValueExpiresThenItsTermOutlivesIt() {
		this.fence.set(this.key, "first", 9, Duration.ofMillis(1));
		this.redis.delete(this.key); // whether or not it has expired by now
		assertThatExceptionOfType(StaleTermException.class).isThrownBy(() -> this.fence.set(this.key, "late", 7));
		assertThat(this.redis.getExpire(RedisFence.termKey(this.key), TimeUnit.DAYS)).isBetween(6L, 7L);
		this.fence.set(this.key, "second", 9, Duration.ofHours(1));
		assertThat(this.redis.getExpire(this.key, TimeUnit.SECONDS)).isBetween(3000L, 3600L);
		this.fence.set(this.key, "third", 9);
		assertThat(this.redis.getExpire(this.key)).isEqualTo(-1);
		assertThat(this.redis.getExpire(RedisFence.termKey(this.key))).isEqualTo(-1);
	}

	@Test
	void whenAnExpiryIsLessThanAMillisecondThenItIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.fence.set(this.key, "first", 9, Duration.ofNanos(999_999)))
			.withMessageContaining("not 0.999999ms");
	}

	@Test
	void whenAValueIsDeletedThenItsTermOutlivesIt() {
		this.fence.delete(this.key, 5);
		this.fence.set(this.key, "first", 7);
		this.fence.delete(this.key, 9);
		assertThat(value()).isNull();
		assertThatExceptionOfType(StaleTermException.class).isThrownBy(() -> this.fence.set(this.key, "late", 7));
		assertThat(this.redis.getExpire(RedisFence.termKey(this.key), TimeUnit.DAYS)).isBetween(6L, 7L);
	}

	@Test
	void whenNoTermIsGivenThenItIsThatOfTheGuardedWork() {
		try (Leadership.Scope scope = new Leadership("default", "a", 7, Instant.EPOCH, () -> 0).makeCurrent()) {
			this.fence.set(this.key, "first");
			assertThat(term()).isEqualTo("7");
			this.fence.set(this.key, "second", Duration.ofHours(1));
			assertThat(value()).isEqualTo("second");
			this.fence.delete(this.key);
			assertThat(value()).isNull();
		}
		assertThatIllegalStateException().isThrownBy(() -> this.fence.set(this.key, "nobody's"))
			.withMessageContaining("@LeaderOnly");
		assertThat(value()).isNull();
	}

	@Test
	void whenTheKeyHoldsSomethingElseThenItIsLeftAlone() {
		this.redis.opsForHash().put(this.key, "field", "of somebody");
		assertThatIllegalStateException().isThrownBy(() -> this.fence.set(this.key, "first", 7))
			.withMessageContaining("the key '" + this.key + "' holds a hash, not a string");
		assertThatIllegalStateException().isThrownBy(() -> this.fence.delete(this.key, 7));
		assertThat(this.redis.opsForHash().get(this.key, "field")).isEqualTo("of somebody");
		assertThat(term()).isNull();
	}

	@Test
	void whenTheKeyOfTheTermHoldsSomethingElseThenItIsLeftAlone() {
		this.redis.opsForList().leftPush(RedisFence.termKey(this.key), "of somebody");
		assertThatIllegalStateException().isThrownBy(() -> this.fence.set(this.key, "first", 7))
			.withMessageContaining("the key '{" + this.key + "}:term' holds a list, not a string");
		assertThat(this.redis.opsForList().size(RedisFence.termKey(this.key))).isOne();
		assertThat(value()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "x", "-1", "7.5", "1e3", " 7", "0x7", "9007199254740992", "99999999999999999999" })
	void whenTheStoredTermIsNoneThenItIsLeftAlone(String stored) {
		this.redis.opsForValue().set(RedisFence.termKey(this.key), stored);
		assertThatIllegalStateException().isThrownBy(() -> this.fence.set(this.key, "first", 7))
			.withMessageContaining("something else than a term");
		assertThat(term()).isEqualTo(stored);
		assertThat(value()).isNull();
	}

	@Test
	void whenTheKeyHasAValueWithoutATermThenItIsFencedFromNowOn() {
		this.redis.opsForValue().set(this.key, "of before");
		this.fence.set(this.key, "first", 7);
		assertThat(value()).isEqualTo("first");
		assertThatExceptionOfType(StaleTermException.class).isThrownBy(() -> this.fence.set(this.key, "late", 5));
	}

	@Test
	void whenTheScriptIsNotKnownToRedisThenItIsSent() {
		this.redis.execute((RedisCallback<Void>) (connection) -> {
			connection.scriptingCommands().scriptFlush();
			return null;
		});
		this.fence.set(this.key, "first", 7);
		assertThat(value()).isEqualTo("first");
	}

	@Test
	void whenNobodyKnowsYetWhatRedisAnswersThenItIsRefused() {
		assertThatIllegalStateException().isThrownBy(() -> this.redis.execute(new SessionCallback<Void>() {

			@Override
			public <K, V> Void execute(RedisOperations<K, V> operations) {
				operations.multi();
				try {
					RedisFenceTests.this.fence.set(RedisFenceTests.this.key, "first", 7);
				}
				finally {
					operations.discard();
				}
				return null;
			}

		})).withMessageContaining("transaction of Redis");
		assertThat(value()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "report", "a:{b}:c", "{a}b", "a{b", "a{}b", "{}", "b{}{a}", "{a", "a}b", "}{a}" })
	void whenAKeyHasBracesThenItsTermIsInTheSameSlotOrItIsRefused(String key) {
		if (key.matches("a\\{}b|\\{}|b\\{}\\{a}|a}b")) {
			assertThatIllegalArgumentException().isThrownBy(() -> RedisFence.termKey(key)).withMessageContaining(key);
		}
		else {
			assertThat(SlotHash.getSlot(RedisFence.termKey(key))).isEqualTo(SlotHash.getSlot(key));
		}
	}

	@Test
	void whenRedisIsAClusterThenKeysOfAllSlotsAreFenced() {
		Assumptions.assumeTrue(RedisCluster.isPossible(), "Needs Redis 7");
		try (RedisCluster cluster = RedisCluster.start(3, 0)) {
			this.factory.destroy();
			connect(cluster.configuration());
			for (int i = 0; i < 30; i++) {
				String key = (i % 2 == 0) ? "report" + i : "{tag" + i + "}:report";
				this.fence.set(key, "of the leader", 9);
				assertThatExceptionOfType(StaleTermException.class).isThrownBy(() -> this.fence.set(key, "late", 7));
				assertThat(this.redis.opsForValue().get(key)).isEqualTo("of the leader");
			}
			assertThat(cluster.nodes())
				.allSatisfy((node) -> assertThat(node.execute("DBSIZE").get(0)).isNotEqualTo(0L));
		}
	}

	@Test
	void whenManyThreadsSetWithRandomTermsThenAcceptedTermsNeverDecrease() throws Exception {
		int threads = 8;
		AtomicLong clock = new AtomicLong();
		CountDownLatch start = new CountDownLatch(threads);
		List<CompletableFuture<List<Attempt>>> all = new ArrayList<>();
		for (int i = 0; i < threads; i++) {
			Random random = new Random(i);
			CompletableFuture<List<Attempt>> attempts = new CompletableFuture<>();
			all.add(attempts);
			new Thread(() -> {
				try {
					start.countDown();
					start.await();
					attempts.complete(random.longs(200, 0, 300)
						.map((offset) -> 1 + offset)
						.collect(ArrayList::new, (list, offset) -> list.add(attempt(clock, offset + 5L * list.size())),
								List::addAll));
				}
				catch (Throwable ex) {
					attempts.completeExceptionally(ex);
				}
			}).start();
		}
		List<Attempt> history = new ArrayList<>();
		for (CompletableFuture<List<Attempt>> attempts : all) {
			history.addAll(attempts.get(1, TimeUnit.MINUTES));
		}
		assertThat(history).hasSize(threads * 200).anyMatch(Attempt::accepted).anyMatch((one) -> !one.accepted());
		assertThat(history).filteredOn(Attempt::accepted)
			.allSatisfy((one) -> assertThat(history)
				.noneMatch((other) -> other.accepted() && other.end() < one.begin() && other.term() > one.term()));
		// refused by a term that had been tried by then
		assertThat(history).filteredOn((one) -> !one.accepted())
			.allSatisfy((one) -> assertThat(history).anyMatch((other) -> other.accepted() && other.begin() < one.end()
					&& other.term() == one.highest() && other.term() > one.term()));
		String highest = String
			.valueOf(history.stream().filter(Attempt::accepted).mapToLong(Attempt::term).max().orElseThrow());
		assertThat(term()).isEqualTo(highest);
		assertThat(value()).isEqualTo(highest);
	}

	private Attempt attempt(AtomicLong clock, long term) {
		long begin = clock.incrementAndGet();
		long highest = term;
		try {
			this.fence.set(this.key, String.valueOf(term), term);
		}
		catch (StaleTermException ex) {
			highest = ex.highest();
		}
		return new Attempt(term, highest, begin, clock.incrementAndGet());
	}

	private String value() {
		return this.redis.opsForValue().get(this.key);
	}

	private String term() {
		return this.redis.opsForValue().get(RedisFence.termKey(this.key));
	}

	/**
	 * What happened between two readings of a clock that all threads share.
	 */
	private record Attempt(long term, long highest, long begin, long end) {

		boolean accepted() {
			return this.highest == this.term;
		}

	}

}

package io.github.leaderkit.fencing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.Leadership;
import io.github.leaderkit.engine.ElectionEngine;
import io.github.leaderkit.store.redis.RedisLeaseStore;
import io.github.leaderkit.testing.BreakableNetwork;
import io.github.leaderkit.testing.RedisEndpoint;
import io.github.leaderkit.testing.RedisServerProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.core.io.ClassPathResource;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Two elections on a real Redis: the guarded work of the first leader stands still until
 * the second has led and written.
 */
@Tag("slow")
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class StaleLeaderTests {

	private static final ElectionSettings SETTINGS = ElectionSettings.withKey("report")
		.ttl(Duration.ofSeconds(3))
		.build();

	private final List<AutoCloseable> resources = new ArrayList<>();

	private final DriverManagerDataSource dataSource = new DriverManagerDataSource(
			"jdbc:h2:mem:stale-leader;DB_CLOSE_DELAY=-1");

	private final JdbcTemplate jdbc = new JdbcTemplate(this.dataSource);

	private final TransactionTemplate transaction = new TransactionTemplate(
			new JdbcTransactionManager(this.dataSource));

	private final JdbcFence jdbcFence = new JdbcFence(this.jdbc);

	private StringRedisTemplate redis;

	private RedisFence redisFence;

	private BreakableNetwork networkOfA;

	private LeaderElection a;

	private LeaderElection b;

	private final AtomicLong termOfB = new AtomicLong();

	@BeforeEach
	void start() {
		new ResourceDatabasePopulator(new ClassPathResource("schema.sql", JdbcFence.class)).execute(this.dataSource);
		this.jdbc.execute("create table report (content varchar(100))");
		this.jdbc.update("insert into report values ('empty')");
		RedisServerProcess server = closed(RedisServerProcess.start());
		this.redis = new StringRedisTemplate(connect(server));
		this.redisFence = new RedisFence(this.redis);
		this.networkOfA = closed(new BreakableNetwork());
		this.networkOfA.leadTo(server);
		this.a = election(this.networkOfA);
		await().until(this.a::isLeader);
		this.b = election(server);
	}

	@AfterEach
	void close() throws Exception {
		for (int i = this.resources.size() - 1; i >= 0; i--) {
			this.resources.get(i).close();
		}
		this.jdbc.execute("shutdown");
	}

	@Test
	void whenALeaderWakesUpAfterTheNextHasWrittenThenItsWritesAreRefused() throws Exception {
		CountDownLatch wake = new CountDownLatch(1);
		CompletableFuture<Void> late = new CompletableFuture<>();
		Thread work = new Thread(() -> {
			try {
				late.complete(this.a.runIfLeader(() -> {
					write("early");
					awaitOrFail(wake);
					writeLate();
				}) ? null : fail());
			}
			catch (Throwable ex) {
				late.completeExceptionally(ex);
			}
		});
		work.start();
		await().until(() -> "early".equals(this.redis.opsForValue().get("report")));
		this.networkOfA.cut();
		await().until(this.b::isLeader);
		assertThat(this.b.runIfLeader(() -> {
			this.termOfB.set(Leadership.required().term());
			write("of the leader");
		})).isTrue();
		wake.countDown();
		assertThat(late).succeedsWithin(Duration.ofMinutes(1));
		assertThat(this.redis.opsForValue().get("report")).isEqualTo("of the leader");
		assertThat(this.jdbc.queryForObject("select content from report", String.class)).isEqualTo("of the leader");
	}

	private void write(String content) {
		writeToDatabase(content);
		this.redisFence.set("report", content);
	}

	private void writeToDatabase(String content) {
		this.transaction.executeWithoutResult((status) -> {
			this.jdbcFence.enter("report");
			this.jdbc.update("update report set content = ?", content);
		});
	}

	private void writeLate() {
		Leadership own = Leadership.required();
		long next = this.termOfB.get();
		assertThat(own.isValid()).isFalse();
		assertThat(own.term()).isLessThan(next);
		assertThatExceptionOfType(StaleTermException.class).isThrownBy(() -> writeToDatabase("late"))
			.satisfies((ex) -> assertThat(ex.highest()).isEqualTo(next));
		assertThatExceptionOfType(StaleTermException.class).isThrownBy(() -> this.redisFence.set("report", "late"))
			.satisfies((ex) -> assertThat(ex.highest()).isEqualTo(next));
	}

	private LeaderElection election(RedisEndpoint endpoint) {
		Duration commandTimeout = ElectionSettings.commandTimeoutFor(List.of(SETTINGS.ttl()));
		ElectionEngine engine = new ElectionEngine(new RedisLeaseStore(connect(endpoint),
				RedisLeaseStore.DEFAULT_PREFIX, commandTimeout, System::nanoTime), commandTimeout, true);
		this.resources.add(() -> engine.stop().toCompletableFuture().get(30, TimeUnit.SECONDS));
		engine.start();
		return engine.create("default", SETTINGS);
	}

	private LettuceConnectionFactory connect(RedisEndpoint endpoint) {
		LettuceConnectionFactory factory = new LettuceConnectionFactory(endpoint.configuration());
		factory.afterPropertiesSet();
		factory.start();
		this.resources.add(factory::destroy);
		return factory;
	}

	private <R extends AutoCloseable> R closed(R resource) {
		this.resources.add(resource);
		return resource;
	}

	private static Void fail() {
		throw new AssertionError("The first leader did not lead");
	}

	private static void awaitOrFail(CountDownLatch latch) {
		try {
			assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

}

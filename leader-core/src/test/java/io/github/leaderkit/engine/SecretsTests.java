package io.github.leaderkit.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.LeadershipEvent.Errored;
import io.github.leaderkit.store.redis.RedisLeaseStore;
import io.github.leaderkit.testing.RedisEndpoint;
import io.github.leaderkit.testing.RedisServerProcess;
import io.lettuce.core.RedisURI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * That what must stay secret is in no log and in no error that is told, whatever is wrong
 * with the connection.
 */
@Tag("slow")
@ParameterizedClass
@ValueSource(strings = { "", "election-user" })
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class SecretsTests {

	private static final String SECRET = "hunter2-hunter2";

	private final RedisServerProcess redis = RedisServerProcess.start();

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	private final Logger logger = (Logger) LoggerFactory.getLogger("io.github.leaderkit");

	private final Queue<Errored> errors = new ConcurrentLinkedQueue<>();

	private final String user;

	SecretsTests(String user) {
		this.user = user;
	}

	@BeforeEach
	void capture() {
		this.logger.setLevel(Level.TRACE);
		this.log.start();
		this.logger.addAppender(this.log);
	}

	@AfterEach
	void close() {
		this.logger.detachAppender(this.log);
		this.logger.setLevel(null);
		this.redis.close();
	}

	@ParameterizedTest
	@EnumSource(Connection.class)
	void whenThePasswordIsWrongThenItIsNotTold(Connection connection) throws Exception {
		this.redis.execute("CONFIG", "SET", "requirepass", "something-else");
		assertSecretIsKept(connection, ErrorKind.DENIED);
	}

	@ParameterizedTest
	@EnumSource(Connection.class)
	void whenTheUserMayDoNothingThenItsPasswordIsNotTold(Connection connection) throws Exception {
		this.redis.execute("ACL", "SETUSER", this.user.isEmpty() ? "default" : this.user, "reset", "on", ">" + SECRET);
		assertSecretIsKept(connection, ErrorKind.DENIED);
	}

	@ParameterizedTest
	@EnumSource(Connection.class)
	void whenNobodyListensThenThePasswordIsNotTold(Connection connection) throws Exception {
		this.redis.kill();
		assertSecretIsKept(connection, ErrorKind.UNREACHABLE);
	}

	private void assertSecretIsKept(Connection connection, ErrorKind kind) throws Exception {
		LettuceConnectionFactory factory = new LettuceConnectionFactory(
				connection.configuration(this.redis, this.user));
		factory.afterPropertiesSet();
		Duration timeout = Duration.ofMillis(500);
		ElectionEngine engine = new ElectionEngine(
				new RedisLeaseStore(factory, RedisLeaseStore.DEFAULT_PREFIX, timeout, System::nanoTime), timeout, true);
		engine.addListener((event) -> {
			if (event instanceof Errored errored) {
				this.errors.add(errored);
			}
		});
		engine.start();
		engine.create("default", ElectionSettings.withKey("test").build());
		// The first attempt may end before the driver knows why, see RedisFaultTests
		await().atMost(Duration.ofSeconds(30))
			.until(() -> this.errors.stream().anyMatch((errored) -> errored.kind() == kind));
		engine.stop().toCompletableFuture().get(10, TimeUnit.SECONDS);
		factory.destroy();
		List<String> texts = new ArrayList<>();
		this.errors.forEach((errored) -> {
			texts.add(errored.toString());
			collect(errored.cause(), texts, Collections.newSetFromMap(new IdentityHashMap<>()));
		});
		assertThat(this.log.list).isNotEmpty();
		for (ILoggingEvent event : List.copyOf(this.log.list)) {
			texts.add(event.getFormattedMessage());
			texts
				.add(List.of((event.getArgumentArray() != null) ? event.getArgumentArray() : new Object[0]).toString());
			texts.add(ThrowableProxyUtil.asString(event.getThrowableProxy()));
		}
		assertThat(texts).noneMatch((text) -> text.contains(SECRET));
	}

	private static void collect(Throwable error, List<String> texts, Set<Throwable> seen) {
		if (error != null && seen.add(error)) {
			texts.add(error.toString());
			collect(error.getCause(), texts, seen);
			for (Throwable suppressed : error.getSuppressed()) {
				collect(suppressed, texts, seen);
			}
		}
	}

	/**
	 * How the application says where Redis is and what the password is.
	 */
	enum Connection {

		PROPERTIES((redis, user) -> {
			RedisStandaloneConfiguration configuration = redis.configuration();
			configuration.setUsername(user.isEmpty() ? null : user);
			configuration.setPassword(SECRET);
			return configuration;
		}),

		URI((redis, user) -> LettuceConnectionFactory.createRedisConfiguration(
				RedisURI.create("redis://" + user + ":" + SECRET + "@" + redis.host() + ":" + redis.port())));

		private final BiFunction<RedisEndpoint, String, RedisConfiguration> factory;

		Connection(BiFunction<RedisEndpoint, String, RedisConfiguration> factory) {
			this.factory = factory;
		}

		RedisConfiguration configuration(RedisEndpoint redis, String user) {
			return this.factory.apply(redis, user);
		}

	}

}

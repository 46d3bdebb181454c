package io.github.leaderkit.fencing;

import java.time.Duration;
import java.util.List;

import io.github.leaderkit.testing.DocumentedAccess;
import io.github.leaderkit.testing.RedisBinary;
import io.github.leaderkit.testing.RedisServerProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * That docs/security.md permits who writes through a fence what it needs, and nothing
 * else.
 */
@Tag("jdk-independent")
@ParameterizedClass
@MethodSource("io.github.leaderkit.testing.RedisBinary#all")
class RedisFenceLeastPrivilegeTests {

	private static final String USER = "application";

	private static final String KEY = "report";

	private final RedisServerProcess redis;

	private LettuceConnectionFactory factory;

	private RedisFence fence;

	RedisFenceLeastPrivilegeTests(RedisBinary binary) {
		this.redis = RedisServerProcess.start(binary);
	}

	static List<String> commands() {
		return DocumentedAccess.commands(DocumentedAccess.rules(USER));
	}

	@BeforeEach
	void connect() {
		DocumentedAccess.apply(this.redis, USER,
				List.of("reset", "resetchannels", "on", ">" + DocumentedAccess.PASSWORD));
		DocumentedAccess.apply(this.redis, USER, DocumentedAccess.rules(USER));
		this.factory = new LettuceConnectionFactory(DocumentedAccess.configuration(this.redis, USER));
		this.factory.afterPropertiesSet();
		this.factory.start();
		this.fence = new RedisFence(new StringRedisTemplate(this.factory));
	}

	@AfterEach
	void close() {
		this.factory.destroy();
		this.redis.close();
	}

	@Test
	void whenTheUserHasEverythingThenNothingIsDenied() {
		writeAll();
		assertThat(DocumentedAccess.denials(this.redis)).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("commands")
	void whenACommandIsTakenAwayThenSomethingIsDenied(String command) {
		assertDeniedAfter("-" + command);
	}

	@Test
	void whenTheKeyOfTheTermIsNotPermittedThenItIsDenied() {
		DocumentedAccess.apply(this.redis, USER, List.of("resetkeys"));
		assertDeniedAfter("~" + KEY);
	}

	private void assertDeniedAfter(String rule) {
		DocumentedAccess.apply(this.redis, USER, List.of(rule));
		assertThatExceptionOfType(DataAccessException.class).isThrownBy(this::writeAll)
			.satisfies((ex) -> assertThat(ex.getMostSpecificCause().getMessage())
				.containsPattern("NOPERM|ACL failure|" + "The user executing the script can't"));
	}

	private void writeAll() {
		this.fence.set(KEY, "first", 7);
		this.fence.set(KEY, "second", 8, Duration.ofMinutes(1));
		this.fence.delete(KEY, 9);
	}

}

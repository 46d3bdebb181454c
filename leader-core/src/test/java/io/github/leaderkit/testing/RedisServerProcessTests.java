package io.github.leaderkit.testing;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link RedisServerProcess}.
 */
class RedisServerProcessTests {

	private final AtomicInteger attempts = new AtomicInteger();

	@Test
	void whenSomebodyElseTakesThePortThenItStartsOnAnother() throws Exception {
		try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
				RedisServerProcess redis = RedisServerProcess
					.startAtFreePorts(() -> RedisServerProcess.startAt((this.attempts.getAndIncrement() == 0)
							? other.getLocalPort() : RedisServerProcess.freePort()))) {
			assertThat(redis.execute("PING")).isEqualTo(List.of("PONG"));
			assertThat(this.attempts).hasValue(2);
		}
	}

	@Test
	void whenSomebodyElseTakesEachPortThenItGivesUp() throws Exception {
		try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			assertThatIllegalStateException().isThrownBy(() -> RedisServerProcess.startAtFreePorts(() -> {
				this.attempts.incrementAndGet();
				return RedisServerProcess.startAt(other.getLocalPort());
			})).withMessageContaining("Address already in use");
			assertThat(this.attempts).hasValue(3);
		}
	}

	@Test
	void whenItCannotStartThenItIsNotTriedAgain() {
		assertThatIllegalStateException().isThrownBy(() -> RedisServerProcess.startAtFreePorts(() -> {
			this.attempts.incrementAndGet();
			return RedisServerProcess.startAt(RedisServerProcess.freePort(), "--no-such-option", "1");
		})).withMessageContaining("no-such-option");
		assertThat(this.attempts).hasValue(1);
	}

}

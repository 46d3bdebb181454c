package io.github.leaderkit.testing;

import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link RedisServerProcess}.
 */
class RedisServerProcessTests {

	@Test
	void whenSomebodyElseHasThePortThenThatIsReported() throws Exception {
		try (ServerSocket other = new ServerSocket(Ports.free(), 1, InetAddress.getLoopbackAddress())) {
			assertThatExceptionOfType(BindException.class)
				.isThrownBy(() -> RedisServerProcess.startAt(other.getLocalPort()));
		}
	}

	@Test
	void whenItCannotStartThenWhatItPrintedIsReported() {
		assertThatIllegalStateException().isThrownBy(() -> RedisServerProcess.start("--no-such-option", "1"))
			.withMessageContaining("no-such-option");
	}

}

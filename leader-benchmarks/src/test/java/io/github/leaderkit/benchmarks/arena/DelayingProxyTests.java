package io.github.leaderkit.benchmarks.arena;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DelayingProxyTests {

	private static final Duration DELAY = Duration.ofMillis(30);

	@Test
	void whenSomethingIsSentThenItArrivesLateAndWhole() throws IOException {
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
				DelayingProxy proxy = new DelayingProxy(server.getLocalPort(), DELAY);
				Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
				Socket served = server.accept()) {
			long start = System.nanoTime();
			client.getOutputStream().write("PING".getBytes(StandardCharsets.US_ASCII));
			assertThat(served.getInputStream().readNBytes(4)).asString().isEqualTo("PING");
			assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(DELAY.toNanos());
		}
	}

	@Test
	void whenOneEndClosesThenSoDoesTheOther() throws IOException {
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
				DelayingProxy proxy = new DelayingProxy(server.getLocalPort(), DELAY);
				Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
				Socket served = server.accept()) {
			client.close();
			assertThat(served.getInputStream().read()).isEqualTo(-1);
		}
	}

}

package io.github.leaderkit.chaos.arena;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.leaderkit.testing.ProcessStorm;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class TcpProxyTests {

	private final AtomicInteger received = new AtomicInteger();

	private ServerSocket server;

	private TcpProxy proxy;

	private Socket client;

	@BeforeEach
	void open() throws IOException {
		this.server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
		Thread thread = new Thread(this::accept);
		thread.setDaemon(true);
		thread.start();
		this.proxy = new TcpProxy(this.server.getLocalPort());
		this.client = connect();
	}

	@AfterEach
	void close() throws IOException {
		this.client.close();
		this.proxy.close();
		this.server.close();
	}

	@Test
	void whenNothingIsWrongThenRepliesCome() throws IOException {
		send(1);
		assertThat(receive()).isEqualTo(2);
	}

	@Test
	void whenRequestsAreHeldThenTheyArriveLater() throws IOException {
		this.proxy.requests().close();
		send(1);
		receivesNothing();
		assertThat(this.received).hasValue(0);
		this.proxy.requests().open();
		assertThat(receive()).isEqualTo(2);
	}

	@Test
	void whenRepliesAreHeldThenTheRequestTakesEffect() throws IOException {
		this.proxy.replies().close();
		send(1);
		receivesNothing();
		assertThat(this.received).hasValue(1);
		this.proxy.replies().open();
		assertThat(receive()).isEqualTo(2);
	}

	@Test
	void whenAWayIsSlowThenRepliesComeLater() throws IOException {
		this.proxy.requests().setLatency(60);
		this.proxy.replies().setLatency(60);
		long start = System.nanoTime();
		send(1);
		assertThat(receive()).isEqualTo(2);
		assertThat(System.nanoTime() - start).isGreaterThan(120_000_000);
	}

	@Test
	void whenConnectionsAreResetThenTheClientGetsAnError() throws IOException {
		send(1);
		receive();
		this.proxy.reset();
		assertThatExceptionOfType(SocketException.class).isThrownBy(this::receive);
	}

	@Test
	void whenRepliesAreSwallowedThenTheRequestTakesEffectAndTheConnectionEnds() throws IOException {
		this.proxy.swallowReplies();
		send(1);
		assertThat(receive()).isEqualTo(-1);
		assertThat(this.received).hasValue(1);
		this.proxy.deliverReplies();
		this.client = connect();
		send(1);
		assertThat(receive()).isEqualTo(2);
	}

	@Test
	void whenConnectionsAreRefusedThenNoneIsMadeUntilTheyAreAdmitted() throws IOException {
		this.proxy.refuse();
		assertThatExceptionOfType(ConnectException.class).isThrownBy(this::connect);
		this.proxy.admit();
		this.client = connect();
		send(1);
		assertThat(receive()).isEqualTo(2);
	}

	@Test
	void whenRefusingHasReturnedThenNobodyListensAnyMore() throws IOException {
		for (int i = 0; i < 500; i++) {
			this.proxy.refuse();
			assertThatExceptionOfType(ConnectException.class).isThrownBy(this::connect);
			this.proxy.admit();
		}
	}

	@Test
	void whenProcessesAreStartedMeanwhileThenItListensAgainAllTheSame() throws Exception {
		try (ProcessStorm storm = new ProcessStorm()) {
			for (int i = 0; i < 1_000; i++) {
				this.proxy.refuse();
				this.proxy.admit();
			}
		}
	}

	private Socket connect() throws IOException {
		return new Socket(InetAddress.getLoopbackAddress(), this.proxy.port());
	}

	private void send(int value) throws IOException {
		this.client.getOutputStream().write(value);
	}

	private void receivesNothing() throws IOException {
		this.client.setSoTimeout(200);
		assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> this.client.getInputStream().read());
	}

	private int receive() throws IOException {
		this.client.setSoTimeout(10_000);
		return this.client.getInputStream().read();
	}

	private void accept() {
		try {
			while (true) {
				Socket socket = this.server.accept();
				Thread thread = new Thread(() -> answer(socket));
				thread.setDaemon(true);
				thread.start();
			}
		}
		catch (IOException ex) {
			// closed
		}
	}

	/** Answers each byte with the next higher one. */
	private void answer(Socket socket) {
		try (socket) {
			for (int b = socket.getInputStream().read(); b >= 0; b = socket.getInputStream().read()) {
				this.received.incrementAndGet();
				socket.getOutputStream().write(b + 1);
			}
		}
		catch (IOException ex) {
			// reset
		}
	}

}

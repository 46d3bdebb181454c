package io.github.leaderkit.chaos.arena;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

class PortsTests {

	@Test
	void whenAnotherRunGoesOnThenItsPortsAreOthers(@TempDir Path directory) throws IOException {
		Path lockFile = directory.resolve("ports");
		Process other = new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "-cp",
				System.getProperty("java.class.path"), OtherRun.class.getName(), lockFile.toString())
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		try {
			List<Integer> others = new ArrayList<>();
			for (int i = 0; i < OtherRun.PORTS; i++) {
				others.add(Integer.parseInt(other.inputReader().readLine()));
			}
			Ports own = new Ports(lockFile);
			for (int i = 0; i < 2 * OtherRun.PORTS; i++) {
				assertThat(own.take()).isNotIn(others);
			}
		}
		finally {
			other.destroyForcibly();
		}
	}

	@Test
	void whenAPortIsListenedOnThenItIsNotFree(@TempDir Path directory) throws IOException {
		int first = new Ports(directory.resolve("first")).take();
		try (ServerSocket taken = new ServerSocket(first, 1, InetAddress.getLoopbackAddress())) {
			assertThat(new Ports(directory.resolve("second")).take()).isNotEqualTo(taken.getLocalPort());
		}
	}

	@Test
	void whenAPortIsTakenBetweenChoosingAndBindingThenAnotherIsTried() throws IOException {
		List<Integer> chosen = new ArrayList<>();
		int port = Ports.open((free) -> {
			chosen.add(free);
			if (chosen.size() < 3) {
				throw new BindException();
			}
			return free;
		});
		assertThat(chosen).hasSize(3).doesNotHaveDuplicates().endsWith(port);
	}

	@Test
	void whenAllPortsAreTakenThenThatIsTold() {
		assertThatExceptionOfType(BindException.class).isThrownBy(() -> Ports.open((free) -> {
			throw new BindException("taken");
		})).withMessage("taken");
	}

	@Test
	void whenThePortOfARedisIsTakenThenThatIsToldAndAnotherServerOnItIsNotMistakenForIt(@TempDir Path directory)
			throws IOException {
		assumeThat(Tools.find("redis-server")).isPresent();
		try (ChildProcesses children = new ChildProcesses()) {
			RedisProcess one = new RedisProcess(children, directory.resolve("one"), Map.of());
			RedisProcess other = new RedisProcess(children, directory.resolve("other"), Map.of());
			other.kill();
			assertThatExceptionOfType(BindException.class).isThrownBy(() -> other.startAt(one.port()));
			assertThat(one.ask("PING")).isEqualTo("PONG");
		}
	}

	/**
	 * A process inherits the sockets of the one that starts it, and closes them a moment
	 * later.
	 */
	@Test
	void whenProcessesAreStartedMeanwhileThenPortsCanBeListenedOnAllTheSame() throws Exception {
		AtomicBoolean ended = new AtomicBoolean();
		Thread starter = new Thread(() -> {
			while (!ended.get()) {
				try {
					new ProcessBuilder("true").start().waitFor();
				}
				catch (IOException | InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
			}
		});
		starter.start();
		try {
			for (int i = 0; i < 300; i++) {
				new ServerSocket(Ports.free(), 1, InetAddress.getLoopbackAddress()).close();
			}
			try (TcpProxy proxy = new TcpProxy(Ports.free())) {
				for (int i = 0; i < 1_000; i++) {
					proxy.refuse();
					proxy.admit();
				}
			}
		}
		finally {
			ended.set(true);
			starter.join();
		}
	}

	/**
	 * A run in a process of its own, which prints its ports and keeps them.
	 */
	public static final class OtherRun {

		static final int PORTS = 120;

		private OtherRun() {
		}

		public static void main(String[] arguments) throws Exception {
			Ports ports = new Ports(Path.of(arguments[0]));
			for (int i = 0; i < PORTS; i++) {
				System.out.println(ports.take());
			}
			Thread.sleep(60_000);
		}

	}

}

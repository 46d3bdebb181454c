package io.github.leaderkit.testing;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PortsTests {

	@Test
	void whenAnotherProcessGoesOnThenItsPortsAreOthers(@TempDir Path directory) throws IOException {
		Path lockFile = directory.resolve("ports");
		Process other = new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "-cp",
				System.getProperty("java.class.path"), OtherProcess.class.getName(), lockFile.toString())
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		try {
			List<Integer> others = new ArrayList<>();
			for (int i = 0; i < OtherProcess.PORTS; i++) {
				others.add(Integer.parseInt(other.inputReader().readLine()));
			}
			Ports own = new Ports(lockFile);
			for (int i = 0; i < 2 * OtherProcess.PORTS; i++) {
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
	void whenAllPortsAreTakenThenThatIsReported() {
		assertThatExceptionOfType(BindException.class).isThrownBy(() -> Ports.open((free) -> {
			throw new BindException("taken");
		})).withMessage("taken");
	}

	@Test
	void whenProcessesAreStartedMeanwhileThenPortsCanBeListenedOnAllTheSame() throws Exception {
		try (ProcessStorm storm = new ProcessStorm()) {
			for (int i = 0; i < 300; i++) {
				new ServerSocket(Ports.free(), 1, InetAddress.getLoopbackAddress()).close();
			}
		}
	}

	/**
	 * A process of its own, which prints its ports and keeps them.
	 */
	public static final class OtherProcess {

		static final int PORTS = 120;

		private OtherProcess() {
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

package io.github.leaderkit.samples.failover;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(30)
class ChildProcessesTests {

	private static final ProcessBuilder SLEEP = new ProcessBuilder("sleep", "600");

	@Test
	void whenClosedThenNoProcessRemains() throws Exception {
		ChildProcesses children = new ChildProcesses();
		Process running = children.start(SLEEP);
		Process paused = children.start(SLEEP);
		stop(paused.pid());
		children.close();
		assertThat(running.isAlive()).isFalse();
		assertThat(paused.isAlive()).isFalse();
		assertThatExceptionOfType(ShowFailedException.class).isThrownBy(() -> children.start(SLEEP));
	}

	@Test
	void whenTheJvmIsKilledThenNoProcessRemains() throws Exception {
		Process jvm = new ProcessBuilder(
				System.getProperty("java.home") + File.separator + "bin" + File.separator + "java", "-cp",
				System.getProperty("java.class.path"), ChildProcessesParent.class.getName())
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		BufferedReader reader = jvm.inputReader();
		ProcessHandle running = processOf(reader);
		ProcessHandle paused = processOf(reader);
		stop(paused.pid());
		jvm.destroyForcibly();
		running.onExit().get(10, TimeUnit.SECONDS);
		paused.onExit().get(10, TimeUnit.SECONDS);
		assertThat(running.isAlive()).isFalse();
		assertThat(paused.isAlive()).isFalse();
	}

	private static ProcessHandle processOf(BufferedReader reader) throws IOException {
		return ProcessHandle.of(Long.parseLong(reader.readLine())).orElseThrow();
	}

	private static void stop(long pid) throws Exception {
		assertThat(new ProcessBuilder("sh", "-c", "kill -s STOP " + pid).start().waitFor()).isZero();
	}

}

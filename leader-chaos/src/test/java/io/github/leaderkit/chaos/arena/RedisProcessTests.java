package io.github.leaderkit.chaos.arena;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

class RedisProcessTests {

	@Test
	void whenItsPortIsTakenThenThatIsReportedAndAnotherServerOnItIsNotMistakenForIt(@TempDir Path directory)
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

}

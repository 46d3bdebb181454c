package io.github.leaderkit.samples.failover;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RedisProcessTests {

	private static final RedisBinary NONE = new RedisBinary("redis-server on the PATH", (directory) -> {
		throw new IOException("there is none");
	});

	@TempDir
	private Path directory;

	private ChildProcesses children;

	@BeforeEach
	void begin() throws IOException {
		this.children = new ChildProcesses();
	}

	@AfterEach
	void end() {
		this.children.close();
	}

	@Test
	void whenNoneRunsThenTheMessageSaysWhyAndWhatToInstall() {
		RedisBinary broken = broken("echo 'libssl.so.3: cannot open shared object file' >&2; exit 127");
		assertThatExceptionOfType(ShowFailedException.class)
			.isThrownBy(() -> RedisProcess.start(this.children, List.of(NONE, broken)))
			.withMessageContaining("redis-server on the PATH: there is none")
			.withMessageContaining("the broken one: it ended with exit code 127")
			.withMessageContaining("libssl.so.3: cannot open shared object file")
			.withMessageContaining("apt install redis-server")
			.withMessageContaining("brew install redis");
	}

	@Test
	void whenOneDoesNotRunThenTheNextIsTaken() throws Exception {
		RedisProcess redis = RedisProcess.start(this.children,
				List.of(broken("exit 1"), RedisBinary.all().get(0), RedisBinary.all().get(1)));
		assertThat(redis.toString()).startsWith("Redis ").contains(" on 127.0.0.1:");
	}

	@Test
	void whenAnotherProcessTakesThePortThenOtherPortsAreTried() throws IOException {
		Path starts = this.directory.resolve("starts");
		RedisBinary unlucky = broken("echo \"$2\" >> " + starts + "; echo 'bind: Address already in use' >&2; exit 1");
		assertThatExceptionOfType(ShowFailedException.class)
			.isThrownBy(() -> RedisProcess.start(this.children, List.of(unlucky)))
			.withMessageContaining("Address already in use");
		assertThat(Files.readAllLines(starts)).hasSize(3).doesNotHaveDuplicates();
	}

	@Test
	void whenAnElectionHasALeaseThenItsTermAndEndAreRead() throws Exception {
		RedisProcess redis = RedisProcess.start(this.children, RedisBinary.all());
		assertThatExceptionOfType(ShowFailedException.class).isThrownBy(() -> redis.lease("report"));
		int port = Integer.parseInt(redis.url().substring(redis.url().lastIndexOf(':') + 1));
		try (RedisConnection connection = new RedisConnection(port)) {
			connection.call("HSET", "leader:report", "t", "7", "x", "1795427682219");
		}
		assertThat(redis.lease("report")).isEqualTo(new LeaseRecord(7, 1795427682219L));
	}

	private RedisBinary broken(String script) {
		return new RedisBinary(
				"the broken one", (
						ignored) -> Files.writeString(
								Files.createFile(this.directory.resolve("redis-server"),
										PosixFilePermissions
											.asFileAttribute(PosixFilePermissions.fromString("rwx------"))),
								"#!/bin/sh\n" + script + "\n"));
	}

}

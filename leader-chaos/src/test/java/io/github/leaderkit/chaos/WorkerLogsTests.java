package io.github.leaderkit.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The errors that a failed session prints.
 */
class WorkerLogsTests {

	@Test
	void theErrorsOfEachWorkerAreListedAndNothingElse(@TempDir Path directory) throws IOException {
		Files.writeString(directory.resolve("worker-2-1.log"), "12:00 ERROR Later\n");
		Files.writeString(directory.resolve("worker-1-1.log"), "12:00 WARN  Slow\n12:01 ERROR Broken\n\tat a.B.c\n");
		Files.writeString(directory.resolve("redis.log"), "12:00 ERROR Of somebody else\n");
		assertThat(WorkerLogs.errors(directory)).containsExactly("worker-1-1.log: 12:01 ERROR Broken",
				"worker-2-1.log: 12:00 ERROR Later");
	}

	@Test
	void ofManyErrorsTheFirstAreListed(@TempDir Path directory) throws IOException {
		Files.writeString(directory.resolve("worker-1-1.log"), "12:00 ERROR Broken\n".repeat(1_000));
		assertThat(WorkerLogs.errors(directory)).hasSize(10);
	}

}

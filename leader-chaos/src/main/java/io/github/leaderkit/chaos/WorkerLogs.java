package io.github.leaderkit.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the workers of a session have logged, for a report that is read where their files
 * are gone.
 */
final class WorkerLogs {

	private static final int MOST_LINES = 10;

	private WorkerLogs() {
	}

	/**
	 * The first errors of each worker.
	 * @param directory where the logs are
	 * @return lines, each with the file it is from
	 * @throws IOException if they cannot be read
	 */
	static List<String> errors(Path directory) throws IOException {
		try (Stream<Path> files = Files.list(directory)) {
			List<Path> logs = files.filter((file) -> file.getFileName().toString().matches("worker-.*\\.log"))
				.sorted()
				.toList();
			return logs.stream().flatMap(WorkerLogs::errorsOf).toList();
		}
	}

	private static Stream<String> errorsOf(Path log) {
		try {
			return Files.readAllLines(log)
				.stream()
				.filter((line) -> line.contains(" ERROR "))
				.limit(MOST_LINES)
				.map((line) -> log.getFileName() + ": " + line);
		}
		catch (IOException ex) {
			return Stream.of(log.getFileName() + ": cannot be read: " + ex);
		}
	}

}

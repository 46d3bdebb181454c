package io.github.leaderkit.engine;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import io.github.leaderkit.testing.RedisServerProcess;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A cron each second in three real processes, whose leaders resign at the second and are
 * killed: a few times in each build, and as often as {@code schedules.handovers} and
 * {@code schedules.crashes} say.
 */
@Tag("jdk-independent")
class SchedulesInProcessesTests {

	private static final int HANDOVERS = Integer.getInteger("schedules.handovers", 8);

	private static final int CRASHES = Integer.getInteger("schedules.crashes", 3);

	private static final long SECOND = 1_000;

	private static final int INSTANCES = 3;

	private final String key = "test-" + UUID.randomUUID();

	private final List<Worker> workers = new ArrayList<>();

	@TempDir
	private Path directory;

	private RedisServerProcess redis;

	private int started;

	@BeforeEach
	void start() throws IOException {
		this.redis = RedisServerProcess.start();
		for (int i = 0; i < INSTANCES; i++) {
			startWorker();
		}
		await().until(() -> lines("run").size() > 1);
	}

	@AfterEach
	void end() {
		this.workers.forEach((worker) -> worker.process.destroyForcibly());
		this.redis.close();
	}

	@Test
	void whenLeadersResignAtTheSecondThenEachSecondRunsOnce() throws Exception {
		for (int i = 0; i < HANDOVERS; i++) {
			// From ten milliseconds before the second to ten after it
			sleepUntilSecond(-10 + 20L * i / HANDOVERS);
			int promotions = lines("led").size();
			leader().resign();
			await().until(() -> lines("led").size() > promotions);
		}
		settle();
		assertThat(lines("missed")).isEmpty();
		assertThat(lines("interrupted")).isEmpty();
		assertAccounted();
		print("handovers", HANDOVERS);
	}

	@Test
	void whenLeadersAreKilledThenEachSecondIsRunOrStoodForOrReportedOnce() throws Exception {
		for (int i = 0; i < CRASHES; i++) {
			sleepUntilSecond(-20 + 140L * i / CRASHES);
			int promotions = lines("led").size();
			leader().kill();
			startWorker();
			await().until(() -> lines("led").size() > promotions);
			Thread.sleep(SECOND);
		}
		settle();
		assertThat(lines("missed")).isEmpty();
		assertAccounted();
		print("crashes", CRASHES);
	}

	/**
	 * No second was run twice, and each from the first to the last is one that a run
	 * stands for, or one that was reported.
	 */
	private void assertAccounted() {
		Map<Long, String> covered = new TreeMap<>();
		for (long[] run : lines("run")) {
			for (long time = run[1] + SECOND; time <= run[0]; time += SECOND) {
				assertThat(covered.put(time, "run " + run[0])).as("twice: %s", time).isNull();
			}
		}
		for (String report : List.of("missed", "interrupted")) {
			List<Long> reported = lines(report).stream().map((line) -> line[0]).toList();
			assertThat(reported).as(report).doesNotHaveDuplicates();
			for (long[] line : lines(report)) {
				for (int i = 0; i < line[1]; i++) {
					covered.putIfAbsent(line[0] - i * SECOND, report);
				}
			}
		}
		List<Long> ended = lines("end").stream().map((line) -> line[0]).toList();
		List<Long> interrupted = lines("interrupted").stream().map((line) -> line[0]).toList();
		assertThat(lines("run").stream().map((line) -> line[0]).filter((time) -> !ended.contains(time)))
			.as("begun, without an end and without a report")
			.isSubsetOf(interrupted);
		List<Long> times = List.copyOf(covered.keySet());
		for (int i = 1; i < times.size(); i++) {
			assertThat(times.get(i) - times.get(i - 1)).as("unaccounted after %s", times.get(i - 1)).isEqualTo(SECOND);
		}
	}

	private void print(String what, int number) {
		Map<String, Integer> counts = new TreeMap<>();
		for (String kind : List.of("run", "end", "missed", "interrupted", "led")) {
			counts.put(kind, lines(kind).size());
		}
		long stoodFor = lines("run").stream().filter((run) -> run[0] - run[1] > SECOND).count();
		System.out.printf("schedules: %s=%d %s coalesced=%d twice=0 unaccounted=0%n", what, number, counts, stoodFor);
	}

	/**
	 * Lets all of them stop, so that the last run has ended.
	 */
	private void settle() throws InterruptedException {
		int runs = lines("run").size();
		await().until(() -> lines("run").size() > runs);
		for (Worker worker : this.workers) {
			worker.stop();
		}
		for (Worker worker : this.workers) {
			assertThat(worker.process.waitFor(30, TimeUnit.SECONDS)).isTrue();
		}
	}

	private Worker leader() {
		await().until(() -> promoted() != null);
		return promoted();
	}

	private Worker promoted() {
		Map<Long, Worker> terms = new TreeMap<>();
		this.workers.forEach((worker) -> worker.lines("led").forEach((line) -> terms.put(line[0], worker)));
		Worker last = terms.isEmpty() ? null : ((TreeMap<Long, Worker>) terms).lastEntry().getValue();
		return (last != null && last.process.isAlive()) ? last : null;
	}

	private void sleepUntilSecond(long offset) throws InterruptedException {
		long now = System.currentTimeMillis();
		Thread.sleep(Math.floorMod(-now + offset, SECOND) + ((Math.floorMod(-now + offset, SECOND) < 50) ? SECOND : 0));
	}

	private List<long[]> lines(String kind) {
		return this.workers.stream().flatMap((worker) -> worker.lines(kind).stream()).toList();
	}

	private void startWorker() throws IOException {
		String label = "instance-" + ++this.started;
		Path file = this.directory.resolve(label);
		Files.createFile(file);
		Process process = new ProcessBuilder(
				System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
				"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m", "-cp",
				System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
				ScheduleWorker.class.getName(), String.valueOf(this.redis.port()), this.key, label, file.toString())
			.redirectErrorStream(true)
			.redirectOutput(this.directory.resolve(label + ".log").toFile())
			.start();
		this.workers.add(new Worker(process, file));
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(5));
	}

	/**
	 * A process, and the file that it writes.
	 */
	private record Worker(Process process, Path file) {

		void resign() {
			command("resign");
		}

		void stop() {
			command("stop");
		}

		private void command(String text) {
			try {
				this.process.getOutputStream().write((text + "\n").getBytes(StandardCharsets.US_ASCII));
				this.process.getOutputStream().flush();
			}
			catch (IOException ex) {
				// It was killed
			}
		}

		void kill() throws InterruptedException {
			this.process.destroyForcibly().waitFor();
		}

		/**
		 * The lines of a kind. One that is not complete was being written when the
		 * process was killed.
		 */
		List<long[]> lines(String kind) {
			try {
				String text = Files.readString(this.file, StandardCharsets.US_ASCII);
				return text.substring(0, text.lastIndexOf('\n') + 1)
					.lines()
					.map((line) -> line.split(" "))
					.filter((parts) -> parts[0].equals(kind))
					.map((parts) -> Arrays.stream(parts).skip(1).mapToLong(Long::parseLong).toArray())
					.toList();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}

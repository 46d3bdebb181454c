package io.github.leaderkit.chaos.worker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.ElectionSettings.Safety;
import io.github.leaderkit.chaos.history.EventFile;
import io.github.leaderkit.chaos.history.EventKind;
import io.github.leaderkit.chaos.register.RegisterClient;
import io.github.leaderkit.engine.ElectionEngine;
import io.github.leaderkit.store.redis.RedisLeaseStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * A process that contends in some elections, does guarded and scheduled work in those
 * that it leads, and writes down what it sees. It obeys the lines that it reads, and ends
 * when there are no more.
 */
public final class ChaosWorker {

	/**
	 * The ttl of all elections.
	 */
	public static final Duration TTL = ElectionSettings.MINIMUM_TTL;

	private static final Logger logger = LoggerFactory.getLogger(ChaosWorker.class);

	/**
	 * Longer than any pause of a process, so that nothing but work decides how long a
	 * drain takes.
	 */
	private static final Duration DRAIN = Duration.ofSeconds(15);

	private static final int WORKING_THREADS = 2;

	private static final long WARM_UP_MILLIS = 1500;

	private final LongSupplier clock;

	private final EventFile file;

	private final LettuceConnectionFactory connectionFactory;

	private final ElectionEngine engine;

	private final List<Contest> contests = new ArrayList<>();

	private ChaosWorker(WorkerOptions options) throws Exception {
		this.clock = EventClock.of(options.clock());
		this.file = new EventFile(options.events(), options.process());
		this.connectionFactory = WorkerRedis.connectionFactory(options.redis());
		this.engine = engine(RedisLeaseStore.DEFAULT_PREFIX, options);
		if (options.held()) {
			warmUp(options);
		}
		for (int i = 0; i < options.elections(); i++) {
			String name = electionName(i);
			this.contests.add(new Contest(i, this.engine.create(name, settings(name, options)), this.file, this.clock));
		}
		start("guard-sampler", new GuardSampler(this.contests, this.file, this.clock));
		// After the sampler, whose record is the second one of the file
		ScheduledWork scheduled = new ScheduledWork(this.engine.schedules(), this.file, this.clock);
		this.contests.forEach((contest) -> scheduled.addTo(contest.number(), contest.election().name()));
		for (int i = 0; i < WORKING_THREADS; i++) {
			start("guarded-work", new GuardedWork(options.process(), contestsOf(i),
					new RegisterClient(options.register()), this.file, this.clock));
		}
		if (!options.held()) {
			go();
		}
	}

	private ElectionEngine engine(String prefix, WorkerOptions options) {
		Duration commandTimeout = ElectionSettings.commandTimeoutFor(List.of(TTL));
		RedisLeaseStore store = new RedisLeaseStore(this.connectionFactory, prefix, commandTimeout, System::nanoTime,
				options.waitReplicas());
		return new ElectionEngine(store, commandTimeout, true);
	}

	/**
	 * Contends under other keys first, so that this process is quick when it counts.
	 */
	private void warmUp(WorkerOptions options) throws Exception {
		ElectionEngine engine = engine("warm-up:", options);
		for (int i = 0; i < options.elections(); i++) {
			String name = electionName(i);
			engine.create(name, settings(name, options));
		}
		engine.start();
		Thread.sleep(WARM_UP_MILLIS);
		engine.stop().toCompletableFuture().get(DRAIN.toMillis(), TimeUnit.MILLISECONDS);
	}

	/**
	 * The key and name of an election.
	 * @param number its number
	 * @return its key
	 */
	public static String electionName(int number) {
		return "e%02d".formatted(number);
	}

	private static ElectionSettings settings(String key, WorkerOptions options) {
		return ElectionSettings.withKey(key)
			.ttl(TTL)
			.drainTimeout(DRAIN)
			.safety(options.strict() ? Safety.STRICT : Safety.STANDARD)
			.instance("process-" + options.process())
			.build();
	}

	private List<Contest> contestsOf(int thread) {
		return this.contests.stream().filter((contest) -> contest.number() % WORKING_THREADS == thread).toList();
	}

	private static void start(String name, Runnable task) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		thread.start();
	}

	private void go() {
		this.contests.forEach(Contest::started);
		this.engine.start();
	}

	private void obey() throws IOException {
		BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
		for (String line = lines.readLine(); line != null; line = lines.readLine()) {
			String[] words = line.split(" ");
			switch (words[0]) {
				case "go" -> go();
				case "stop" -> this.contests.forEach(Contest::stop);
				case "start" -> this.contests.forEach(Contest::start);
				case "churn" -> start("churn", new Churn(this.contests, Long.parseLong(words[1])));
				case "gc" -> start("garbage", new GarbageCollection(Long.parseLong(words[1])));
				default -> throw new IllegalArgumentException(line);
			}
		}
	}

	private void quit() throws Exception {
		this.contests.forEach(Contest::stopCalled);
		this.engine.stop().toCompletableFuture().get(DRAIN.toMillis() * 2, TimeUnit.MILLISECONDS);
		this.contests.forEach(Contest::stopped);
		this.file.append(EventKind.QUIT, 0, 0, 0, this.clock.getAsLong(), remainingThreads());
		this.connectionFactory.destroy();
	}

	/**
	 * The threads of the library end soon after the elections have.
	 */
	private static long remainingThreads() throws InterruptedException {
		long start = System.nanoTime();
		List<String> remaining = leaderThreads();
		while (!remaining.isEmpty() && System.nanoTime() - start < TimeUnit.SECONDS.toNanos(5)) {
			Thread.sleep(10);
			remaining = leaderThreads();
		}
		if (!remaining.isEmpty()) {
			logger.error("Threads left after the stop: {}", remaining);
		}
		return remaining.size();
	}

	private static List<String> leaderThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.startsWith("leader-"))
			.toList();
	}

	/**
	 * Runs a worker until its standard input ends.
	 * @param arguments see {@link WorkerOptions}
	 */
	public static void main(String[] arguments) {
		try {
			ChaosWorker worker = new ChaosWorker(WorkerOptions.parse(arguments));
			worker.obey();
			worker.quit();
			System.exit(0);
		}
		catch (Throwable ex) {
			logger.error("The worker failed", ex);
			System.exit(1);
		}
	}

}

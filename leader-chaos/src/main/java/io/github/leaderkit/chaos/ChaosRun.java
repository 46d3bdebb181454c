package io.github.leaderkit.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.github.leaderkit.chaos.arena.ChildProcesses;
import io.github.leaderkit.chaos.arena.Profile;
import io.github.leaderkit.chaos.arena.Tools;
import io.github.leaderkit.chaos.check.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Runs all families of faults, or a slice of them, and judges what was seen. Ends with a
 * line of figures, and with a status other than zero if a promise was broken.
 */
public final class ChaosRun {

	private static final int ARENAS_AT_A_TIME = 2;

	private final Map<String, String> options;

	private final Map<String, String> skipped = Collections.synchronizedMap(new TreeMap<>());

	private final List<Exception> failures = new ArrayList<>();

	private ChaosRun(Map<String, String> options) {
		this.options = options;
	}

	/**
	 * Runs.
	 * @param arguments {@code faults=full|slice}, {@code seed=<number>|random},
	 * {@code only=<session>|*}, {@code directory=<path>}; or {@code recheck=<path>} to
	 * judge an earlier run again
	 */
	public static void main(String[] arguments) {
		Map<String, String> options = new HashMap<>();
		for (String argument : arguments) {
			int equals = argument.indexOf('=');
			options.put(argument.substring(0, equals), argument.substring(equals + 1));
		}
		try {
			System.exit(new ChaosRun(options).run() ? 0 : 1);
		}
		catch (Exception ex) {
			ex.printStackTrace();
			System.exit(2);
		}
	}

	private String option(String name, String otherwise) {
		return this.options.getOrDefault(name, otherwise);
	}

	private boolean run() throws Exception {
		String seed = option("seed", "random");
		long number = seed.equals("random") ? new Random().nextInt(1_000_000) : Long.parseLong(seed);
		String time = LocalDateTime.now().format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"));
		Path directory = Files.createDirectories(Path.of(option("directory", "target/chaos"), time)).toAbsolutePath();
		System.out.println("Redis " + Tools.redisVersion() + ", Java " + Runtime.version() + ", "
				+ Runtime.getRuntime().availableProcessors() + " processors, seed " + number + ", histories in "
				+ directory);
		return report(run(sessions(number), number, directory));
	}

	private List<Session> sessions(long seed) {
		String only = option("only", "*");
		return Plan.of(option("faults", "full").equals("full"), new Random(seed))
			.stream()
			.filter((session) -> only.equals("*") || List.of(only.split(",")).contains(session.name()))
			.toList();
	}

	private List<SessionResult> run(List<Session> sessions, long seed, Path directory) throws Exception {
		ExecutorService lanes = Executors.newFixedThreadPool(ARENAS_AT_A_TIME);
		try (ChildProcesses children = new ChildProcesses()) {
			Path shim = shim(directory);
			List<Future<SessionResult>> futures = new ArrayList<>();
			for (Session session : sessions) {
				if (shim == null && session.profile().shiftsClocks()) {
					this.skipped.put("session " + session.name(), "no library to shift clocks");
				}
				else {
					SessionRun run = new SessionRun(session, directory.resolve(session.name()),
							new Random(seed + session.name().hashCode()), this.skipped);
					futures.add(lanes.submit(() -> run.run(children, shim)));
				}
			}
			return results(futures);
		}
		finally {
			lanes.shutdownNow();
		}
	}

	private @Nullable Path shim(Path directory) {
		try {
			return Tools.compileShim(directory);
		}
		catch (IOException ex) {
			this.skipped.put("clocks", "gcc cannot be used: " + ex.getMessage());
			return null;
		}
	}

	private List<SessionResult> results(List<Future<SessionResult>> futures) throws InterruptedException {
		List<SessionResult> results = new ArrayList<>();
		for (Future<SessionResult> future : futures) {
			try {
				results.add(future.get());
			}
			catch (ExecutionException ex) {
				this.failures.add(ex);
			}
		}
		return results;
	}

	private boolean report(List<SessionResult> results) {
		System.out.println();
		this.skipped.forEach((what, reason) -> System.out.println("skipped: " + what + ": " + reason));
		this.failures.forEach(Exception::printStackTrace);
		for (SessionResult result : results) {
			Verdict verdict = result.verdict();
			if (!result.isGood()) {
				verdict.explanation().forEach((line) -> System.out.println(result.session().name() + ": " + line));
			}
			System.out.println(result.session().name() + ": " + result.faults() + " faults, " + verdict.summary());
		}
		results.stream().filter((result) -> !result.session().isClaimedSafe()).forEach(ChaosRun::reportUnsafe);
		List<Verdict> safe = results.stream()
			.filter((result) -> result.session().isClaimedSafe())
			.map(SessionResult::verdict)
			.toList();
		System.out.printf("chaos: faults=%d elections=%d overlap-ms=%d term-inversions=%d lost-events=%d stuck=%d%n",
				results.stream().mapToInt(SessionResult::faults).sum(), results.size() * Profile.ELECTIONS,
				safe.stream().mapToLong(Verdict::overlapMillis).sum(),
				safe.stream().mapToLong(Verdict::termInversions).sum(),
				safe.stream().mapToLong(Verdict::lostEvents).sum(), safe.stream().mapToLong(Verdict::stuck).sum());
		return this.failures.isEmpty() && results.stream().allMatch(SessionResult::isGood);
	}

	private static void reportUnsafe(SessionResult result) {
		System.out.printf("no defence is claimed: %s: %d faults, overlap %d ms at most, limit %d ms: %s%n",
				result.session().name(), result.faults(), result.verdict().longestOverlapMillis(),
				result.session().overlapLimit(), result.isGood() ? "bounded" : "NOT BOUNDED");
	}

}

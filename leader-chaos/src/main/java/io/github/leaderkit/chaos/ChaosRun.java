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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.github.leaderkit.chaos.arena.ChildProcesses;
import io.github.leaderkit.chaos.arena.Tools;
import org.jspecify.annotations.Nullable;

/**
 * Runs all families of faults, or a slice of them, and judges what was seen. Ends with a
 * line of figures, and with a status other than zero if a promise was broken.
 */
public final class ChaosRun {

	private static final int ARENAS_AT_A_TIME = 2;

	private final Map<String, String> options;

	private final Map<String, String> skipped = Collections.synchronizedMap(new TreeMap<>());

	private ChaosRun(Map<String, String> options) {
		this.options = options;
	}

	/**
	 * Runs.
	 * @param arguments as {@code name=value}: {@code faults}, {@code full} or
	 * {@code slice}; {@code seed}, a number or {@code random}; {@code only}, names of
	 * sessions separated by commas, or {@code all}; {@code families}, names of families
	 * separated by commas, or {@code all}; {@code skips}, {@code allowed} or
	 * {@code forbidden}; {@code directory}, where the histories go; {@code recheck}, the
	 * directory of an earlier run to be judged again instead of a new one, or {@code no}
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
		String recheck = option("recheck", "no");
		List<SessionResult> results = recheck.equals("no") ? runAnew() : judgeAgain(Path.of(recheck));
		this.skipped.forEach((what, reason) -> System.out.println("skipped: " + what + ": " + reason));
		new Report(System.out).print(results);
		boolean complete = this.skipped.isEmpty() || !option("skips", "allowed").equals("forbidden");
		return complete && results.stream().allMatch(SessionResult::isGood);
	}

	private List<SessionResult> judgeAgain(Path directory) throws IOException {
		List<SessionResult> results = new ArrayList<>();
		for (Session session : sessions(0)) {
			Path histories = directory.resolve(session.name());
			if (Files.exists(histories)) {
				results.add(SessionResult.of(session, histories, null));
			}
		}
		return results;
	}

	private List<SessionResult> runAnew() throws Exception {
		String seed = option("seed", "random");
		long number = seed.equals("random") ? new Random().nextInt(1_000_000) : Long.parseLong(seed);
		String time = LocalDateTime.now().format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"));
		Path directory = Files.createDirectories(Path.of(option("directory", "target/chaos"), time)).toAbsolutePath();
		System.out.println("Redis " + Tools.redisVersion() + ", Java " + Runtime.version() + ", "
				+ Runtime.getRuntime().availableProcessors() + " processors, seed " + number + ", histories in "
				+ directory);
		ExecutorService lanes = Executors.newFixedThreadPool(ARENAS_AT_A_TIME);
		try (ChildProcesses children = new ChildProcesses()) {
			List<Future<SessionResult>> results = new ArrayList<>();
			Path shim = shim(directory);
			for (Session session : sessions(number)) {
				if (shim == null && session.profile().shiftsClocks()) {
					this.skipped.put("session " + session.name(), "no library to shift clocks");
					continue;
				}
				SessionRun run = new SessionRun(session, directory.resolve(session.name()),
						new Random(number + session.name().hashCode()), this.skipped);
				results.add(lanes.submit(() -> run.run(children, shim)));
			}
			return all(results);
		}
		finally {
			lanes.shutdownNow();
		}
	}

	private static List<SessionResult> all(List<Future<SessionResult>> futures) throws Exception {
		List<SessionResult> results = new ArrayList<>();
		for (Future<SessionResult> future : futures) {
			results.add(future.get());
		}
		return results;
	}

	private List<Session> sessions(long seed) {
		return Plan.of(option("faults", "full").equals("full"), new Random(seed))
			.stream()
			.filter((session) -> isWanted("only", session.name()))
			.map((session) -> session.only((family) -> isWanted("families", family.name())))
			.filter((session) -> !session.faults().isEmpty())
			.toList();
	}

	private boolean isWanted(String option, String name) {
		String wanted = option(option, "all");
		return wanted.equals("all") || List.of(wanted.split(",")).contains(name);
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

}

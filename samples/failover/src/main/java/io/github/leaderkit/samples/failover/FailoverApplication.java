package io.github.leaderkit.samples.failover;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

/**
 * Starts a Redis and three instances of the report sample, lets their leaders fail and
 * prints how it went. The exit code is 0 only if every takeover happened in time and
 * there never were two leaders.
 */
public final class FailoverApplication {

	private static final String ELECTION_KEY = "failover-sample";

	private static final Duration TTL = Duration.ofSeconds(3);

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private static final String USAGE = """
			Options:
			  --interactive   keep the instances running and do to them what is typed
			  --color         use colours even if this is no terminal
			  --no-color      use no colours
			""";

	private static final AtomicBoolean over = new AtomicBoolean();

	private final Terminal terminal;

	private final ChildProcesses children;

	private final Timeline timeline = new Timeline();

	private FailoverApplication(Terminal terminal, ChildProcesses children) {
		this.terminal = terminal;
		this.children = children;
	}

	public static void main(String[] args) throws IOException, InterruptedException {
		Set<String> options = new HashSet<>(List.of(args));
		if (!Set.of("--interactive", "--color", "--no-color").containsAll(options)) {
			System.err.print(USAGE);
			System.exit(2);
		}
		if (System.getProperty("os.name").startsWith("Windows")) {
			System.err.println("This sample pauses processes with signals: it runs on Linux and macOS only.");
			System.exit(2);
		}
		boolean interactive = options.contains("--interactive");
		boolean colour = options.contains("--color") || (!options.contains("--no-color") && Terminal.showsColours());
		Terminal terminal = new Terminal(System.out, colour);
		ChildProcesses children = new ChildProcesses();
		Runtime.getRuntime().addShutdownHook(new Thread(() -> cleanUp(terminal, children, interactive)));
		// Whoever started this, Maven as a rule, may be killed alone
		ProcessHandle.current().parent().ifPresent((parent) -> parent.onExit().thenRun(() -> exit(false)));
		exit(new FailoverApplication(terminal, children).run(interactive));
	}

	private static void cleanUp(Terminal terminal, ChildProcesses children, boolean interactive) {
		terminal.silence();
		children.close();
		if (!over.get() && !interactive) {
			System.out.println("\nInterrupted. No process is left.");
			// Maven takes the exit code of Ctrl-C for a success
			Runtime.getRuntime().halt(1);
		}
	}

	private static void exit(boolean passed) {
		over.set(true);
		System.exit(passed ? 0 : 1);
	}

	private boolean run(boolean interactive) throws IOException, InterruptedException {
		try {
			RedisProcess redis = RedisProcess.start(this.children, RedisBinary.all());
			this.terminal.narrate(redis.toString());
			Fleet fleet = new Fleet(this.children, this.timeline, this.terminal, arguments(redis, interactive));
			Faults faults = new Faults(fleet, redis, this.timeline, this.terminal, ELECTION_KEY);
			Verdict verdict = interactive ? prompt(fleet, faults) : show(fleet, faults);
			this.terminal.print("\n  " + circumstances() + "\n");
			verdict.lines().forEach(this.terminal::print);
			return verdict.passed();
		}
		catch (ShowFailedException ex) {
			this.terminal.print(ex.getMessage());
			return false;
		}
	}

	// A busy machine explains a slow takeover, and nothing else that is counted
	private static String circumstances() {
		OperatingSystemMXBean machine = ManagementFactory.getOperatingSystemMXBean();
		return "%d s on %d processors with a load average of %.1f".formatted(
				Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime()).toSeconds(),
				machine.getAvailableProcessors(), machine.getSystemLoadAverage());
	}

	private static List<String> arguments(RedisProcess redis, boolean interactive) {
		return List.of("--spring.data.redis.url=" + redis.url(), "--spring.main.web-application-type=none",
				"--spring.main.banner-mode=off", "--spring.output.ansi.enabled=never",
				"--logging.pattern.console=%d{HH:mm:ss.SSS} %-5p %m%n%wEx", "--logging.level.org.springframework=warn",
				"--leader.key=" + ELECTION_KEY, "--leader.ttl=" + TTL.toSeconds() + "s", "--leader.wait=2s",
				"--report.every=" + (interactive ? "1s" : "100ms"));
	}

	private Verdict prompt(Fleet fleet, Faults faults) throws IOException, InterruptedException {
		new Prompt(fleet, faults, this.timeline, this.terminal)
			.run(new BufferedReader(new InputStreamReader(System.in)));
		return verdict(fleet, List.of(), null);
	}

	private Verdict show(Fleet fleet, Faults faults) throws IOException, InterruptedException {
		CompletableFuture.delayedExecutor(LIMIT.toSeconds(), TimeUnit.SECONDS).execute(() -> {
			this.terminal.print("FAILED: not over after " + LIMIT.toSeconds() + " s");
			exit(false);
		});
		Show show = new Show(fleet, faults, this.timeline, this.terminal, TTL);
		@Nullable String problem = null;
		try {
			show.play();
		}
		catch (ShowFailedException ex) {
			problem = ex.getMessage();
		}
		return verdict(fleet, show.transitions(), problem);
	}

	private Verdict verdict(Fleet fleet, List<Transition> transitions, @Nullable String problem)
			throws InterruptedException {
		fleet.stop();
		return new Verdict(transitions, Exclusion.check(this.timeline.history()), Accounting.of(this.timeline.fires()),
				problem);
	}

}

package io.github.leaderkit.engine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.Fire;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipEvent.FireInterrupted;
import io.github.leaderkit.LeadershipEvent.FireMissed;
import io.github.leaderkit.LeadershipEvent.Promoted;
import io.github.leaderkit.ScheduleSettings;
import io.github.leaderkit.store.redis.RedisLeaseStore;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * A process with a cron each second. It writes what it does to a file, a line for each
 * thing, and resigns or stops when it reads that.
 */
public final class ScheduleWorker {

	static final Duration TTL = Duration.ofSeconds(1);

	private static final long WORK_MILLIS = 100;

	private final Path file;

	private ScheduleWorker(Path file) {
		this.file = file;
	}

	/**
	 * Runs until it is killed, or is to stop.
	 * @param arguments the port of Redis, the key, the label and the file
	 * @throws IOException if it cannot read
	 */
	public static void main(String[] arguments) throws IOException {
		LettuceConnectionFactory connections = new LettuceConnectionFactory(
				new RedisStandaloneConfiguration("127.0.0.1", Integer.parseInt(arguments[0])));
		connections.afterPropertiesSet();
		connections.start();
		Duration commandTimeout = ElectionSettings.commandTimeoutFor(List.of(TTL));
		ElectionEngine engine = new ElectionEngine(
				new RedisLeaseStore(connections, RedisLeaseStore.DEFAULT_PREFIX, commandTimeout, System::nanoTime),
				commandTimeout, true);
		ScheduleWorker worker = new ScheduleWorker(Path.of(arguments[3]));
		engine.addListener(worker::on);
		LeaderElection election = engine.create("default",
				ElectionSettings.withKey(arguments[1]).ttl(TTL).instance(arguments[2]).build());
		engine.schedules()
			.add("default", ScheduleSettings.cron("job", "* * * * * *", ZoneOffset.UTC), worker::work,
					Executors.newSingleThreadExecutor());
		engine.start();
		BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
		for (String command = commands.readLine(); "resign".equals(command); command = commands.readLine()) {
			election.resign();
		}
		engine.stop().toCompletableFuture().join();
		System.exit(0);
	}

	private @Nullable CompletionStage<?> work(Fire fire) throws InterruptedException {
		long previous = fire.previous().map((time) -> time.toEpochMilli()).orElse(fire.planned().toEpochMilli() - 1000);
		write("run", fire.planned().toEpochMilli(), previous, fire.term());
		Thread.sleep(WORK_MILLIS);
		write("end", fire.planned().toEpochMilli());
		return null;
	}

	private void on(LeadershipEvent event) {
		if (event instanceof Promoted promoted) {
			write("led", promoted.term());
		}
		else if (event instanceof FireMissed missed) {
			write("missed", missed.planned().toEpochMilli(), missed.count());
		}
		else if (event instanceof FireInterrupted interrupted) {
			write("interrupted", interrupted.planned().toEpochMilli(), interrupted.count());
		}
	}

	private synchronized void write(String what, long... values) {
		StringBuilder line = new StringBuilder(what);
		for (long value : values) {
			line.append(' ').append(value);
		}
		try {
			Files.writeString(this.file, line.append('\n'), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}

package io.github.leaderkit.benchmarks.contender;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import com.sun.management.OperatingSystemMXBean;
import io.github.leaderkit.benchmarks.contender.Message.Word;
import org.jspecify.annotations.Nullable;

/**
 * A process that contends. It obeys the lines that it reads, and ends when there are no
 * more.
 */
public final class ContenderMain {

	private final List<Contender> contenders = new ArrayList<>();

	private final List<String> keys;

	private final PrintStream out;

	private final Set<String> elected = ConcurrentHashMap.newKeySet();

	private final AtomicInteger missing;

	private final CompletableFuture<Long> allElected = new CompletableFuture<>();

	private volatile @Nullable Contender leader;

	private ContenderMain(String[] arguments, PrintStream out) throws ReflectiveOperationException {
		ContenderKind kind = ContenderKind.of(arguments[0]);
		int port = Integer.parseInt(arguments[1]);
		Duration lease = Duration.ofMillis(Long.parseLong(arguments[2]));
		this.keys = IntStream.range(0, Integer.parseInt(arguments[3])).mapToObj(ContenderMain::key).toList();
		for (int i = Integer.parseInt(arguments[4]); i > 0; i--) {
			this.contenders.add(kind.create(port, lease));
		}
		this.missing = new AtomicInteger(this.keys.size());
		this.out = out;
	}

	/**
	 * The key of an election.
	 * @param number its number, zero if it is the only one
	 * @return the key
	 */
	public static String key(int number) {
		return "election-" + number;
	}

	private void obey() throws IOException {
		tell(Word.READY, 0);
		BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
		for (String line = lines.readLine(); line != null; line = lines.readLine()) {
			Word word = Word.valueOf(line);
			tell(word, answer(word));
		}
	}

	private long answer(Word word) {
		long now = Message.now();
		return switch (word) {
			case START -> {
				this.contenders.forEach(
						(contender) -> contender.start(this.keys, (key) -> promoted(contender, key, Message.now())));
				yield now;
			}
			case LEAVE -> {
				leader().leave(this.keys.get(0));
				yield now;
			}
			case REJOIN -> {
				leader().rejoin(this.keys.get(0));
				yield now;
			}
			case ELECTED -> this.allElected.join();
			case WATCH -> {
				watch();
				yield now;
			}
			case CPU -> ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
			case HEAP -> {
				System.gc();
				yield ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
			}
			case THREADS -> ManagementFactory.getThreadMXBean().getThreadCount();
			case READY, PROMOTED, CLAIM -> throw new IllegalArgumentException(word.name());
		};
	}

	private void watch() {
		Contender contender = this.contenders.get(0);
		String key = this.keys.get(0);
		Executors.newSingleThreadScheduledExecutor().scheduleWithFixedDelay(() -> {
			long now = System.currentTimeMillis();
			if (contender.claims(key)) {
				tell(Word.CLAIM, now);
			}
		}, 0, 1, TimeUnit.MILLISECONDS);
	}

	private Contender leader() {
		Contender current = this.leader;
		if (current == null) {
			throw new IllegalStateException("Has not led");
		}
		return current;
	}

	/**
	 * Where there are many elections, the leader writes no lines while it is measured.
	 */
	private void promoted(Contender contender, String key, long now) {
		this.leader = contender;
		if (this.keys.size() == 1) {
			tell(Word.PROMOTED, now);
		}
		if (this.elected.add(key) && this.missing.decrementAndGet() == 0) {
			this.allElected.complete(now);
		}
	}

	private void tell(Word word, long value) {
		this.out.println(new Message(word, value));
	}

	/**
	 * Contends until the standard input ends.
	 * @param arguments the kind, the port of Redis, the lease in milliseconds, the number
	 * of elections, and that of contenders
	 * @throws Exception if that fails
	 */
	public static void main(String[] arguments) throws Exception {
		try {
			PrintStream out = System.out;
			System.setOut(System.err);
			new ContenderMain(arguments, new PrintStream(out, true)).obey();
		}
		finally {
			Runtime.getRuntime().halt(0);
		}
	}

}

package io.github.leaderkit.store.redis.conformance;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.ScheduleChange;
import org.jspecify.annotations.Nullable;

/**
 * Calls with arguments that need make no sense, chosen around what the record holds, and
 * whatever else may happen to a record.
 */
final class RandomCalls extends Sequence {

	private static final long TERM_LIMIT = 1L << 53;

	private static final List<String> INSTANCES = List.of("a".repeat(32), "0123456789abcdef0123456789abcdef",
			"B".repeat(32));

	private static final List<String> SCHEDULES = List.of("report", "a.b_c-d#1$:", "~");

	/**
	 * What only the readers of entries understand is any text here; some look as if they
	 * had the sign for the time, or mean something to Lua.
	 */
	private static final List<String> ENTRIES = List.of("", "one", "two", "spec|@|-|", "|@|@|", "|@|x|@|", "@", "a|@",
			"50%1|@|%|", "Büro|ü\"\n\\'☃");

	private final boolean told;

	private final List<Map<String, String>> past = new ArrayList<>();

	private final Expected expected = new Expected(() -> this.answeredMillis);

	private long millis = EPOCH;

	private long answeredMillis;

	private RandomCalls(long[] steps, boolean told) {
		super(steps);
		this.told = told;
	}

	/**
	 * The sequence of a seed. Every eighth calls the scripts as they are, with the clock
	 * and the run id of the server.
	 */
	static RandomCalls of(long seed, long[] steps) {
		return new RandomCalls(steps, seed % 8 != 0);
	}

	@Override
	boolean isTold() {
		return this.told;
	}

	@Override
	long serverMillis() {
		return this.told ? this.millis : System.currentTimeMillis();
	}

	@Override
	String runId() {
		return this.expected.runId();
	}

	@Override
	Command step(SplittableRandom random) {
		if (this.told && random.nextInt(3) == 0) {
			moveClock(random);
		}
		Command command = command(random);
		this.answeredMillis = serverMillis();
		return command;
	}

	private Command command(SplittableRandom random) {
		int choice = random.nextInt(100);
		if (choice < 37) {
			return acquire(random);
		}
		if (choice < 54) {
			return renew(random);
		}
		if (choice < 61) {
			long retention = pick(random, 0L, 600_000L, 604_800_000L);
			return new Command.Release(new LeaseRequest.Release(KEY, owner(random), retention));
		}
		if (choice < 66) {
			return new Command.Revoke();
		}
		if (choice < 69) {
			return new Command.Peek();
		}
		if (choice < 72) {
			return new Command.ReadSchedules();
		}
		if (choice < 86) {
			return changeSchedules(random);
		}
		return (choice < 90) ? anotherRun(random) : meddle(random);
	}

	// Time

	private void moveClock(SplittableRandom random) {
		long expiry = number("x", this.millis);
		this.millis = switch (random.nextInt(8)) {
			case 0, 1 -> this.millis + random.nextInt(2000);
			case 2 -> this.millis + random.nextInt(20_000);
			case 3 -> this.millis - random.nextInt(20_000);
			case 4 -> this.millis + random.nextInt(-1, 2) * 3_600_000L;
			default -> (Math.abs(expiry - EPOCH) < 1_000_000_000L) ? expiry + random.nextInt(-1, 3) : this.millis + 1;
		};
	}

	// Calls

	private Command acquire(SplittableRandom random) {
		long now = serverMillis();
		String[] holder = record().getOrDefault("o", "").split("#");
		String instance = (holder.length == 2 && INSTANCES.contains(holder[0]) && random.nextBoolean()) ? holder[0]
				: pick(random, INSTANCES);
		long attempt = (holder.length == 2 && random.nextBoolean())
				? Math.max(1, Long.parseLong(holder[1]) + random.nextInt(-1, 2)) : random.nextInt(1, 6);
		long ttl = ttl(random);
		long term = number("t", 0);
		long minTerm = pick(random, 0L, 0L, 0L, Math.max(term - 1, 0), term, term, Math.min(term + 1, TERM_LIMIT - 1),
				now);
		long expiry = number("x", 0);
		long minExpiry = pick(random, 0L, Math.max(expiry - 1, 0), expiry, expiry + 1, now);
		long hold = pick(random, ttl * 7 / 6, ttl * 7 / 6, 0L, 1L, 5000L);
		LeaseRequest.Acquire request = new LeaseRequest.Acquire(KEY, instance, attempt, ttl, notAfter(random, now),
				minTerm, minExpiry, random.nextInt(5) == 0, random.nextInt(3) == 0, earned(random, now), hold,
				pick(random, 0L, 0L, 1L, 500L), info(random));
		return new Command.Acquire(request, random.nextInt(10) > 0);
	}

	private Command renew(SplittableRandom random) {
		long term = Math.max(0, number("t", EPOCH) + pick(random, 0L, 0L, 0L, 1L, -1L, 1000L));
		LeaseRequest.Renew request = new LeaseRequest.Renew(KEY, owner(random), Math.min(term, TERM_LIMIT - 1),
				ttl(random), notAfter(random, serverMillis()), pick(random, runId(), runId(), "another", ""),
				info(random));
		return new Command.Renew(request, random.nextInt(10) > 0);
	}

	private Command changeSchedules(SplittableRandom random) {
		String owner = (random.nextInt(3) == 0) ? "" : owner(random);
		long term = Math.max(0, number("t", EPOCH) + pick(random, 0L, 0L, 0L, 0L, 1L, -1L));
		long revision = number("n", 0);
		long restored = pick(random, 0L, 0L, 0L, 0L, 0L, Math.max(revision - 1, 0), revision, revision + 5);
		int first = random.nextInt(SCHEDULES.size());
		int count = pick(random, 1, 1, 1, 2, 3, 0);
		List<ScheduleChange> changes = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			changes.add(change(random, SCHEDULES.get((first + i) % SCHEDULES.size())));
		}
		return new Command.ChangeSchedules(new LeaseRequest.ChangeSchedules(KEY, owner, term,
				notAfter(random, serverMillis()), restored, changes));
	}

	private ScheduleChange change(SplittableRandom random, String name) {
		String expected = (random.nextInt(4) > 0) ? record().getOrDefault("s:" + name, "") : pick(random, ENTRIES);
		long now = serverMillis();
		return new ScheduleChange(name, expected, pick(random, ENTRIES),
				pick(random, 0L, 0L, 0L, now - 1, now, now + 1, now + 10_000));
	}

	private static long ttl(SplittableRandom random) {
		return pick(random, 1000L, 3000L, 15_000L, 999L, 7L, 1L);
	}

	private static long notAfter(SplittableRandom random, long now) {
		return switch (random.nextInt(10)) {
			case 0, 1, 2 -> 0;
			case 3 -> now - 1;
			case 4 -> now;
			case 5 -> now + 1;
			case 6 -> now - 10_000;
			default -> now + 10_000;
		};
	}

	/**
	 * Most often what the record will be called once its expiry was looked at.
	 */
	private String earned(SplittableRandom random, long now) {
		long expiry = number("x", 0);
		long clamped = Math.min(expiry, now + number("l", 0));
		return switch (random.nextInt(6)) {
			case 0 -> "";
			case 1 -> "nobody|1|1";
			case 2 -> record().get("o") + "|" + number("t", 0) + "|" + clamped;
			default -> record().get("o") + "|" + number("t", 0) + "|" + expiry;
		};
	}

	private String owner(SplittableRandom random) {
		if (random.nextInt(3) > 0) {
			return record().getOrDefault("o", "");
		}
		if (!this.past.isEmpty() && random.nextBoolean()) {
			return pick(random, this.past).getOrDefault("o", "");
		}
		return (random.nextInt(8) == 0) ? "" : pick(random, INSTANCES) + "#" + random.nextInt(1, 6);
	}

	private static String info(SplittableRandom random) {
		return pick(random, "", "host-1", "Büro|ü\"\n\\'☃");
	}

	// What else may happen

	private Command anotherRun(SplittableRandom random) {
		if (this.told) {
			this.expected.restart();
			return new Command.Peek();
		}
		return changed("r", pick(random, "another", ""));
	}

	private Command meddle(SplittableRandom random) {
		return switch (random.nextInt(12)) {
			case 0, 1 -> new Command.Put(Map.of());
			case 2, 3, 4 -> this.past.isEmpty() ? new Command.Peek() : new Command.Put(pick(random, this.past));
			case 5 -> new Command.PutText("something else");
			case 6 -> new Command.Put(Map.of("name", "something else"));
			case 7 -> new Command.Expire(600_000);
			case 8 -> changed("t", String.valueOf(TERM_LIMIT - random.nextInt(1, 5)));
			case 9 ->
				changed("x", String.valueOf(serverMillis() + pick(random, -1L, 0L, 1L, 100_000L, TERM_LIMIT / 2)));
			default -> odd(random);
		};
	}

	private Command odd(SplittableRandom random) {
		String value = pick(random, "", "-1", "1.5", "1e3", "0x10", " 1", "nan", "inf", "9007199254740992", "soon",
				"99999999999999999999", "~", "0", "007", "~revoked", "somebody", "#1", "a#", "#");
		return (random.nextInt(6) == 0) ? changed(pick(random, "o", "t", "x", "l", "r", "v", "n", "d"), null)
				: changed(pick(random, "t", "t", "x", "x", "l", "v", "o", "n", "d"), value);
	}

	/**
	 * The record with one field changed or taken away.
	 */
	private Command changed(String field, @Nullable String value) {
		Map<String, String> fields = new HashMap<>(record());
		if (fields.isEmpty()) {
			return new Command.Peek();
		}
		fields.put("v", "1");
		if (value != null) {
			fields.put(field, value);
		}
		else {
			fields.remove(field);
		}
		return new Command.Put(fields);
	}

	private Map<String, String> record() {
		return this.expected.record();
	}

	private long number(String field, long otherwise) {
		String value = record().get(field);
		return (value != null) ? Long.parseLong(value) : otherwise;
	}

	private static <T> T pick(SplittableRandom random, List<T> choices) {
		return choices.get(random.nextInt(choices.size()));
	}

	@SafeVarargs
	private static <T> T pick(SplittableRandom random, T... choices) {
		return choices[random.nextInt(choices.length)];
	}

	@Override
	@Nullable Finding answered(String key, Command command, Answer answer) {
		if (!this.told && answer.result() instanceof List<?> result && result.size() > 4) {
			this.answeredMillis = (Long) result.get(4);
		}
		String difference = this.expected.compare(key, command, answer);
		if (!this.expected.isForeign() && !record().isEmpty() && this.past.size() < 8) {
			this.past.add(record());
		}
		return (difference != null) ? Finding.difference(difference) : null;
	}

}

package io.github.leaderkit.store.redis.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;

import io.github.leaderkit.store.redis.conformance.ModelClient.LocalClock;
import org.jspecify.annotations.Nullable;

/**
 * Those who want the lease, some of whom may have fallen silent for ever, and what all of
 * them have heard and remember. Times are true microseconds.
 */
final class Candidates {

	private final Faults faults;

	private final long ttl;

	private final SplittableRandom random;

	private final List<ModelClient> all = new ArrayList<>();

	private final List<ModelClient> silent = new ArrayList<>();

	Candidates(Faults faults, long ttl, int count, SplittableRandom random) {
		this.faults = faults;
		this.ttl = ttl;
		this.random = random;
		for (int i = 0; i < count; i++) {
			this.all.add(newcomer());
		}
	}

	private ModelClient newcomer() {
		String instance = String.format("%016x%016x", this.random.nextLong(), this.random.nextLong());
		boolean other = this.faults.isMixed() && this.random.nextInt(3) == 0;
		long own = other ? this.ttl * this.random.nextInt(2, 4) : this.ttl;
		return new ModelClient(instance, new LocalClock(rate(this.random, this.faults), this.random.nextLong(1L << 40)),
				own, this.faults.isStrict(), (this.random.nextInt(3) == 0) ? own / 10 : 0,
				(this.random.nextInt(3) == 0) ? 0 : 600_000);
	}

	/**
	 * The rate of a clock: often one at the limit.
	 */
	static double rate(SplittableRandom random, Faults faults) {
		double most = faults.wrongestRate();
		return 1 + switch (random.nextInt(4)) {
			case 0 -> -most;
			case 1 -> most;
			case 2 -> 0;
			default -> most * (2 * random.nextDouble() - 1);
		};
	}

	ModelClient any(SplittableRandom choice) {
		return this.all.get(choice.nextInt(this.all.size()));
	}

	void replace(ModelClient client) {
		client.crash();
		this.all.set(this.all.indexOf(client), newcomer());
	}

	/**
	 * A candidate says no more, unless it is the last, and goes on to believe what it
	 * believes.
	 */
	void silence(ModelClient client) {
		if (this.silent.size() < this.all.size() - 1) {
			this.silent.add(client);
		}
	}

	boolean isSilent(ModelClient client) {
		return this.silent.contains(client);
	}

	/**
	 * Who has to make the next call by now.
	 */
	@Nullable ModelClient due(long now) {
		return this.all.stream()
			.filter((client) -> !isSilent(client) && client.isDue(client.clock().at(now)))
			.findFirst()
			.orElse(null);
	}

	boolean haveHeardSince(long time) {
		return allWhoSpeak((client) -> client.hasHeardSince(client.clock().at(time)));
	}

	boolean remember(long term) {
		return allWhoSpeak((client) -> client.remembers(term));
	}

	/**
	 * Whether all would notice any older record.
	 */
	boolean remember(long term, long expiry) {
		return allWhoSpeak((client) -> client.remembers(term, expiry));
	}

	/**
	 * Whether all would wait long enough for the one with the longest ttl.
	 */
	boolean waitForTheLongestTtl() {
		long longest = longestTtl();
		return allWhoSpeak((client) -> client.waitsFor(longest));
	}

	long longestTtl() {
		return this.all.stream().mapToLong(ModelClient::ttl).max().orElseThrow();
	}

	private boolean allWhoSpeak(Predicate<ModelClient> predicate) {
		return this.all.stream().filter((client) -> !isSilent(client)).allMatch(predicate);
	}

	List<ModelClient> believers(long now) {
		return this.all.stream().filter((client) -> client.believes(client.clock().at(now))).toList();
	}

}

package io.github.leaderkit.samples.failover;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Collects what is observed and lets others wait for it. Safe for use by many threads.
 */
final class Timeline {

	private final List<Observation> lines = new ArrayList<>();

	private final List<FireLine> fires = new ArrayList<>();

	private final Set<String> ready = new HashSet<>();

	private final Map<String, Long> deaths = new HashMap<>();

	private final Map<Long, Long> pausedUntil = new HashMap<>();

	private @Nullable String failure;

	synchronized void logged(String instance, LogLine line) {
		this.lines.add(new Observation(instance, line));
		notifyAll();
	}

	synchronized void logged(FireLine line) {
		this.fires.add(line);
		notifyAll();
	}

	/**
	 * What was logged about the schedule.
	 * @return the lines, in the order in which they were read
	 */
	synchronized List<FireLine> fires() {
		return List.copyOf(this.fires);
	}

	synchronized void ready(String instance) {
		this.ready.add(instance);
		notifyAll();
	}

	synchronized void died(String instance, long at) {
		this.deaths.put(instance, at);
		notifyAll();
	}

	synchronized void paused(long term, long leaseEnd) {
		this.pausedUntil.put(term, leaseEnd);
		notifyAll();
	}

	/**
	 * Takes back what was said by {@link #paused(long, long)}: the leader goes on in
	 * time.
	 * @param term the term of the leader
	 */
	synchronized void resumedInTime(long term) {
		this.pausedUntil.remove(term);
		notifyAll();
	}

	/**
	 * Ends all waiting, now and later: something went wrong.
	 * @param reason what
	 */
	synchronized void fail(String reason) {
		this.failure = (this.failure != null) ? this.failure : reason;
		notifyAll();
	}

	synchronized History history() {
		return new History(this.lines, this.ready, this.deaths, this.pausedUntil);
	}

	/**
	 * Waits until something was observed.
	 * @param <T> the type of what is found
	 * @param what what is waited for, for the message
	 * @param limit how long to wait
	 * @param finder finds it in the history
	 * @return what was found
	 * @throws ShowFailedException if it was not observed in time, or waiting makes no
	 * sense any more
	 */
	synchronized <T> T await(String what, Duration limit, Function<History, Optional<T>> finder)
			throws InterruptedException {
		long deadline = System.nanoTime() + limit.toNanos();
		while (true) {
			Optional<T> found = finder.apply(history());
			if (found.isPresent()) {
				return found.get();
			}
			if (this.failure != null) {
				throw new ShowFailedException(this.failure);
			}
			long remaining = deadline - System.nanoTime();
			if (remaining <= 0) {
				throw new ShowFailedException("Waited " + limit.toSeconds() + " s in vain: " + what);
			}
			wait(remaining / 1_000_000 + 1);
		}
	}

}

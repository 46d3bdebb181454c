package io.github.leaderkit.benchmarks.arena;

import java.util.List;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * When a process claimed to lead. It looks about each millisecond: what it claimed before
 * and after a few that it did not look at, it claimed in them.
 */
public final class Claims {

	private static final long FEW_MILLIS = 10;

	private final NavigableSet<Long> seen = new ConcurrentSkipListSet<>();

	/**
	 * It claimed to lead.
	 * @param millis in this millisecond since 1970
	 */
	void add(long millis) {
		this.seen.add(millis);
	}

	private LongStream millis() {
		return this.seen.stream().flatMapToLong((last) -> {
			Long before = this.seen.lower(last);
			boolean near = before != null && last - before <= FEW_MILLIS;
			return LongStream.rangeClosed(near ? before + 1 : last, last);
		});
	}

	/**
	 * In how many milliseconds more than one claimed to lead.
	 * @param all the claims of each process
	 * @return the number
	 */
	public static long twice(List<Claims> all) {
		return all.stream()
			.flatMapToLong(Claims::millis)
			.boxed()
			.collect(Collectors.groupingBy((millis) -> millis, Collectors.counting()))
			.values()
			.stream()
			.filter((claims) -> claims > 1)
			.count();
	}

}

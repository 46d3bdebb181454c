package io.github.leaderkit.benchmarks.result;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

import io.github.leaderkit.benchmarks.contender.ContenderKind;

/**
 * What the figures of this library must not exceed. A bar is judged only if all of its
 * figures were measured.
 */
public final class Bars {

	private final Results results;

	private final List<String> missed = new ArrayList<>();

	private int judged;

	private Bars(Results results) {
		this.results = results;
	}

	/**
	 * Judges all.
	 * @param results what was measured
	 * @return the bars
	 */
	public static Bars judge(Results results) {
		Bars bars = new Bars(results);
		bars.judgeHandovers();
		bars.judgeClaims();
		bars.judgeCosts();
		bars.judgeScale();
		bars.judgeGuard();
		return bars;
	}

	private void judgeHandovers() {
		OptionalDouble median = ours("handover", Results.MEDIAN);
		check("handover, median, to the best peer's", median, this.results.bestPeer("handover", Results.MEDIAN));
		check("handover, p90, to the best peer's", ours("handover", Results.P90),
				this.results.bestPeer("handover", Results.P90));
		check("handover, median, to 1.5 x floor", median,
				times(1.5, this.results.figure("handover", ContenderKind.FLOOR, Results.MEDIAN)));
		check("crash, median, to 0.6 x Redisson", ours("crash", Results.MEDIAN),
				times(0.6, this.results.figure("crash", ContenderKind.REDISSON, Results.MEDIAN)));
		for (String network : List.of("network 1 ms", "network 5 ms")) {
			check(network + ", median over floor", ours(network, Results.OVER_FLOOR), 2);
		}
	}

	private void judgeClaims() {
		for (String fault : List.of("leader paused", "redis stalled", "redis emptied")) {
			check("two claims, ms, " + fault, ours("claims " + fault, "two claims"), 0);
		}
	}

	private void judgeCosts() {
		check("commands of a leader", ours("commands", "leader"), 1.1);
		check("commands of a follower", ours("commands", "follower"), 0.5);
		check("Redis CPU for a candidate, to 3 x waking it", ours("candidates 1000", "redis us"),
				times(3, this.results.figure("candidates 1000", "wake", "redis us")));
	}

	private void judgeScale() {
		for (int size : List.of(1000, 5000, 10000)) {
			check("CPU with " + size + " led, to Redisson's", led(ContenderKind.LEADER, size, "cpu %"),
					led(ContenderKind.REDISSON, size, "cpu %"));
			check("threads per election of " + size, led(ContenderKind.LEADER, size, "threads/e"), 0.001);
		}
		check("Redis CPU with 10000 led", led(ContenderKind.LEADER, 10000, "redis cpu %"), 4);
		check("objects per election, KiB", led(ContenderKind.LEADER, 5000, "objects/e"), 2);
		check("heap per election, KiB", led(ContenderKind.LEADER, 5000, "heap/e"), 3);
		check("all of 1000 elected, ms", led(ContenderKind.LEADER, 1000, "elected"), 400);
		check("all of 10000 elected, ms", led(ContenderKind.LEADER, 10000, "elected"), 1500);
	}

	private void judgeGuard() {
		check("guard on the leader, ns", this.results.figure("guard", "led", "over plain"), 75);
		check("guard on a follower, ns", this.results.figure("guard", "skipped", "over plain"), 1);
	}

	private OptionalDouble ours(String measure, String name) {
		return this.results.figure(measure, ContenderKind.LEADER, name);
	}

	private OptionalDouble led(ContenderKind kind, int size, String name) {
		return this.results.figure("scale", kind + " " + size, name);
	}

	private static OptionalDouble times(double factor, OptionalDouble value) {
		return value.isPresent() ? OptionalDouble.of(factor * value.getAsDouble()) : value;
	}

	private void check(String text, OptionalDouble value, double limit) {
		check(text, value, OptionalDouble.of(limit));
	}

	private void check(String text, OptionalDouble value, OptionalDouble limit) {
		if (value.isPresent() && limit.isPresent()) {
			this.judged++;
			if (!(value.getAsDouble() <= limit.getAsDouble())) {
				this.missed
					.add("%s: %.2f instead of %.2f at most".formatted(text, value.getAsDouble(), limit.getAsDouble()));
			}
		}
	}

	/**
	 * How many could be judged.
	 * @return the number
	 */
	public int judged() {
		return this.judged;
	}

	/**
	 * The bars that are missed.
	 * @return for each a line that names it
	 */
	public List<String> missed() {
		return this.missed;
	}

}

package io.github.leaderkit.benchmarks.measure;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.leaderkit.benchmarks.arena.ContenderProcess;
import io.github.leaderkit.benchmarks.arena.Fleet;
import io.github.leaderkit.benchmarks.arena.Lab;
import io.github.leaderkit.benchmarks.arena.Setup;
import io.github.leaderkit.benchmarks.contender.ContenderKind;
import io.github.leaderkit.benchmarks.contender.Message.Word;

/**
 * Fleets that stand side by side and hand over in turn, so that all suffer from the same
 * noise.
 */
final class Handovers implements AutoCloseable {

	static final Duration LEASE = Duration.ofSeconds(3);

	static final int PROCESSES = 3;

	private static final long SETTLE_MILLIS = 500;

	private static final double NANOS_PER_MILLI = 1e6;

	private final Map<ContenderKind, Fleet> fleets = new LinkedHashMap<>();

	Handovers(Lab lab, List<ContenderKind> kinds, int port) throws IOException, InterruptedException {
		for (ContenderKind kind : kinds) {
			this.fleets.put(kind, Fleet.start(lab, new Setup(kind, port, LEASE), PROCESSES));
		}
		Thread.sleep(LEASE.toMillis());
	}

	/**
	 * Hands over again and again.
	 * @param trials how often
	 * @return how many milliseconds each took, by kind
	 */
	Map<ContenderKind, List<Double>> run(int trials) throws InterruptedException {
		Map<ContenderKind, List<Double>> millis = new LinkedHashMap<>();
		for (int trial = 0; trial < trials; trial++) {
			for (Map.Entry<ContenderKind, Fleet> each : this.fleets.entrySet()) {
				millis.computeIfAbsent(each.getKey(), (kind) -> new ArrayList<>()).add(handOver(each.getValue()));
			}
		}
		return millis;
	}

	/**
	 * Hands over once, and has the leader that left contend again.
	 * @return from the call that leaves to the promotion elsewhere, in milliseconds
	 */
	static double handOver(Fleet fleet) throws InterruptedException {
		ContenderProcess leader = fleet.leader();
		fleet.forgetPromotions();
		long left = leader.ask(Word.LEAVE);
		long promoted = fleet.awaitPromotion().at();
		leader.ask(Word.REJOIN);
		Thread.sleep(SETTLE_MILLIS);
		return (promoted - left) / NANOS_PER_MILLI;
	}

	@Override
	public void close() {
		this.fleets.values().forEach(Fleet::close);
	}

}

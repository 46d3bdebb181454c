package io.github.leaderkit.benchmarks.measure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

import io.github.leaderkit.benchmarks.arena.Fleet;
import io.github.leaderkit.benchmarks.arena.Lab;
import io.github.leaderkit.benchmarks.arena.Setup;
import io.github.leaderkit.benchmarks.contender.ContenderKind;
import io.github.leaderkit.benchmarks.result.Results;

/**
 * A fleet of each kind, side by side.
 */
final class Fleets implements AutoCloseable {

	private static final Duration LEASE = Duration.ofSeconds(3);

	private static final int PROCESSES = 3;

	/** Trials in which nobody was promoted. */
	private static final String LOST = "lost";

	private final List<Fleet> fleets = new ArrayList<>();

	/**
	 * Starts them, and waits until they are at rest.
	 */
	Fleets(Lab lab, List<ContenderKind> kinds, int port) throws Exception {
		for (ContenderKind kind : kinds) {
			this.fleets.add(Fleet.start(lab, new Setup(kind, port, LEASE), PROCESSES));
		}
		Thread.sleep(LEASE.toMillis());
	}

	/**
	 * Measures each in turn, again and again, so that all suffer from the same noise. A
	 * fleet in which nobody is promoted, as may be after two have led, is started anew.
	 */
	void measure(int trials, Trial trial, String name, Results results) throws Exception {
		Map<ContenderKind, List<Double>> samples = new LinkedHashMap<>();
		for (int i = 0; i < trials; i++) {
			for (Fleet fleet : this.fleets) {
				ContenderKind kind = fleet.setup().kind();
				try {
					samples.computeIfAbsent(kind, (key) -> new ArrayList<>()).add(trial.measure(fleet));
				}
				catch (TimeoutException ex) {
					results.put(name, kind, LOST, results.figure(name, kind, LOST).orElse(0) + 1);
					fleet.restart();
				}
			}
		}
		samples.forEach((kind, values) -> results.putSamples(name, kind, values));
		results.putRatios(name);
	}

	@Override
	public void close() {
		this.fleets.forEach(Fleet::close);
	}

	/**
	 * What is done to a fleet once.
	 */
	@FunctionalInterface
	interface Trial {

		/**
		 * Does it, and waits until the fleet is at rest.
		 */
		double measure(Fleet fleet) throws Exception;

	}

}

package io.github.leaderkit.benchmarks.measure;

import io.github.leaderkit.benchmarks.arena.Lab;
import io.github.leaderkit.benchmarks.result.Results;

/**
 * A kind of measurement.
 */
public interface Measure {

	/**
	 * Measures it.
	 * @param name what it is called in the results
	 * @param scope of what and how often
	 * @param lab where processes are started
	 * @param results where the figures go
	 * @throws Exception if it cannot be measured
	 */
	void run(String name, Scope scope, Lab lab, Results results) throws Exception;

}

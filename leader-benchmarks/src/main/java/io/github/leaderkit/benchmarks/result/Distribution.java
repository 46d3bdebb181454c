package io.github.leaderkit.benchmarks.result;

import java.util.List;

/**
 * Samples in order of their size.
 */
public final class Distribution {

	private final double[] sorted;

	/**
	 * Sorts samples.
	 * @param samples the samples, one at least
	 */
	public Distribution(List<Double> samples) {
		if (samples.isEmpty()) {
			throw new IllegalArgumentException("There are no samples");
		}
		this.sorted = samples.stream().mapToDouble(Double::doubleValue).sorted().toArray();
	}

	/**
	 * How many samples there are.
	 * @return the number
	 */
	public int count() {
		return this.sorted.length;
	}

	/**
	 * The largest sample.
	 * @return the sample
	 */
	public double max() {
		return this.sorted[this.sorted.length - 1];
	}

	/**
	 * The middle.
	 * @return the median
	 */
	public double median() {
		return percentile(50);
	}

	/**
	 * The value that a part of the samples does not exceed, on the line between the two
	 * samples next to it.
	 * @param percent how large the part is, from 0 to 100
	 * @return the value
	 */
	public double percentile(double percent) {
		double place = percent / 100 * (this.sorted.length - 1);
		int below = (int) place;
		int above = Math.min(below + 1, this.sorted.length - 1);
		return this.sorted[below] + (place - below) * (this.sorted[above] - this.sorted[below]);
	}

}

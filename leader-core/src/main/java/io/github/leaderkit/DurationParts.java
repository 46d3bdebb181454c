package io.github.leaderkit;

import java.time.Duration;

/**
 * Fractions of durations of up to a year. {@link Duration} itself divides by way of
 * decimal numbers, which takes most of the time that creating an election does.
 */
final class DurationParts {

	private DurationParts() {
	}

	static Duration of(Duration duration, int numerator, int denominator) {
		return Duration.ofNanos(duration.toNanos() * numerator / denominator);
	}

}

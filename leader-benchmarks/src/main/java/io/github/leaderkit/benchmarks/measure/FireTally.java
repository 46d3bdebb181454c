package io.github.leaderkit.benchmarks.measure;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

import io.github.leaderkit.Fire;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipEvent.FireInterrupted;
import io.github.leaderkit.LeadershipEvent.FireMissed;

/**
 * What became of the planned times of schedules that fire each second.
 */
final class FireTally {

	private static final long PERIOD = 1_000;

	private final Map<String, Times> schedules = new TreeMap<>();

	private int reported;

	synchronized void ran(Fire fire) {
		long planned = fire.planned().toEpochMilli();
		Times times = times(fire.schedule());
		times.runs.merge(planned, 1, Integer::sum);
		times.account(planned, fire.standsFor());
	}

	synchronized void happened(LeadershipEvent event) {
		if (event instanceof FireMissed missed) {
			this.reported += (int) missed.count();
			times(missed.schedule()).account(missed.planned().toEpochMilli(), missed.count());
		}
		else if (event instanceof FireInterrupted interrupted) {
			this.reported += (int) interrupted.count();
			times(interrupted.schedule()).account(interrupted.planned().toEpochMilli(), interrupted.count());
		}
	}

	private Times times(String schedule) {
		return this.schedules.computeIfAbsent(schedule, (name) -> new Times());
	}

	/**
	 * How many times were planned, from the first one that was run to the last.
	 */
	synchronized long planned() {
		return this.schedules.values().stream().mapToLong(Times::planned).sum();
	}

	/**
	 * How many planned times were run twice, or even more often.
	 */
	synchronized long twice() {
		return this.schedules.values()
			.stream()
			.flatMap((times) -> times.runs.values().stream())
			.filter((runs) -> runs > 1)
			.count();
	}

	/**
	 * How many planned times have neither a run that stands for them nor a report.
	 */
	synchronized long unaccounted() {
		return this.schedules.values().stream().mapToLong((times) -> times.planned() - times.accounted.size()).sum();
	}

	/**
	 * How many planned times were reported as missed or interrupted.
	 */
	synchronized int reported() {
		return this.reported;
	}

	/**
	 * The planned times of one schedule.
	 */
	private static final class Times {

		private final Map<Long, Integer> runs = new HashMap<>();

		private final TreeSet<Long> accounted = new TreeSet<>();

		private void account(long planned, long count) {
			for (int i = 0; i < count; i++) {
				this.accounted.add(planned - i * PERIOD);
			}
		}

		private long planned() {
			return this.accounted.isEmpty() ? 0 : (this.accounted.last() - this.accounted.first()) / PERIOD + 1;
		}

	}

}

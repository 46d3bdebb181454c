package io.github.leaderkit.engine.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AlarmQueue}.
 */
class AlarmQueueTests {

	private final AlarmQueue alarms = new AlarmQueue();

	private final List<String> rung = new ArrayList<>();

	@Test
	void whenAlarmsAreDueThenTheEarliestRingsFirst() {
		alarm("late").set(30);
		alarm("early").set(10);
		alarm("middle").set(20);
		assertThat(this.alarms.earliest()).isEqualTo(10);
		ring(20);
		assertThat(this.rung).containsExactly("early", "middle");
		ring(30);
		assertThat(this.rung).containsExactly("early", "middle", "late");
		assertThat(this.alarms.isEmpty()).isTrue();
	}

	@Test
	void whenAnAlarmIsSetAgainThenOnlyTheLastTimeCounts() {
		Alarm one = alarm("one");
		one.set(10);
		alarm("other").set(20);
		one.set(30);
		ring(29);
		assertThat(this.rung).containsExactly("other");
		one.set(5);
		ring(29);
		assertThat(this.rung).containsExactly("other", "one");
	}

	@Test
	void whenAnAlarmIsClearedThenItDoesNotRingUntilItIsSetAgain() {
		Alarm one = alarm("one");
		one.clear();
		one.set(10);
		one.clear();
		ring(10);
		assertThat(this.rung).isEmpty();
		one.set(20);
		ring(20);
		assertThat(this.rung).containsExactly("one");
	}

	@Test
	void whenTheClockOverflowsThenTheOrderStays() {
		alarm("late").set(Long.MIN_VALUE + 5);
		alarm("early").set(Long.MAX_VALUE - 5);
		ring(Long.MAX_VALUE);
		assertThat(this.rung).containsExactly("early");
		ring(Long.MIN_VALUE + 5);
		assertThat(this.rung).containsExactly("early", "late");
	}

	@Test
	void whenManyAlarmsAreSetAndClearedThenTheyRingInTheOrderOfTheirTimes() {
		Random random = new Random(42);
		TreeMap<Long, Integer> expected = new TreeMap<>();
		List<Alarm> all = new ArrayList<>();
		Long[] times = new Long[200];
		for (int i = 0; i < times.length; i++) {
			all.add(alarm(String.valueOf(i)));
		}
		for (int i = 0; i < 20_000; i++) {
			int which = random.nextInt(times.length);
			if (times[which] != null) {
				expected.remove(times[which]);
			}
			if (random.nextInt(4) == 0) {
				all.get(which).clear();
				times[which] = null;
			}
			else {
				long time = (long) random.nextInt(1_000_000) * times.length + which;
				all.get(which).set(time);
				times[which] = time;
				expected.put(time, which);
			}
			if (!expected.isEmpty()) {
				assertThat(this.alarms.earliest()).isEqualTo(expected.firstKey());
			}
		}
		ring(Long.MAX_VALUE / 2);
		assertThat(this.rung).containsExactlyElementsOf(expected.values().stream().map(String::valueOf).toList());
	}

	private Alarm alarm(String name) {
		return this.alarms.create(() -> this.rung.add(name));
	}

	private void ring(long now) {
		for (Runnable due = this.alarms.takeDue(now); due != null; due = this.alarms.takeDue(now)) {
			due.run();
		}
	}

}

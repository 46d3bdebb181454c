package io.github.leaderkit.autoconfigure.monitor;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.ScheduleStatus;
import org.jspecify.annotations.Nullable;

/**
 * An election and those schedules of it that this process has. Redis may know more: those
 * of another version of the application, which nobody here runs. For any thread.
 */
final class WatchedElection {

	private final LeaderElection election;

	private final Map<String, WatchedSchedule> schedules = new ConcurrentHashMap<>();

	WatchedElection(LeaderElection election) {
		this.election = election;
	}

	boolean isOf(LeaderElection other) {
		return this.election == other;
	}

	/**
	 * Whether there is anything to look at: only the leader knows that a fire is overdue,
	 * and one instance that asks Redis is enough.
	 */
	boolean isToBeSeen() {
		return isLed() && !this.schedules.isEmpty();
	}

	boolean isLed() {
		return this.election.isLeader();
	}

	WatchedSchedule schedule(String name) {
		return this.schedules.computeIfAbsent(name, (added) -> new WatchedSchedule());
	}

	@Nullable WatchedSchedule find(String name) {
		return this.schedules.get(name);
	}

	Set<String> names() {
		return new TreeSet<>(this.schedules.keySet());
	}

	void remove(String name) {
		this.schedules.remove(name);
	}

	/**
	 * Redis has said this of the schedules.
	 */
	void seen(Collection<ScheduleStatus> all, Instant at) {
		Map<String, ScheduleStatus> byName = all.stream()
			.collect(Collectors.toMap(ScheduleStatus::name, Function.identity(), (one, other) -> one));
		this.schedules.forEach((name, schedule) -> {
			ScheduleStatus status = byName.get(name);
			schedule.seen((status != null) ? new SeenSchedule(status, at) : null);
		});
	}

	/**
	 * A leadership has begun or ended. What was seen before says nothing of the next.
	 */
	void forget() {
		this.schedules.values().forEach((schedule) -> schedule.seen(null));
	}

}

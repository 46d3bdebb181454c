package io.github.leaderkit.autoconfigure.monitor;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipEvent.Demoted;
import io.github.leaderkit.LeadershipEvent.FireInterrupted;
import io.github.leaderkit.LeadershipEvent.FireMissed;
import io.github.leaderkit.LeadershipEvent.Promoted;
import io.github.leaderkit.ScheduleStatus;
import io.github.leaderkit.engine.report.ElectionObserver;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the schedules of the elections that this instance leads, every
 * {@linkplain #PERIOD half a minute}, and counts the fires that it gives up. An election
 * without schedules costs nothing, and neither does one that another instance leads.
 *
 * <p>
 * What was seen is kept until the leadership ends, or until Redis has not answered for
 * three periods. For any thread; nothing here waits.
 */
public final class ScheduleMonitor implements ElectionObserver {

	/**
	 * How often Redis is read for each election that this instance leads.
	 */
	public static final Duration PERIOD = Duration.ofSeconds(30);

	private static final Duration LONGEST_AGE = PERIOD.multipliedBy(3);

	private static final Logger logger = LoggerFactory.getLogger(ScheduleMonitor.class);

	private final Function<String, CompletionStage<List<ScheduleStatus>>> lookUp;

	private final RegularLooks looks;

	private final InstantSource clock;

	private final Map<String, WatchedElection> elections = new ConcurrentHashMap<>();

	/** The names of the elections to look at. */
	private final Set<String> led = ConcurrentHashMap.newKeySet();

	/**
	 * Creates it without elections.
	 * @param lookUp reads the schedules of an election from Redis
	 * @param timer runs a task every {@link #PERIOD}
	 * @param clock the clock of this machine
	 */
	ScheduleMonitor(Function<String, CompletionStage<List<ScheduleStatus>>> lookUp, RegularLooks.Timer timer,
			InstantSource clock) {
		this.lookUp = lookUp;
		this.looks = new RegularLooks(timer, this::lookAtAll);
		this.clock = clock;
	}

	@Override
	public void created(LeaderElection election) {
		watched(election);
		follow(election.name());
	}

	@Override
	public void closed(LeaderElection election) {
		this.elections.computeIfPresent(election.name(), (name, known) -> known.isOf(election) ? null : known);
		follow(election.name());
	}

	@Override
	public void scheduleAdded(LeaderElection election, String schedule) {
		watched(election).schedule(schedule);
		follow(election.name());
	}

	@Override
	public void scheduleRemoved(LeaderElection election, String schedule) {
		watched(election).remove(schedule);
		follow(election.name());
	}

	@Override
	public void announce(LeadershipEvent event, Duration lag, Runnable publication) {
		if (event instanceof FireMissed missed) {
			with(event.election(), (election) -> election.schedule(missed.schedule()).missed(missed.count()));
		}
		else if (event instanceof FireInterrupted interrupted) {
			with(event.election(), (election) -> election.schedule(interrupted.schedule()).interrupted());
		}
		else if (event instanceof Promoted || event instanceof Demoted) {
			with(event.election(), WatchedElection::forget);
		}
		follow(event.election());
		publication.run();
	}

	private WatchedElection watched(LeaderElection election) {
		return this.elections.compute(election.name(),
				(name, known) -> (known != null && known.isOf(election)) ? known : new WatchedElection(election));
	}

	private void with(String election, Consumer<WatchedElection> what) {
		WatchedElection watched = this.elections.get(election);
		if (watched != null) {
			what.accept(watched);
		}
	}

	private void follow(String name) {
		WatchedElection election = this.elections.get(name);
		if (election != null && election.isToBeSeen()) {
			this.led.add(name);
		}
		else {
			this.led.remove(name);
		}
		this.looks.goOnIf(() -> !this.led.isEmpty());
	}

	private void lookAtAll() {
		this.led.forEach(this::follow);
		this.led.forEach((name) -> with(name, (election) -> look(name, election)));
	}

	private void look(String name, WatchedElection election) {
		this.lookUp.apply(name).whenComplete((all, failure) -> {
			if (failure == null) {
				election.seen(all, this.clock.instant());
			}
			else {
				logger.debug("The schedules of '{}' could not be read", name, failure);
			}
		});
	}

	/**
	 * The schedules of an election that this process has, as they were when it last
	 * looked.
	 * @param election the name of the election
	 * @return the schedules by name; empty on an instance that does not lead
	 */
	public List<SeenSchedule> seen(String election) {
		WatchedElection watched = this.elections.get(election);
		if (watched == null) {
			return List.of();
		}
		return watched.names().stream().map((name) -> seen(election, name)).filter(Objects::nonNull).toList();
	}

	/**
	 * A schedule, as it was when this process last looked.
	 * @param election the name of the election
	 * @param schedule the name of the schedule
	 * @return the schedule, or {@code null} if this instance does not lead, or has not
	 * seen it for long
	 */
	public @Nullable SeenSchedule seen(String election, String schedule) {
		WatchedElection watched = this.elections.get(election);
		WatchedSchedule known = (watched != null && watched.isLed()) ? watched.find(schedule) : null;
		SeenSchedule seen = (known != null) ? known.seen() : null;
		return (seen != null && !seen.at().isBefore(this.clock.instant().minus(LONGEST_AGE))) ? seen : null;
	}

	/**
	 * What this instance has given up of a schedule.
	 * @param election the name of the election
	 * @param schedule the name of the schedule
	 * @return the numbers
	 */
	public GivenUpFires givenUp(String election, String schedule) {
		WatchedElection watched = this.elections.get(election);
		WatchedSchedule known = (watched != null) ? watched.find(schedule) : null;
		return (known != null) ? known.givenUp() : GivenUpFires.NONE;
	}

}

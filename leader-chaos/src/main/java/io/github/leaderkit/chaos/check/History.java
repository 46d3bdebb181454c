package io.github.leaderkit.chaos.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.chaos.history.Event;
import io.github.leaderkit.chaos.history.EventKind;
import org.jspecify.annotations.Nullable;

/**
 * All that was seen in one arena, read from its files.
 */
final class History {

	/** How long a loss of data may have consequences after all is well again. */
	private static final long RECOVERY_NANOS = TimeUnit.SECONDS.toNanos(Verdict.LED_SECONDS);

	/** How long a report may take from the write to the listener. */
	private static final long PUBLICATION_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final List<Event> events;

	private final List<Fault> faults;

	private final Map<List<Number>, ObservedLeadership> leaderships = new LinkedHashMap<>();

	private final List<Work> works = new ArrayList<>();

	private final Map<Long, Work> byElement = new HashMap<>();

	private final Map<Integer, List<FireTrace>> fires = new TreeMap<>();

	private final Map<Integer, FireLeft> firesLeft = new HashMap<>();

	private final Set<Integer> quit = new HashSet<>();

	/** When each process was certainly alive for the last time. */
	private final Map<Integer, Long> aliveAt = new HashMap<>();

	History(List<Event> events, List<Fault> faults) {
		this.events = events;
		this.faults = faults;
		events.forEach(this::add);
	}

	/**
	 * Reads the files of an arena.
	 * @param directory where they are
	 * @return the history
	 * @throws IOException if they cannot be read
	 */
	static History read(Path directory) throws IOException {
		List<Event> events = new ArrayList<>();
		try (Stream<Path> files = Files.list(directory)) {
			for (Path file : files.filter((path) -> path.toString().endsWith(".events")).sorted().toList()) {
				events.addAll(Event.readAll(file));
			}
		}
		return new History(events, Fault.readAll(directory));
	}

	private void add(Event event) {
		if (event.kind() != EventKind.HEADER) {
			this.aliveAt.merge(event.process(), event.value(0), Math::max);
		}
		switch (event.kind()) {
			case GUARD -> {
				ObservedLeadership leadership = leadershipOf(event);
				leadership.seenTrue(event.value(0), event.value(1));
				leadership.seenTrue(event.value(2), event.value(3));
				leadership.span(event.value(4));
			}
			case WORK -> {
				ObservedLeadership leadership = leadershipOf(event);
				leadership.seenTrue(event.value(0), event.value(1));
				Work work = Work.of(event, leadership);
				this.works.add(work);
				if (work.element() != 0) {
					this.byElement.put(work.element(), work);
				}
			}
			case PROMOTED -> leadershipOf(event);
			case SCHEDULE_ADDED -> firesOf(event);
			case FIRE_RUN, FIRE_MISSED, FIRE_INTERRUPTED -> firesOf(event).add(FireTrace.of(event));
			case SCHEDULE_LEFT -> this.firesLeft.put(event.election(), FireLeft.of(event));
			case QUIT -> this.quit.add(event.process());
			case DEMOTED -> leadershipOf(event).demoted(event.value(0), DemotionReason.values()[event.detail()]);
			default -> {
			}
		}
	}

	private ObservedLeadership leadershipOf(Event event) {
		return this.leaderships.computeIfAbsent(List.of(event.process(), event.election(), event.term()),
				(key) -> new ObservedLeadership(event.process(), event.election(), event.term()));
	}

	private List<FireTrace> firesOf(Event event) {
		return this.fires.computeIfAbsent(event.election(), (number) -> new ArrayList<>());
	}

	/**
	 * All records, those of one process in their order.
	 */
	List<Event> events() {
		return this.events;
	}

	List<Fault> faults() {
		return this.faults;
	}

	Collection<ObservedLeadership> leaderships() {
		return this.leaderships.values();
	}

	/**
	 * The leaderships whose guards were seen true, by election.
	 */
	Map<Integer, List<ObservedLeadership>> seenLeaderships() {
		Map<Integer, List<ObservedLeadership>> byElection = new TreeMap<>();
		for (ObservedLeadership leadership : leaderships()) {
			if (leadership.wasSeen()) {
				byElection.computeIfAbsent(leadership.election(), (number) -> new ArrayList<>()).add(leadership);
			}
		}
		return byElection;
	}

	List<Work> works() {
		return this.works;
	}

	/**
	 * The work that wrote an element.
	 */
	@Nullable Work workOf(long element) {
		return this.byElement.get(element);
	}

	/**
	 * The records of each process about each election, in their order.
	 */
	Collection<List<Event>> sequences() {
		Map<List<Integer>, List<Event>> sequences = new LinkedHashMap<>();
		for (Event event : this.events) {
			sequences.computeIfAbsent(List.of(event.process(), event.election()), (key) -> new ArrayList<>())
				.add(event);
		}
		return sequences.values();
	}

	/**
	 * Whether a process has stopped its elections in order.
	 */
	boolean hasQuit(int process) {
		return this.quit.contains(process);
	}

	/**
	 * The elections that have a schedule.
	 */
	Set<Integer> scheduled() {
		return this.fires.keySet();
	}

	/**
	 * What was written down of the fires of the schedule of an election.
	 */
	List<FireTrace> fires(int election) {
		return this.fires.getOrDefault(election, List.of());
	}

	/**
	 * The last fire of the schedule of an election that Redis knew in the end.
	 * @return the fire, or {@code null} if there was no entry
	 */
	@Nullable FireLeft lastFireLeft(int election) {
		return this.firesLeft.get(election);
	}

	/**
	 * What became of each planned time of each schedule.
	 */
	List<FireLedger> ledgers() {
		return scheduled().stream().map((election) -> new FireLedger(this, election)).toList();
	}

	/**
	 * Whether a process that had led an election was killed, so that a report that it had
	 * written, but not published, was lost with it.
	 * @param election the number of the election
	 * @param except another process than this one, zero for any
	 * @param from when the report was not written yet
	 * @param to when it was written already
	 */
	boolean diedWithReport(int election, int except, long from, long to) {
		return leaderships().stream()
			.filter((leadership) -> leadership.election() == election && leadership.process() != except)
			.filter((leadership) -> !hasQuit(leadership.process()))
			.mapToLong((leadership) -> this.aliveAt.getOrDefault(leadership.process(), 0L))
			.anyMatch((death) -> death > from - PUBLICATION_NANOS && death < to + PUBLICATION_NANOS);
	}

	/**
	 * Whether Redis may have forgotten something before what happened here.
	 */
	boolean mayHaveLostData(Violation violation) {
		return this.faults.stream()
			.anyMatch((fault) -> fault.losesData() && fault.from() < violation.to()
					&& violation.from() < fault.healed() + RECOVERY_NANOS);
	}

}

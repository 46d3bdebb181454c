package io.github.leaderkit.chaos.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.chaos.history.Event;
import io.github.leaderkit.chaos.history.EventKind;
import org.jspecify.annotations.Nullable;

/**
 * All that was seen in one arena, read from its files.
 */
final class History {

	private final List<Event> events;

	private final List<Fault> faults;

	private final Map<List<Number>, ObservedLeadership> leaderships = new LinkedHashMap<>();

	private final List<Work> works = new ArrayList<>();

	private final Map<Long, Work> byElement = new HashMap<>();

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
			case DEMOTED -> leadershipOf(event).demoted(event.value(0), DemotionReason.values()[event.detail()]);
			default -> {
			}
		}
	}

	private ObservedLeadership leadershipOf(Event event) {
		return this.leaderships.computeIfAbsent(List.of(event.process(), event.election(), event.term()),
				(key) -> new ObservedLeadership(event.process(), event.election(), event.term()));
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
		return this.events.stream().anyMatch((event) -> event.process() == process && event.kind() == EventKind.QUIT);
	}

}

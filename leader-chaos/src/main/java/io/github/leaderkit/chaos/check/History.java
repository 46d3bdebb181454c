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

	private final Map<List<Number>, Campaign> campaigns = new LinkedHashMap<>();

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
				Campaign campaign = campaignOf(event);
				campaign.seenTrue(event.value(0), event.value(1));
				campaign.seenTrue(event.value(2), event.value(3));
				campaign.span(event.value(4));
			}
			case WORK -> {
				Campaign campaign = campaignOf(event);
				campaign.seenTrue(event.value(0), event.value(1));
				Work work = Work.of(event, campaign);
				this.works.add(work);
				if (work.element() != 0) {
					this.byElement.put(work.element(), work);
				}
			}
			case PROMOTED -> campaignOf(event);
			case DEMOTED -> campaignOf(event).demoted(event.value(0), DemotionReason.values()[event.detail()]);
			default -> {
			}
		}
	}

	private Campaign campaignOf(Event event) {
		return this.campaigns.computeIfAbsent(List.of(event.process(), event.election(), event.term()),
				(key) -> new Campaign(event.process(), event.election(), event.term()));
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

	Collection<Campaign> campaigns() {
		return this.campaigns.values();
	}

	/**
	 * The campaigns whose guards were seen true, by election.
	 */
	Map<Integer, List<Campaign>> seenCampaigns() {
		Map<Integer, List<Campaign>> byElection = new TreeMap<>();
		for (Campaign campaign : campaigns()) {
			if (campaign.wasSeen()) {
				byElection.computeIfAbsent(campaign.election(), (number) -> new ArrayList<>()).add(campaign);
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

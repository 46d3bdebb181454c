package io.github.leaderkit.chaos.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.chaos.history.Event;

/**
 * What happened in an election around a violation, for people: 200 ms in at most 30
 * lines.
 */
final class Timeline {

	private static final long AROUND_NANOS = 100_000_000;

	private static final int MAX_LINES = 30;

	private final Violation violation;

	private final List<Line> lines = new ArrayList<>();

	private Timeline(Violation violation) {
		this.violation = violation;
	}

	static List<String> of(Violation violation, History history) {
		Timeline timeline = new Timeline(violation);
		history.events().stream().filter((event) -> event.election() == violation.election()).forEach(timeline::add);
		history.faults().forEach(timeline::add);
		return timeline.print();
	}

	private void add(Event event) {
		String who = "process " + event.process() + " ";
		String term = " term " + event.term();
		switch (event.kind()) {
			case GUARD -> {
				add(event.value(1), who + "first seen leading" + term);
				add(event.value(2), who + "last seen leading" + term);
				add(event.value(4), who + "seen no longer leading" + term);
			}
			case WORK -> {
				add(event.value(1), who + "lets work in," + term);
				add(event.value(2), who + "has done the work," + term);
			}
			case WRITE -> add(event.value(0), "register" + term + ((event.value(4) == 1) ? " accepted" : " refused"));
			case PROMOTED, ERRORED, STARTED, STOP_CALLED, STOPPED, RESIGN_CALLED, REVOKE_CALLED ->
				add(event.value(0), who + event.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ') + term);
			case FIRE_RUN -> {
				add(event.value(0), who + "runs the fire of " + event.value(1) + "," + term);
				add(event.value(4), who + "has run the fire of " + event.value(1) + "," + term);
			}
			case FIRE_MISSED, FIRE_INTERRUPTED -> add(event.value(0), who + "reports "
					+ event.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ') + " " + event.value(1) + term);
			case DEMOTED -> add(event.value(0), who + "demoted, " + DemotionReason.values()[event.detail()] + term);
			default -> {
			}
		}
	}

	private void add(Fault fault) {
		add(fault.from(), "FAULT " + fault.family() + " begins");
		add(fault.healed(), "FAULT " + fault.family() + " is healed");
		if (fault.from() < this.violation.from() - AROUND_NANOS && fault.healed() > this.violation.from()) {
			add(this.violation.from() - AROUND_NANOS, "FAULT " + fault.family() + " lasts since "
					+ (this.violation.from() - fault.from()) / 1_000_000 + " ms before");
		}
	}

	private void add(long at, String text) {
		if (at >= this.violation.from() - AROUND_NANOS && at <= this.violation.from() + AROUND_NANOS) {
			this.lines.add(new Line(at, text));
		}
	}

	private List<String> print() {
		this.lines.sort(Comparator.comparingLong((line) -> Math.abs(line.at() - this.violation.from())));
		return this.lines.stream()
			.limit(MAX_LINES)
			.sorted(Comparator.comparingLong(Line::at))
			.map((line) -> "%+10.3f ms  %s".formatted((line.at() - this.violation.from()) / 1e6, line.text()))
			.toList();
	}

	/**
	 * One line.
	 */
	private record Line(long at, String text) {
	}

}

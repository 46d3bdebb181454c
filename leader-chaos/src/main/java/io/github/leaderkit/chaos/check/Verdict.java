package io.github.leaderkit.chaos.check;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.leaderkit.chaos.history.EventKind;

/**
 * What the histories of an arena say about each promise.
 */
public final class Verdict {

	/**
	 * How long an election may be without a leader after a fault was healed. Three times
	 * what the settings allow in the worst case (ttl, wait, command timeout, and the hold
	 * after a loss of data: 3 s for a ttl of 1 s), and some for a machine that is busy.
	 */
	public static final long LED_SECONDS = 15;

	private static final int LISTED = 20;

	private static final int TIMELINES = 3;

	private static final List<Invariant> INVARIANTS = List.of(new Exclusion(), new TokenOrder(), new Stickiness(),
			new EventOrder(), new WorkContainment(), new Registers(),
			new Liveness(TimeUnit.SECONDS.toNanos(LED_SECONDS)), new Stop(), new FiresOnce(), new FiresAccounted(),
			new SchedulesGoOn(TimeUnit.SECONDS.toNanos(LED_SECONDS)));

	private final History history;

	private final List<Violation> violations;

	Verdict(History history) {
		this.history = history;
		this.violations = INVARIANTS.stream().flatMap((invariant) -> invariant.check(history).stream()).toList();
	}

	/**
	 * Judges what was seen in an arena.
	 * @param directory where the histories are
	 * @return the verdict
	 * @throws IOException if they cannot be read
	 */
	public static Verdict on(Path directory) throws IOException {
		return new Verdict(History.read(directory));
	}

	/**
	 * How many faults there were.
	 * @return the number
	 */
	public int faults() {
		return this.history.faults().size();
	}

	/**
	 * How long two were certain to lead at once, in all.
	 * @return milliseconds, each overlap rounded up
	 */
	public long overlapMillis() {
		return of(Violation.Kind.OVERLAP).stream().mapToLong(Violation::millis).sum();
	}

	/**
	 * The longest time that two were certain to lead at once.
	 * @return milliseconds, rounded up
	 */
	public long longestOverlapMillis() {
		return of(Violation.Kind.OVERLAP).stream().mapToLong(Violation::millis).max().orElse(0);
	}

	/**
	 * How often a later leader had no higher term.
	 * @return the number
	 */
	public long termInversions() {
		return of(Violation.Kind.TERM).size();
	}

	/**
	 * How many events of leaderships were lost, doubled or published at the wrong time.
	 * @return the number
	 */
	public long lostEvents() {
		return of(Violation.Kind.EVENT).size();
	}

	/**
	 * How often an election had no leader for too long.
	 * @return the number
	 */
	public long stuck() {
		return of(Violation.Kind.STUCK).size();
	}

	/**
	 * What became of the fires of schedules.
	 * @return the figures
	 */
	public FireFigures fires() {
		return FireFigures.of(this.history);
	}

	/**
	 * How often a schedule did nothing for too long, although its election was led.
	 * @return the number
	 */
	public long still() {
		return of(Violation.Kind.STILL).size();
	}

	/**
	 * Whether anything is broken but that there were two leaders, and what the registers
	 * saw of that.
	 * @return whether something is
	 */
	public boolean isBrokenBesidesOverlap() {
		return this.violations.stream()
			.anyMatch((violation) -> violation.kind() != Violation.Kind.OVERLAP
					&& violation.kind() != Violation.Kind.REGISTER);
	}

	/**
	 * Whether nothing is broken.
	 * @return whether all promises were kept
	 */
	public boolean isClean() {
		return this.violations.isEmpty();
	}

	private List<Violation> of(Violation.Kind kind) {
		return this.violations.stream().filter((violation) -> violation.kind() == kind).toList();
	}

	/**
	 * Whether nothing was seen that could be judged.
	 * @return whether there was no fault or no leadership
	 */
	public boolean isEmpty() {
		return this.history.faults().isEmpty() || this.history.seenLeaderships().isEmpty();
	}

	/**
	 * What was seen, in numbers.
	 * @return a line
	 */
	public String summary() {
		long writes = this.history.events().stream().filter((event) -> event.kind() == EventKind.WRITE).count();
		long outlived = this.history.works()
			.stream()
			.filter((work) -> work.outcome().written() && !work.outcome().leading())
			.count();
		long refused = this.history.events()
			.stream()
			.filter((event) -> event.kind() == EventKind.WRITE && event.value(4) == 0)
			.count();
		return "%d leaderships, %d guarded writes, of which %d outlived their leadership; %d refused by the term"
			.formatted(this.history.leaderships().size(), writes, outlived, refused);
	}

	/**
	 * How long takeovers took.
	 * @return lines
	 */
	public List<String> takeovers() {
		return new Takeovers(this.history).lines();
	}

	/**
	 * What is broken, with a timeline of the first few.
	 * @return lines, none if nothing is
	 */
	public List<String> explanation() {
		List<String> lines = new ArrayList<>();
		for (Violation.Kind kind : Violation.Kind.values()) {
			List<Violation> some = of(kind);
			some.stream().limit(LISTED).forEach((violation) -> lines.add(violation.toString()));
			if (some.size() > LISTED) {
				lines.add("... and " + (some.size() - LISTED) + " more");
			}
			for (Violation violation : some.subList(0, Math.min(TIMELINES, some.size()))) {
				lines.add("  Timeline of: " + violation);
				Timeline.of(violation, this.history).forEach((line) -> lines.add("  " + line));
			}
		}
		return lines;
	}

}

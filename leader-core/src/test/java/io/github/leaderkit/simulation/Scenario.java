package io.github.leaderkit.simulation;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.github.leaderkit.engine.decision.Mutant;
import io.github.leaderkit.schedule.FireMutant;

/**
 * What a seed stands for.
 *
 * @param cell how the elections are set up, and what goes wrong
 * @param seed decides the rest
 */
record Scenario(Cell cell, long seed) {

	private static final List<Cell> SINGLES = Cell.singles();

	private static final List<Cell> PAIRS = Cell.pairs();

	private static final List<Cell> ALL = Cell.all();

	static Scenario of(long seed) {
		Random random = new Random(seed);
		int share = random.nextInt(10);
		List<Cell> cells = (share == 0) ? ALL : (share < 4) ? SINGLES : PAIRS;
		Cell chosen = cells.get(random.nextInt(cells.size()));
		// what came later is drawn apart, so that it changes nothing for the other seeds
		Random apart = new Random(~seed);
		if (apart.nextInt(4) == 0) {
			chosen = chosen.with(FaultKind.VETO);
		}
		if (apart.nextInt(3) == 0) {
			chosen = chosen.ofUnequals();
		}
		Cell slow = chosen.with(FaultKind.SLOW_CALLS_AND_STEP);
		if (apart.nextInt(6) == 0 && slow.isExclusive()) {
			chosen = slow;
		}
		return new Scenario(chosen, seed);
	}

	List<Fault> faults() {
		return this.cell.faults(this.seed);
	}

	/**
	 * Runs it.
	 * @return the first claim that did not hold
	 */
	Optional<Violation> violation() {
		return violation(faults());
	}

	/**
	 * Whether a mutant violates anything, claimed or not.
	 */
	boolean isSeen(Mutant mutant) {
		return !new Simulation(this.cell, this.seed, faults(), mutant).run().isEmpty();
	}

	/**
	 * Runs it with schedules.
	 * @param figures counts what becomes of their fires
	 * @return the first claim that did not hold
	 */
	Optional<Violation> violationWithSchedules(FireFigures figures) {
		return withSchedules(faults(), false, figures);
	}

	/**
	 * Runs it with schedules, of which users ask for runs while others claim by hand.
	 * @param figures counts what becomes of all that
	 * @return the first claim that did not hold
	 */
	Optional<Violation> violationWithRequests(FireFigures figures) {
		return withSchedules(faults(), true, figures);
	}

	/**
	 * Whether a mutant of schedules breaks a claim.
	 * @param requested whether users ask for runs and claim by hand as well
	 */
	boolean isSeen(FireMutant mutant, boolean requested) {
		return new Simulation(this.cell, this.seed, faults(), mutant, requested, new FireFigures()).run()
			.stream()
			.anyMatch(this.cell::claims);
	}

	/**
	 * Runs it with a mutant of schedules, whatever that breaks.
	 */
	void runs(FireMutant mutant, FireFigures figures) {
		new Simulation(this.cell, this.seed, faults(), mutant, false, figures).run();
	}

	private Optional<Violation> withSchedules(List<Fault> faults, boolean requested, FireFigures figures) {
		return new Simulation(this.cell, this.seed, faults, FireMutant.NONE, requested, figures).run()
			.stream()
			.filter(this.cell::claims)
			.findFirst();
	}

	private Optional<Violation> violation(List<Fault> faults) {
		return new Simulation(this.cell, this.seed, faults, Mutant.NONE).run()
			.stream()
			.filter(this.cell::claims)
			.findFirst();
	}

	/**
	 * Tells what went wrong, so that it can be understood and seen again.
	 */
	String report(Violation violation) {
		return report(violation, this::violation, (faults) -> new Simulation(this.cell, this.seed, faults, Mutant.NONE),
				"simulation.seed");
	}

	/**
	 * Tells what went wrong with schedules.
	 */
	String reportWithSchedules(Violation violation) {
		return report(violation, false, "simulation.schedules.seed");
	}

	/**
	 * Tells what went wrong with what users asked for or claimed by hand.
	 */
	String reportWithRequests(Violation violation) {
		return report(violation, true, "simulation.requests.seed");
	}

	private String report(Violation violation, boolean requested, String property) {
		FireFigures figures = new FireFigures();
		return report(violation, (faults) -> withSchedules(faults, requested, figures),
				(faults) -> new Simulation(this.cell, this.seed, faults, FireMutant.NONE, requested, figures),
				property);
	}

	private String report(Violation violation, Function<List<Fault>, Optional<Violation>> run,
			Function<List<Fault>, Simulation> world, String property) {
		List<Fault> least = Shrinking.shrink(faults(),
				(faults) -> run.apply(faults)
					.filter((one) -> one.invariant().equals(violation.invariant()))
					.isPresent());
		Simulation simulation = world.apply(least);
		simulation.run();
		return String.format(
				"seed %d, %s: %s%nFaults that are needed:%n%s%nWhat happened last:%n%s%n"
						+ "To see it again: mvn -q -pl leader-core -am test -Psimulation -D%s=%d",
				this.seed, this.cell, violation, lines(least), lines(simulation.timeline()), property, this.seed);
	}

	private static String lines(List<?> all) {
		return all.stream().map(String::valueOf).collect(Collectors.joining(System.lineSeparator()));
	}

}

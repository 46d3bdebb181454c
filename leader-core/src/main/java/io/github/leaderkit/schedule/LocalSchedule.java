package io.github.leaderkit.schedule;

import java.time.Duration;

import io.github.leaderkit.FireTask;
import org.jspecify.annotations.Nullable;

/**
 * A schedule as this process has it: what it does, on which threads, and what goes on.
 * For the loop.
 */
final class LocalSchedule {

	/** Nothing is to be decided before something changes. */
	static final long NEVER = Long.MAX_VALUE;

	private final ScheduleDefinition definition;

	private final Duration minRemaining;

	private final FireTask task;

	private final FireThreads threads;

	/** When to decide again, on the clock of the store. */
	private long decideAt;

	private @Nullable FireRun run;

	private boolean passing;

	private @Nullable String problem;

	private boolean failing;

	/** The same schedule, which fires for another reason. */
	private @Nullable LocalSchedule other;

	LocalSchedule(ScheduleDefinition definition, Duration minRemaining, FireTask task, FireThreads threads) {
		this.definition = definition;
		this.minRemaining = minRemaining;
		this.task = task;
		this.threads = threads;
	}

	/**
	 * The runs of this schedule that somebody asks for. They do not overlap with the
	 * planned ones.
	 */
	LocalSchedule onTrigger() {
		LocalSchedule triggered = new LocalSchedule(this.definition.onTrigger(), this.minRemaining, this.task,
				this.threads);
		triggered.other = this;
		this.other = triggered;
		return triggered;
	}

	boolean isTrigger() {
		return this.definition.name().trigger();
	}

	String name() {
		return this.definition.name().value();
	}

	/**
	 * The name of its entry in the record.
	 */
	String field() {
		return this.definition.name().field();
	}

	ScheduleDefinition definition() {
		return this.definition;
	}

	Duration minRemaining() {
		return this.minRemaining;
	}

	FireTask task() {
		return this.task;
	}

	FireThreads threads() {
		return this.threads;
	}

	/**
	 * A run goes on from now on, when it is handed to a thread, until its end is recorded
	 * or given up.
	 */
	void begin(FireRun begun) {
		this.run = begun;
	}

	/**
	 * A run is over, or did not begin.
	 */
	void end(FireRun ended) {
		if (this.run == ended) {
			this.run = null;
			this.decideAt = 0;
		}
	}

	boolean isBusy() {
		return this.run != null || this.passing || (this.other != null && this.other.run != null);
	}

	/**
	 * A leadership begins. What the former one was giving up is no business of it.
	 */
	void leadsAnew() {
		this.passing = false;
		this.decideAt = 0;
	}

	void passing(boolean value) {
		this.passing = value;
	}

	long decideAt() {
		return this.decideAt;
	}

	void decideAt(long time) {
		this.decideAt = time;
	}

	/**
	 * Remembers what keeps the schedule from firing.
	 * @return whether that is news
	 */
	boolean isNews(@Nullable String found) {
		boolean news = found != null && !found.equals(this.problem);
		this.problem = found;
		return news;
	}

	/**
	 * Remembers whether the last decision could be carried out.
	 * @return whether that is news, and bad news
	 */
	boolean failsAnew(boolean fails) {
		boolean anew = fails && !this.failing;
		this.failing = fails;
		return anew;
	}

}

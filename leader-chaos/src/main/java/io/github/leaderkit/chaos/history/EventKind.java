package io.github.leaderkit.chaos.history;

/**
 * What a record of an {@link EventFile} is about. The values of each kind, by index, are
 * times in nanoseconds of the clock that all processes of the host share unless said
 * otherwise.
 */
public enum EventKind {

	/**
	 * The first record: 0 the number of the process, 1 its pid.
	 */
	HEADER,

	/**
	 * The second record, changed in place: 0 when the guards were last looked at, 1 a bit
	 * for each election whose guard was true.
	 */
	STATUS,

	/**
	 * A term during which the guard was seen true, changed in place while it is: 0 the
	 * call and 1 the return of the first true, 2 the call and 3 the return of the last
	 * true so far, 4 the return of the first false or zero.
	 */
	GUARD,

	/**
	 * Guarded work: 0 the call and 1 the return of the entry, 2 the exit or zero, 3 its
	 * element in the unfenced register or zero, 4 the {@link WorkOutcome}.
	 */
	WORK,

	/**
	 * A promotion was published: 0 when.
	 */
	PROMOTED,

	/**
	 * A demotion was published: 0 when. The detail is the reason.
	 */
	DEMOTED,

	/**
	 * An error was published: 0 when. The detail is its kind.
	 */
	ERRORED,

	/**
	 * The election is about to be started: 0 when.
	 */
	STARTED,

	/**
	 * The election is about to be stopped: 0 when.
	 */
	STOP_CALLED,

	/**
	 * The stop has completed: 0 when.
	 */
	STOPPED,

	/**
	 * The election is about to resign: 0 when.
	 */
	RESIGN_CALLED,

	/**
	 * The election is about to be revoked: 0 when.
	 */
	REVOKE_CALLED,

	/**
	 * The process has stopped all elections in order: 0 when, 1 how many threads of the
	 * library were left.
	 */
	QUIT,

	/**
	 * Written by the register: 0 when, 1 the element, 2 the length of the list that the
	 * writer had read, 3 the length of the list before, 4 whether the fenced register
	 * accepted the term (1) or not (0).
	 */
	WRITE,

	/**
	 * Found after the end: a lease of this term is still in Redis, 0 when.
	 */
	LEASE_LEFT,

	/**
	 * Found after the end: 0 when, 1 how many connections Redis still has.
	 */
	CONNECTIONS_LEFT,

	/**
	 * A schedule was added to the election: 0 when.
	 */
	SCHEDULE_ADDED,

	/**
	 * A fire of the schedule is run, changed in place when that has ended: 0 the begin, 1
	 * the planned time, 2 for how many planned times it stands, 3 the planned time of the
	 * run before or zero, 4 the end or zero, 5 the lateness in milliseconds. The detail
	 * is the number of the attempt. Planned times are those of the clock of Redis, in
	 * milliseconds since 1970.
	 */
	FIRE_RUN,

	/**
	 * It was published that fires are given up: 0 when, 1 the last planned time, 2 how
	 * many. The detail is the cause.
	 */
	FIRE_MISSED,

	/**
	 * It was published that the run of a fire was interrupted: 0 when, 1 the planned
	 * time, 2 for how many it stood. The detail is the number of the attempt.
	 */
	FIRE_INTERRUPTED,

	/**
	 * Found after the end: 0 when, 1 the planned time of the last fire of the schedule
	 * that Redis knows, 2 that of the fire before, 3 the letter of its state.
	 */
	SCHEDULE_LEFT;

	private static final EventKind[] ALL = values();

	static EventKind of(int number) {
		return ALL[number - 1];
	}

	int number() {
		return ordinal() + 1;
	}

}

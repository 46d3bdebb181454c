package io.github.leaderkit.autoconfigure.metrics;

/**
 * The meters of leader election: their names and meanings. All but the one of the store
 * have the tag {@value #ELECTION}, those of schedules also {@value #SCHEDULE}.
 */
enum LeaderMeter {

	LEADING("leader.election.leading", "1 while this instance leads, else 0"),

	TERM("leader.election.term", "Highest term that this instance knows of"),

	LEASE_REMAINING("leader.election.lease.remaining",
			"How long this instance still leads if no renewal succeeds, 0 if it does not lead"),

	RENEWAL_AGE("leader.election.renewal.age",
			"How long ago the lease was last granted or renewed, NaN if this instance does not lead"),

	LEADERLESS("leader.election.leaderless", "How long this instance has known of no leader with a valid lease"),

	GUARD_ACTIVE("leader.election.guard.active", "Guarded calls that are running now"),

	ELIGIBLE("leader.election.eligible", "1 if this instance may lead, else 0"),

	PROMOTIONS("leader.election.promotions", "Leaderships of this instance that began"),

	DEMOTIONS("leader.election.demotions", "Leaderships of this instance that ended, by reason"),

	GUARD_CALLS("leader.election.guard.calls", "Guarded calls, by whether they were let in"),

	ERRORS("leader.election.errors", "Calls to Redis that failed or found other data under the key, by kind"),

	QUARANTINES("leader.election.quarantines",
			"Attempts that began a quarantine: Redis was restarted, or has no record or an older one"),

	READOPTIONS("leader.election.readoptions", "Renewals that put the lease back after Redis had forgotten it"),

	CLOCK_JUMPS("leader.election.clock.jumps",
			"How often this instance found that the clock of Redis had " + "jumped forward"),

	DRAIN_TIMEOUTS("leader.election.drain.timeouts",
			"How often guarded work or listeners took longer than the drain timeout"),

	WORK_OVERRUNS("leader.election.work.overruns",
			"How often guarded work was still running when its leadership had ended and another instance could lead"),

	RENEWAL("leader.election.renewal", "Time from the decision to renew until the answer, by outcome"),

	ATTEMPT("leader.election.attempt", "Time from the decision to ask for the lease until the answer, by outcome"),

	HANDOVER("leader.election.handover", "How long there was no leader before this instance led"),

	ANNOUNCING("leader.election.announcing", "How long events waited until they were delivered to listeners"),

	DRAINING("leader.election.draining", "How long leaderships that were given up waited for guarded work"),

	FIRES("leader.fires", "Planned times of a schedule, by what became of them"),

	FIRE_DURATION("leader.fire.duration", "How long runs of a schedule took"),

	FIRE_LATENESS("leader.fire.lateness", "How much later than planned runs of a schedule were claimed"),

	SCHEDULE_NEXT("leader.schedule.next",
			"Time until the next fire, 0 if it is due, NaN if this instance does not lead or that is not known"),

	SCHEDULE_OVERDUE("leader.schedule.overdue",
			"How long the next fire had been due when this leader last looked, NaN if this instance does not lead"),

	REPLICA_SHORTFALLS("leader.replica.shortfalls",
			"Grants and renewals that were not valid because too few replicas acknowledged them");

	static final String ELECTION = "election";

	static final String SCHEDULE = "schedule";

	static final String REASON = "reason";

	static final String OUTCOME = "outcome";

	static final String KIND = "kind";

	static final String EXECUTED = "executed";

	static final String SKIPPED = "skipped";

	static final String FAILED = "failed";

	private final String id;

	private final String description;

	LeaderMeter(String id, String description) {
		this.id = id;
		this.description = description;
	}

	String id() {
		return this.id;
	}

	String description() {
		return this.description;
	}

}

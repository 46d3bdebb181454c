package io.github.leaderkit.schedule;

import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.engine.runtime.ElectionRuntime;
import io.github.leaderkit.schedule.FireDecision.Run;
import io.github.leaderkit.store.memory.LeaseRules;
import io.github.leaderkit.store.memory.ScheduleRules;

/**
 * A hole that the protocol of fires closes, opened again: in what a leader decides, in
 * what it asks of the store, or in what the store does.
 */
public enum FireMutant {

	/** As it is. */
	NONE,

	/** What is due is judged by the clock of the machine. */
	DUE_BY_WALL_CLOCK {

		@Override
		ElectionRuntime runtime(ElectionRuntime runtime) {
			return new MutatedRuntimes.DueByWallClock(runtime);
		}

	},

	/** Each time that was missed is made up for. */
	ALL_INSTEAD_OF_LATEST {

		@Override
		FireDecision decision(FireDecision decision, ScheduleDefinition definition) {
			if (!(decision instanceof Run run) || run.standsFor().number() < 2
					|| !(definition.recurrence() instanceof FixedRate fixed)) {
				return decision;
			}
			long first = run.planned() - (run.standsFor().number() - 1) * fixed.rate();
			return new Run(first, run.attempt(), FireCount.ONE, run.previous(), run.notAfter() - run.planned() + first);
		}

	},

	/** A claim without an answer is repeated as another claim. */
	NEW_ID_FOR_EACH_REPETITION {

		@Override
		ElectionRuntime runtime(ElectionRuntime runtime) {
			return new MutatedRuntimes.NewIdForEachRepetition(runtime);
		}

	},

	/** A claim that is given back leaves the entry that it found. */
	GIVEN_BACK_WITHOUT_TRACE {

		@Override
		ElectionRuntime runtime(ElectionRuntime runtime) {
			return new MutatedRuntimes.GivenBackWithoutTrace(runtime);
		}

	},

	/**
	 * The clock of the store is taken to be read when the reply comes, and so a fire is
	 * claimed too early.
	 */
	AIMED_BY_SENDING {

		@Override
		ElectionRuntime runtime(ElectionRuntime runtime) {
			return new MutatedRuntimes.AimedBySending(runtime);
		}

	},

	/** A fire is claimed when it is due, and then waits for a thread. */
	CLAIMED_BEFORE_THERE_IS_A_THREAD {

		@Override
		boolean claimsBeforeThereIsAThread() {
			return true;
		}

	},

	/** Nobody looks at the guard between the claim and the run. */
	GUARD_NOT_ENTERED_AGAIN {

		@Override
		LeaderElection election(LeaderElection election) {
			return UnendingLeadership.of(election);
		}

	},

	/** A claim by hand is written whoever leads. */
	CLAIM_BY_HAND_OF_ANY_TERM {

		@Override
		ElectionRuntime runtime(ElectionRuntime runtime) {
			return new MutatedRuntimes.ClaimByHandOfAnyTerm(runtime);
		}

	},

	/** The end of what was claimed by hand is not recorded. */
	END_OF_CLAIM_BY_HAND_NOT_RECORDED {

		@Override
		ElectionRuntime runtime(ElectionRuntime runtime) {
			return new MutatedRuntimes.EndByHandNotRecorded(runtime);
		}

	},

	/** A wish for a run stays when the run is claimed. */
	WISH_NOT_TAKEN_BACK {

		@Override
		ElectionRuntime runtime(ElectionRuntime runtime) {
			return new MutatedRuntimes.WishNotTakenBack(runtime);
		}

	},

	CLAIM_AT_ANY_TIME(ScheduleRules.CLAIM_AT_ANY_TIME),

	CLAIM_OF_ANY_TERM(ScheduleRules.CLAIM_OF_ANY_TERM),

	WITHOUT_COMPARISON(ScheduleRules.WITHOUT_COMPARISON),

	WATERMARK_IN_MEMORY(ScheduleRules.WATERMARK_IN_MEMORY),

	CLAIM_AFTER_RUN(ScheduleRules.CLAIM_AFTER_RUN),

	WITHOUT_REVISION(ScheduleRules.WITHOUT_REVISION),

	WITHOUT_DOUBT(ScheduleRules.WITHOUT_DOUBT),

	WITHOUT_ENROLMENT(ScheduleRules.WITHOUT_ENROLMENT),

	END_BY_LEASE(ScheduleRules.END_BY_LEASE),

	PASS_NOT_WRITTEN(ScheduleRules.PASS_NOT_WRITTEN);

	private final LeaseRules rules;

	FireMutant() {
		this(LeaseRules.TRUE);
	}

	FireMutant(LeaseRules rules) {
		this.rules = rules;
	}

	/** What the store does. */
	public LeaseRules rules() {
		return this.rules;
	}

	/** What schedules see of clocks, and what they ask of the store. */
	ElectionRuntime runtime(ElectionRuntime runtime) {
		return runtime;
	}

	/** The election whose guard is entered. */
	LeaderElection election(LeaderElection election) {
		return election;
	}

	FireDecision decision(FireDecision decision, ScheduleDefinition definition) {
		return decision;
	}

	boolean claimsBeforeThereIsAThread() {
		return false;
	}

}

package io.github.leaderkit.schedule;

import java.time.Instant;
import java.util.function.Supplier;

import io.github.leaderkit.engine.runtime.ElectionRuntime;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseReply.Code;
import io.github.leaderkit.store.ScheduleChange;
import org.jspecify.annotations.Nullable;

/**
 * Gives fires up: writes that before it is reported, or else each later leader would
 * report it again. On the loop.
 */
final class FirePasses {

	private static final int MOST_TRIES = 20;

	private final String instance;

	private final ElectionRuntime runtime;

	private final ScheduleRequests requests;

	private final FireReports reports;

	private final Supplier<@Nullable LedTerm> present;

	private final Runnable decideAll;

	/**
	 * Creates it.
	 * @param instance the label of this instance
	 * @param runtime the clocks
	 * @param requests asks the store
	 * @param reports reports what was given up
	 * @param present the leadership of this instance, {@code null} if there is none
	 * @param decideAll decides on all schedules
	 */
	FirePasses(String instance, ElectionRuntime runtime, ScheduleRequests requests, FireReports reports,
			Supplier<@Nullable LedTerm> present, Runnable decideAll) {
		this.instance = instance;
		this.runtime = runtime;
		this.requests = requests;
		this.reports = reports;
		this.present = present;
		this.decideAll = decideAll;
	}

	void pass(LedTerm leader, LocalSchedule schedule, FireDecision.Pass pass) {
		ScheduleEntry entry = leader.record().entry(schedule.field());
		if (entry == null) {
			return;
		}
		String passed = entry.passed(pass, leader.term(), this.instance).text();
		schedule.passing(true);
		write(new GivenUp(leader, schedule, pass, entry, new ScheduleChange(schedule.field(), entry.text(), passed, 0)),
				0);
	}

	/**
	 * Writes what is given up, until it is known whether that was written: if an answer
	 * is lost, it is reported all the same. Who does not lead any more looks whether it
	 * was.
	 */
	private void write(GivenUp givenUp, int tries) {
		if (this.present.get() != givenUp.leader()) {
			look(givenUp, tries);
			return;
		}
		this.requests.change(givenUp.leader(), givenUp.change(), 0, (result) -> {
			LeaseReply reply = ScheduleRequests.decided(result);
			if (reply == null) {
				tryAgain(givenUp, tries);
			}
			else if (reply.code() == Code.LOST && tries > 0) {
				look(givenUp, tries);
			}
			else {
				written(givenUp, reply, tries > 0);
			}
		});
	}

	private void look(GivenUp givenUp, int tries) {
		this.requests.read((result) -> {
			LeaseReply reply = ScheduleRequests.decided(result);
			if (reply == null) {
				tryAgain(givenUp, tries);
			}
			else {
				written(givenUp, reply, true);
			}
		});
	}

	private void tryAgain(GivenUp givenUp, int tries) {
		if (tries < MOST_TRIES) {
			this.requests.later(tries, () -> write(givenUp, tries + 1));
		}
		else {
			written(givenUp, null, true);
		}
	}

	/**
	 * Whether something was given up. If an answer was lost and the schedule has gone on
	 * since, nobody can tell. Then it is reported: perhaps twice, since the next leader
	 * may have given it up as well, but not never.
	 */
	private static boolean isToBeReported(GivenUp givenUp, @Nullable LeaseReply reply, boolean answerLost) {
		if (reply == null) {
			return true;
		}
		String text = reply.schedules().entry(givenUp.change().name());
		ScheduleEntry present = ScheduleRecord.entryOf(text);
		return text.equals(givenUp.change().replacement())
				|| (answerLost && present != null && present.compareProgress(givenUp.before()) > 0);
	}

	private void written(GivenUp givenUp, @Nullable LeaseReply reply, boolean answerLost) {
		LocalSchedule schedule = givenUp.schedule();
		LedTerm leader = givenUp.leader();
		if (isToBeReported(givenUp, reply, answerLost)) {
			this.reports.givenUp(schedule.name(), givenUp.pass(), givenUp.before(), leader.term(),
					Instant.ofEpochMilli(this.runtime.currentTimeMillis()));
		}
		if (this.present.get() != leader) {
			return;
		}
		schedule.passing(false);
		if (reply != null && reply.code() == Code.CHANGED) {
			leader.observe(reply, this.requests.now());
			schedule.decideAt(0);
		}
		else {
			schedule.decideAt(leader.record().serverMillis(this.requests.now()) + this.requests.retryMillis());
		}
		this.decideAll.run();
	}

	/**
	 * Fires that are to be given up.
	 *
	 * @param leader who gives them up
	 * @param schedule their schedule
	 * @param pass which they are, and why
	 * @param before the entry before that
	 * @param change writes it
	 */
	private record GivenUp(LedTerm leader, LocalSchedule schedule, FireDecision.Pass pass, ScheduleEntry before,
			ScheduleChange change) {
	}

}

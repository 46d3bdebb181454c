package io.github.leaderkit.schedule;

import java.util.function.Supplier;

import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseReply.Code;
import io.github.leaderkit.store.ScheduleChange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records what became of claims: the run has ended, was left to itself, or did not begin.
 * A former leader does so too: what it has done must not be taken for interrupted. So the
 * store asks nobody for a lease here, only for the claim. On the loop.
 *
 * <p>
 * What cannot be written is tried again for minutes, and then reported. Whoever waits is
 * called when it is written or given up.
 */
final class ClaimRecords {

	private static final Logger logger = LoggerFactory.getLogger(ClaimRecords.class);

	private static final int MOST_TRIES = 20;

	private final String election;

	private final String instance;

	private final ScheduleRequests requests;

	private final Supplier<@Nullable LedTerm> present;

	/**
	 * Creates it.
	 * @param election the name of the election
	 * @param instance the label of this instance
	 * @param requests asks the store
	 * @param present the leadership of this instance, {@code null} if there is none
	 */
	ClaimRecords(String election, String instance, ScheduleRequests requests, Supplier<@Nullable LedTerm> present) {
		this.election = election;
		this.instance = instance;
		this.requests = requests;
		this.present = present;
	}

	/**
	 * Records the end of a run. If the store has lost its claim, the leader that has made
	 * it restores all that it knows. Any other has read what is left, and must not take
	 * the doubt off that: only this claim is written again.
	 */
	void finish(ClaimedFire claimed, FireState outcome, Runnable then) {
		finish(claimed, claimed.entry(), outcome, 0, then);
	}

	/**
	 * Records the end of a run, also if it was left, given up or paused meanwhile.
	 * @param known the entry as far as is known, which has the claim
	 */
	private void finish(ClaimedFire claimed, ScheduleEntry known, FireState outcome, int tries, Runnable then) {
		FireDecision.Run fire = claimed.fire();
		ScheduleEntry ended = known.finished(fire.planned(), fire.attempt(), claimed.id(), outcome,
				ScheduleEntry.SERVER_TIME);
		this.requests.change(new ScheduleChange(claimed.schedule(), known.text(), ended.text(), 0), (result) -> {
			LeaseReply reply = ScheduleRequests.decided(result);
			if (reply == null) {
				retry(claimed, tries, () -> finish(claimed, known, outcome, tries + 1, then), then);
				return;
			}
			ScheduleEntry entry = ScheduleRecord.entryOf(reply.schedules().entry(claimed.schedule()));
			if (entry != null && claimed.isUnendedIn(entry) && tries < MOST_TRIES) {
				finish(claimed, entry, outcome, tries + 1, then);
				return;
			}
			finished(claimed, outcome, reply, then);
		});
	}

	private void finished(ClaimedFire claimed, FireState outcome, LeaseReply reply, Runnable then) {
		LedTerm leader = this.present.get();
		if (leader != null && leader.term() == claimed.term()) {
			if (isLost(claimed, reply) || leader.record().hasLostChanges(reply)) {
				leader.record().ended(claimed, outcome, reply.serverTime());
				leader.lossFound();
				then.run();
				return;
			}
		}
		else if (isLost(claimed, reply)) {
			recover(claimed, outcome, reply, 0, then);
			return;
		}
		done(reply, then);
	}

	/**
	 * Whether the store has lost a claim. Nothing takes an entry out of a record.
	 */
	private static boolean isLost(ClaimedFire claimed, LeaseReply reply) {
		String text = reply.schedules().entry(claimed.schedule());
		return text.isEmpty() ? reply.code() == Code.CHANGED : claimed.isAheadOf(ScheduleRecord.entryOf(text));
	}

	/**
	 * Writes a claim that the store has lost, with the end of its run, so that nobody
	 * runs the fire again.
	 * @param seen a reply with the entry that is left
	 */
	private void recover(ClaimedFire claimed, FireState outcome, LeaseReply seen, int tries, Runnable then) {
		FireDecision.Run fire = claimed.fire();
		ScheduleEntry ended = claimed.entry()
			.finished(fire.planned(), fire.attempt(), claimed.id(), outcome, ScheduleEntry.SERVER_TIME);
		ScheduleChange change = new ScheduleChange(claimed.schedule(), seen.schedules().entry(claimed.schedule()),
				ended.text(), 0);
		this.requests.change(change, (result) -> {
			LeaseReply reply = ScheduleRequests.decided(result);
			if (reply == null) {
				retry(claimed, tries, () -> recover(claimed, outcome, seen, tries + 1, then), then);
			}
			else if (isLost(claimed, reply) && tries < MOST_TRIES) {
				recover(claimed, outcome, reply, tries + 1, then);
			}
			else {
				done(reply, then);
			}
		});
	}

	/**
	 * Marks a run that goes on when the lease is given up, so that the next leader does
	 * not begin it again.
	 */
	void leave(ClaimedFire claimed) {
		FireDecision.Run fire = claimed.fire();
		ScheduleEntry left = claimed.entry().left(fire.planned(), fire.attempt(), claimed.id());
		this.requests.change(new ScheduleChange(claimed.schedule(), claimed.entry().text(), left.text(), 0),
				(result) -> {
				});
	}

	/**
	 * Undoes a claim whose run has not begun, so that this leader or the next one runs
	 * the fire.
	 */
	void giveBack(ClaimedFire claimed, Runnable then) {
		giveBack(claimed, 0, then);
	}

	private void giveBack(ClaimedFire claimed, int tries, Runnable then) {
		ScheduleEntry back = claimed.before().givenBack(claimed.id(), this.instance);
		ScheduleChange change = new ScheduleChange(claimed.schedule(), claimed.entry().text(), back.text(), 0);
		this.requests.change(change, (result) -> {
			LeaseReply reply = ScheduleRequests.decided(result);
			if (reply == null) {
				retry(claimed, tries, () -> giveBack(claimed, tries + 1, then), then);
			}
			else {
				done(reply, then);
			}
		});
	}

	/**
	 * Gives a claim of unknown outcome back, whether it has taken effect or not. If it is
	 * still on its way, it finds another entry than it expects.
	 */
	void settle(ClaimedFire wanted, Runnable then) {
		settle(wanted, 0, then);
	}

	private void settle(ClaimedFire wanted, int tries, Runnable then) {
		ScheduleEntry back = wanted.before().givenBack(wanted.id(), this.instance);
		ScheduleChange change = new ScheduleChange(wanted.schedule(), wanted.before().text(), back.text(), 0);
		this.requests.change(change, (result) -> {
			LeaseReply reply = ScheduleRequests.decided(result);
			if (reply == null) {
				retry(wanted, tries, () -> settle(wanted, tries + 1, then), then);
				return;
			}
			ScheduleEntry entry = ScheduleRecord.entryOf(reply.schedules().entry(wanted.schedule()));
			if (entry != null && wanted.isOpenIn(entry)) {
				giveBack(wanted.writtenAs(entry), then);
			}
			else {
				done(reply, then);
			}
		});
	}

	private void retry(ClaimedFire claimed, int tries, Runnable task, Runnable then) {
		if (tries < MOST_TRIES) {
			this.requests.later(tries, task, () -> stopped(claimed));
			return;
		}
		logger.error("Election '{}': what became of a run of the schedule '{}' could not be recorded", this.election,
				claimed.schedule());
		then.run();
	}

	private void stopped(ClaimedFire claimed) {
		logger.error(
				"Election '{}': it stops before Redis has taken what became of a run of the schedule '{}'. "
						+ "Unless it is started again in this process, the next leader takes the run for interrupted",
				this.election, claimed.schedule());
	}

	private void done(LeaseReply reply, Runnable then) {
		observe(reply);
		then.run();
	}

	/**
	 * Takes note of a reply, if the record in it is that of the present leadership.
	 */
	void observe(LeaseReply reply) {
		LedTerm leader = this.present.get();
		if (leader != null && reply.term() == leader.term()) {
			leader.observe(reply, this.requests.now());
		}
	}

}

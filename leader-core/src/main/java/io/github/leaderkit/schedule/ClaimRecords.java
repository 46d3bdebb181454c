package io.github.leaderkit.schedule;

import java.util.function.Consumer;

import io.github.leaderkit.store.LeaseReply;
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
 * called with the last reply, or with {@code null} if there is none.
 */
final class ClaimRecords {

	private static final Logger logger = LoggerFactory.getLogger(ClaimRecords.class);

	private static final int MOST_TRIES = 20;

	private final String election;

	private final String instance;

	private final ScheduleRequests requests;

	/**
	 * Creates it.
	 * @param election the name of the election
	 * @param instance the label of this instance
	 * @param requests asks the store
	 */
	ClaimRecords(String election, String instance, ScheduleRequests requests) {
		this.election = election;
		this.instance = instance;
		this.requests = requests;
	}

	/**
	 * Records the end of a run.
	 */
	void finish(ClaimedFire claimed, FireState outcome, Consumer<@Nullable LeaseReply> then) {
		finish(claimed, claimed.entry(), outcome, 0, then);
	}

	/**
	 * Records the end of a run, also if it was left, given up or paused meanwhile.
	 * @param known the entry as far as is known, which has the claim
	 */
	private void finish(ClaimedFire claimed, ScheduleEntry known, FireState outcome, int tries,
			Consumer<@Nullable LeaseReply> then) {
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
			then.accept(reply);
		});
	}

	/**
	 * Whether the store has lost a claim.
	 */
	static boolean isLost(ClaimedFire claimed, LeaseReply reply) {
		return claimed.isAheadOf(ScheduleRecord.entryOf(reply.schedules().entry(claimed.schedule())));
	}

	/**
	 * Writes a claim that the store has lost, with the end of its run, so that nobody
	 * runs the fire again.
	 * @param seen a reply with the entry that is left
	 */
	void recover(ClaimedFire claimed, FireState outcome, LeaseReply seen, Consumer<@Nullable LeaseReply> then) {
		recover(claimed, outcome, seen, 0, then);
	}

	private void recover(ClaimedFire claimed, FireState outcome, LeaseReply seen, int tries,
			Consumer<@Nullable LeaseReply> then) {
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
				then.accept(reply);
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
	void giveBack(ClaimedFire claimed, Consumer<@Nullable LeaseReply> then) {
		giveBack(claimed, 0, then);
	}

	private void giveBack(ClaimedFire claimed, int tries, Consumer<@Nullable LeaseReply> then) {
		ScheduleEntry back = claimed.before().givenBack(claimed.id(), this.instance);
		ScheduleChange change = new ScheduleChange(claimed.schedule(), claimed.entry().text(), back.text(), 0);
		this.requests.change(change, (result) -> {
			LeaseReply reply = ScheduleRequests.decided(result);
			if (reply == null) {
				retry(claimed, tries, () -> giveBack(claimed, tries + 1, then), then);
			}
			else {
				then.accept(reply);
			}
		});
	}

	/**
	 * Gives a claim of unknown outcome back, whether it has taken effect or not. If it is
	 * still on its way, it finds another entry than it expects.
	 */
	void settle(ClaimedFire wanted, Consumer<@Nullable LeaseReply> then) {
		settle(wanted, 0, then);
	}

	private void settle(ClaimedFire wanted, int tries, Consumer<@Nullable LeaseReply> then) {
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
				then.accept(reply);
			}
		});
	}

	private void retry(ClaimedFire claimed, int tries, Runnable task, Consumer<@Nullable LeaseReply> then) {
		if (tries < MOST_TRIES) {
			this.requests.later(tries, task);
			return;
		}
		logger.error("Election '{}': what became of a run of the schedule '{}' could not be recorded", this.election,
				claimed.schedule());
		then.accept(null);
	}

}

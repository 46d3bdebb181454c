package io.github.leaderkit.schedule;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.engine.runtime.ElectionRuntime;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseReply.Code;
import io.github.leaderkit.store.ScheduleChange;
import org.jspecify.annotations.Nullable;

/**
 * Claims fires for the threads that are going to run them. On the loop.
 *
 * <p>
 * A claim without an answer is sent again as it was, and takes effect once, since the
 * store compares the entry. One whose outcome stays unknown is given back.
 */
final class FireClaims implements FireRun.Inputs {

	private final LeaderElection election;

	private final ElectionRuntime runtime;

	private final ScheduleRequests requests;

	private final ClaimRecords records;

	private final Supplier<@Nullable LedTerm> present;

	private final Function<LocalSchedule, FireDecision> decisions;

	private final Runnable decideAll;

	/** Those that were begun, also of schedules that were removed since. */
	private final Set<FireRun> runs = new LinkedHashSet<>();

	/**
	 * Creates it.
	 * @param election the election
	 * @param runtime the loop, and names for claims
	 * @param requests asks the store
	 * @param records records what became of claims
	 * @param present the leadership of this instance, {@code null} if there is none
	 * @param decisions decides what the present leader does for a schedule
	 * @param decideAll decides on all schedules
	 */
	FireClaims(LeaderElection election, ElectionRuntime runtime, ScheduleRequests requests, ClaimRecords records,
			Supplier<@Nullable LedTerm> present, Function<LocalSchedule, FireDecision> decisions, Runnable decideAll) {
		this.election = election;
		this.runtime = runtime;
		this.requests = requests;
		this.records = records;
		this.present = present;
		this.decisions = decisions;
		this.decideAll = decideAll;
	}

	@Override
	public void notBegun(FireRun run) {
		this.runtime.onLoop(() -> endAndWait(run));
	}

	/**
	 * Decides anew, since the thread may have come late, and claims what is due then.
	 */
	@Override
	public void claim(FireRun run) {
		this.runtime.onLoop(() -> {
			this.runs.add(run);
			LedTerm leader = this.present.get();
			ScheduleEntry entry = (leader != null) ? leader.record().entry(run.schedule().field()) : null;
			if (leader != null && leader.isActive() && entry != null
					&& this.decisions.apply(run.schedule()) instanceof FireDecision.Run fire) {
				send(run, leader, wanted(run.schedule().field(), leader, entry, fire), 0);
			}
			else {
				notClaimed(run);
			}
		});
	}

	private ClaimedFire wanted(String schedule, LedTerm leader, ScheduleEntry entry, FireDecision.Run fire) {
		String id = ClaimIds.next(this.runtime);
		ScheduleEntry claimed = entry.claimed(fire, new Claim(leader.term(), fire.attempt(), id),
				this.election.settings().instance(), ScheduleEntry.SERVER_TIME);
		return new ClaimedFire(schedule, fire, id, entry, claimed);
	}

	private void send(FireRun run, LedTerm leader, ClaimedFire wanted, int tries) {
		ScheduleChange change = new ScheduleChange(run.schedule().field(), wanted.before().text(),
				wanted.entry().text(), wanted.fire().planned());
		this.requests.change(leader, change, wanted.fire().notAfter(), (result) -> {
			LeaseReply reply = ScheduleRequests.decided(result);
			if (reply != null && reply.code() == Code.CHANGED) {
				answered(run, leader, wanted, reply);
			}
			else if (reply == null && isWaited(run, leader)) {
				this.requests.later(tries, () -> sendAgain(run, leader, wanted, tries + 1));
			}
			else if (reply != null && tries == 0) {
				endAndWait(run);
			}
			else {
				// An earlier try, whose answer was lost, may have taken effect, or may
				// yet
				settle(run, wanted);
			}
		});
	}

	private void sendAgain(FireRun run, LedTerm leader, ClaimedFire wanted, int tries) {
		if (isWaited(run, leader)) {
			send(run, leader, wanted, tries);
		}
		else {
			settle(run, wanted);
		}
	}

	private boolean isWaited(FireRun run, LedTerm leader) {
		return this.present.get() == leader && !run.isDecided();
	}

	private void answered(FireRun run, LedTerm leader, ClaimedFire wanted, LeaseReply reply) {
		leader.observe(reply, this.requests.now());
		ScheduleEntry entry = ScheduleRecord.entryOf(reply.schedules().entry(run.schedule().field()));
		if (entry == null || !wanted.isOpenIn(entry)) {
			notClaimed(run);
			return;
		}
		ClaimedFire claimed = wanted.writtenAs(entry);
		if (!run.claimed(claimed)) {
			giveBack(run, claimed);
		}
	}

	/**
	 * Somebody else was faster, it is too early, or nothing is due any more.
	 */
	private void notClaimed(FireRun run) {
		run.claimed(null);
		end(run);
		this.decideAll.run();
	}

	/**
	 * Ends a run that did not begin, and would not if it were tried again at once.
	 */
	private void endAndWait(FireRun run) {
		run.claimed(null);
		end(run);
		LedTerm leader = this.present.get();
		if (leader != null) {
			run.schedule().decideAt(leader.record().serverMillis(this.requests.now()) + this.requests.retryMillis());
		}
		this.decideAll.run();
	}

	/**
	 * Gives a claim of unknown outcome back: its thread does not wait for it any more.
	 */
	private void settle(FireRun run, ClaimedFire wanted) {
		run.claimed(null);
		this.records.settle(wanted, () -> endAndWait(run));
	}

	@Override
	public void giveBack(FireRun run, ClaimedFire claimed) {
		this.runtime.onLoop(() -> this.records.giveBack(claimed, () -> over(run)));
	}

	@Override
	public void ended(FireRun run, ClaimedFire claimed, FireState outcome) {
		this.runtime.onLoop(() -> this.records.finish(claimed, outcome, () -> over(run)));
	}

	/**
	 * Marks runs that go on when the lease is given up, so that the next leader does not
	 * begin them again. Nobody waits for them any more. A thread that still waits for a
	 * claim gets none.
	 */
	void leaveAll() {
		for (FireRun run : this.runs) {
			if (!run.claimed(null)) {
				ClaimedFire claimed = run.claimed();
				if (claimed != null) {
					this.records.leave(claimed);
				}
				run.leave();
			}
		}
	}

	/**
	 * A run is over, and what became of it is recorded as far as it can be.
	 */
	private void over(FireRun run) {
		run.leave();
		end(run);
		this.decideAll.run();
	}

	private void end(FireRun run) {
		this.runs.remove(run);
		run.schedule().end(run);
	}

}

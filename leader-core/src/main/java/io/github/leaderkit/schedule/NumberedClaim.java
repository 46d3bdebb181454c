package io.github.leaderkit.schedule;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.github.leaderkit.FireClaim;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElection.GuardedCall;
import io.github.leaderkit.Leadership;
import io.github.leaderkit.engine.runtime.ElectionRuntime;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseReply.Code;
import io.github.leaderkit.store.LeaseResult;
import io.github.leaderkit.store.ScheduleChange;
import org.jspecify.annotations.Nullable;

/**
 * A claim by hand. Its entry is like that of a schedule which nobody enrols: the last
 * fire is the highest number that was claimed.
 */
final class NumberedClaim implements FireClaim {

	/** In the place of a recurrence. */
	static final String SPEC = "claims";

	/** Others may claim lower numbers in between. */
	private static final int MOST_TRIES = 10;

	private final LeaderElection election;

	private final ElectionRuntime runtime;

	private final ScheduleRequests requests;

	private final ClaimRecords records;

	private final Supplier<@Nullable LedTerm> present;

	private final String name;

	private final long number;

	private final String id;

	private final AtomicReference<@Nullable Held> held = new AtomicReference<>();

	private volatile boolean failed;

	private volatile boolean closed;

	NumberedClaim(LeaderElection election, ElectionRuntime runtime, ScheduleRequests requests, ClaimRecords records,
			Supplier<@Nullable LedTerm> present, ScheduleName name, long number) {
		if (number <= 0 || number > ScheduleEntryFormat.MAXIMUM_NUMBER) {
			throw new IllegalArgumentException("The number of a claim is " + number + ", not from 1 to 2^53 - 1");
		}
		this.election = election;
		this.runtime = runtime;
		this.requests = requests;
		this.records = records;
		this.present = present;
		this.name = name.value();
		this.number = number;
		this.id = ClaimIds.next(runtime);
	}

	@Override
	public CompletionStage<Boolean> start() {
		GuardedCall call = this.closed ? null : this.election.tryEnter();
		if (call == null) {
			return CompletableFuture.completedStage(false);
		}
		call.detach();
		Attempt attempt = new Attempt(call);
		CompletionStage<Boolean> done = attempt.done.thenApplyAsync((claimed) -> claimed, this.runtime::complete)
			.minimalCompletionStage();
		this.runtime.onLoop(attempt::begin);
		this.runtime.catchUp();
		return done;
	}

	@Override
	public Leadership leadership() {
		Held claimed = this.held.get();
		if (claimed == null) {
			throw new IllegalStateException("'" + this.name + "' " + this.number + " is not claimed");
		}
		return claimed.call().leadership();
	}

	@Override
	public void fail() {
		this.failed = true;
	}

	@Override
	public void close() {
		this.closed = true;
		Held ended = this.held.getAndSet(null);
		if (ended != null) {
			FireState outcome = this.failed ? FireState.FAILED : FireState.DONE;
			this.runtime.onLoop(() -> this.records.finish(ended.claim(), outcome, ended.call()::close));
			this.runtime.catchUp();
		}
	}

	/**
	 * What is held from the start until the end.
	 *
	 * @param claim the claim
	 * @param call the guarded work
	 */
	private record Held(ClaimedFire claim, GuardedCall call) {
	}

	/**
	 * An attempt to claim; on the loop.
	 */
	private final class Attempt {

		private final GuardedCall call;

		private final CompletableFuture<Boolean> done = new CompletableFuture<>();

		Attempt(GuardedCall call) {
			this.call = call;
		}

		void begin() {
			NumberedClaim.this.requests.read((result) -> {
				LeaseReply reply = replyOf(result);
				if (reply != null) {
					proceed(reply, 0);
				}
			});
		}

		private void proceed(LeaseReply reply, int tries) {
			String text = reply.schedules().entry(NumberedClaim.this.name);
			LedTerm leader = NumberedClaim.this.present.get();
			ScheduleEntry entry = ScheduleRecord.entryOf(text);
			if (!text.isEmpty() && (entry == null || !entry.spec().equals(SPEC))) {
				fail(new IllegalArgumentException("The election '" + NumberedClaim.this.election.name()
						+ "' has a schedule '" + NumberedClaim.this.name + "', which is not to be claimed by hand"));
			}
			else if (leader == null || tries == MOST_TRIES) {
				refuse();
			}
			else if (isLost(leader, reply)) {
				NumberedClaim.this.records.observe(reply);
				refuse();
			}
			else if (entry == null) {
				write(leader, text, new ScheduleEntry(SPEC, ScheduleEntry.SERVER_TIME, null, ""), tries);
			}
			else if (entry.last() != null
					&& entry.last().isClaim(NumberedClaim.this.number, 1, NumberedClaim.this.id)) {
				claimed(entry, entry);
			}
			else if (entry.isPaused() || isUsed(entry)) {
				refuse();
			}
			else {
				write(leader, text, wanted(leader, entry), tries);
			}
		}

		/**
		 * Whether the leader knows that this number was claimed, and the store has lost
		 * that. If somebody has it forgotten, the store has a change more, not less.
		 */
		private boolean isLost(LedTerm leader, LeaseReply reply) {
			ScheduleEntry known = leader.record().entry(NumberedClaim.this.name);
			return leader.record().hasLostChanges(reply) && known != null && isUsed(known);
		}

		private boolean isUsed(ScheduleEntry entry) {
			return entry.last() != null && entry.last().planned() >= NumberedClaim.this.number;
		}

		private ScheduleEntry wanted(LedTerm leader, ScheduleEntry entry) {
			return entry.claimed(fire(entry), new Claim(leader.term(), 1, NumberedClaim.this.id),
					NumberedClaim.this.election.settings().instance(), ScheduleEntry.SERVER_TIME);
		}

		private FireDecision.Run fire(ScheduleEntry before) {
			long previous = (before.last() != null) ? before.last().planned() : 0;
			return new FireDecision.Run(NumberedClaim.this.number, 1, FireCount.ONE, previous, 0);
		}

		private void write(LedTerm leader, String text, ScheduleEntry wanted, int tries) {
			ScheduleEntry before = ScheduleRecord.entryOf(text);
			NumberedClaim.this.requests.change(leader,
					new ScheduleChange(NumberedClaim.this.name, text, wanted.text(), 0), 0, (result) -> {
						LeaseReply reply = replyOf(result);
						if (reply == null) {
							return;
						}
						if (reply.code() != Code.CHANGED) {
							refuse();
							return;
						}
						NumberedClaim.this.records.observe(reply);
						ScheduleEntry entry = ScheduleRecord.entryOf(reply.schedules().entry(NumberedClaim.this.name));
						if (before != null && entry != null && entry.last() != null
								&& entry.last().isClaim(NumberedClaim.this.number, 1, NumberedClaim.this.id)) {
							claimed(before, entry);
						}
						else {
							proceed(reply, tries + 1);
						}
					});
		}

		private void claimed(ScheduleEntry before, ScheduleEntry entry) {
			ClaimedFire claim = new ClaimedFire(NumberedClaim.this.name, fire(before), NumberedClaim.this.id, before,
					entry);
			if (!this.call.leadership().isValid() || NumberedClaim.this.closed) {
				NumberedClaim.this.records.giveBack(claim, this::refuse);
			}
			else if (NumberedClaim.this.held.compareAndSet(null, new Held(claim, this.call))) {
				this.done.complete(true);
				// Who closed it in this moment has not found it claimed
				if (NumberedClaim.this.closed) {
					NumberedClaim.this.close();
				}
			}
			else {
				refuse();
			}
		}

		private @Nullable LeaseReply replyOf(LeaseResult result) {
			try {
				return ScheduleRequests.reply(result);
			}
			catch (RuntimeException ex) {
				fail(ex);
				return null;
			}
		}

		private void refuse() {
			this.call.close();
			this.done.complete(false);
		}

		private void fail(RuntimeException failure) {
			this.call.close();
			this.done.completeExceptionally(failure);
		}

	}

}

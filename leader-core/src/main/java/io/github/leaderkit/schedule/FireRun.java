package io.github.leaderkit.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

import io.github.leaderkit.Fire;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElection.GuardedCall;
import io.github.leaderkit.Leadership;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run of a schedule, from when it is handed to a thread until its end is recorded. It
 * enters the guard, claims a fire, looks at the guard again, and does the work.
 *
 * <p>
 * {@link #begin()} and {@link #work()} are called by the thread that runs it; everything
 * else happens on the loop.
 */
public final class FireRun {

	private static final Logger logger = LoggerFactory.getLogger(FireRun.class);

	private final LeaderElection election;

	private final LocalSchedule schedule;

	private final Inputs inputs;

	private final FireListener listener;

	private final LongSupplier nanoTime;

	private final CompletableFuture<@Nullable ClaimedFire> claim = new CompletableFuture<>();

	private volatile @Nullable GuardedCall guard;

	FireRun(LeaderElection election, LocalSchedule schedule, Inputs inputs, FireListener listener,
			LongSupplier nanoTime) {
		this.election = election;
		this.schedule = schedule;
		this.inputs = inputs;
		this.listener = listener;
		this.nanoTime = nanoTime;
	}

	LocalSchedule schedule() {
		return this.schedule;
	}

	/**
	 * Enters the guard and asks for a claim.
	 * @return completes when it is known whether there is one. The thread that called
	 * this must call {@link #work()} then
	 */
	public CompletionStage<?> begin() {
		GuardedCall entered = this.election.tryEnter(this.schedule.minRemaining());
		this.guard = entered;
		if (entered == null) {
			this.claim.complete(null);
			this.inputs.notBegun(this);
		}
		else {
			// It is the loop that leaves, when the end is recorded
			entered.detach();
			this.inputs.claim(this);
		}
		return this.claim.minimalCompletionStage();
	}

	/**
	 * Enters the guard, claims and works, on one thread. The loop answers when the store
	 * does, or when the leadership ends; the limit is for the case that it cannot.
	 */
	void run() {
		try {
			begin();
		}
		catch (Throwable ex) {
			this.claim.complete(null);
			leave();
			this.inputs.notBegun(this);
			throw ex;
		}
		try {
			this.claim.get(this.election.settings().ttl().toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			this.claim.complete(null);
		}
		catch (ExecutionException | TimeoutException ex) {
			this.claim.complete(null);
		}
		work();
	}

	/**
	 * Completes the claim, on the loop.
	 * @param claimed the fire, or {@code null} if there is none
	 * @return {@code false} if the thread does not wait for it any more
	 */
	boolean claimed(@Nullable ClaimedFire claimed) {
		return this.claim.complete(claimed);
	}

	/**
	 * Whether its thread does not wait for a claim any more.
	 */
	boolean isDecided() {
		return this.claim.isDone();
	}

	@Nullable ClaimedFire claimed() {
		return this.claim.getNow(null);
	}

	/**
	 * Does the work, if the fire was claimed and this instance still leads: a pause
	 * between the claim and this moment may have been longer than the lease.
	 */
	public void work() {
		ClaimedFire claimed = this.claim.join();
		GuardedCall entered = this.guard;
		if (claimed == null || entered == null) {
			leave();
			return;
		}
		try (Leadership.Scope scope = entered.leadership().makeCurrent()) {
			GuardedCall inside = this.election.tryEnter();
			if (inside == null) {
				this.inputs.giveBack(this, claimed);
				return;
			}
			try (inside) {
				work(claimed, fire(claimed, inside.leadership()));
			}
		}
	}

	private void work(ClaimedFire claimed, Fire fire) {
		long begun = this.nanoTime.getAsLong();
		CompletionStage<?> work = null;
		Throwable failure = null;
		try {
			work = this.schedule.task().run(fire);
		}
		catch (Throwable ex) {
			failure = ex;
		}
		if (work == null) {
			ended(claimed, fire, begun, failure);
		}
		else {
			work.whenComplete((result, later) -> ended(claimed, fire, begun, later));
		}
	}

	private void ended(ClaimedFire claimed, Fire fire, long begun, @Nullable Throwable failure) {
		this.inputs.ended(this, claimed, (failure != null) ? FireState.FAILED : FireState.DONE);
		if (failure != null) {
			logger.error("Election '{}': the schedule '{}' failed, planned for {}", fire.election(), fire.schedule(),
					fire.planned(), failure);
		}
		this.listener.ended(fire, Duration.ofNanos(this.nanoTime.getAsLong() - begun), failure);
	}

	private Fire fire(ClaimedFire claimed, Leadership leadership) {
		FireDecision.Run fire = claimed.fire();
		return new Fire(this.election.name(), this.schedule.name(), Instant.ofEpochMilli(fire.planned()),
				Duration.ofMillis(claimed.lateness()), fire.attempt(), fire.standsFor().number(),
				(fire.previous() > 0) ? Instant.ofEpochMilli(fire.previous()) : null, this.schedule.isTrigger(),
				leadership);
	}

	/**
	 * Leaves the guard: from then on, a leader does not wait for this run.
	 */
	void leave() {
		GuardedCall entered = this.guard;
		if (entered != null) {
			entered.close();
		}
	}

	/**
	 * What happens to a run, for the loop.
	 */
	interface Inputs {

		/**
		 * This instance does not lead any more, or not for long enough.
		 */
		void notBegun(FireRun run);

		/**
		 * Its thread waits for a claim.
		 */
		void claim(FireRun run);

		/**
		 * It was claimed, and must not begin.
		 */
		void giveBack(FireRun run, ClaimedFire claimed);

		/**
		 * Its work has ended.
		 */
		void ended(FireRun run, ClaimedFire claimed, FireState outcome);

	}

}

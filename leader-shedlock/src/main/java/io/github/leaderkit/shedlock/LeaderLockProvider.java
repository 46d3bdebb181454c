package io.github.leaderkit.shedlock;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.leaderkit.FireClaim;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElection.GuardedCall;
import io.github.leaderkit.LeaderSchedules;
import io.github.leaderkit.ScheduleStatus;
import net.javacrumbs.shedlock.core.AbstractSimpleLock;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.core.SimpleLock;
import net.javacrumbs.shedlock.support.LockException;

/**
 * ShedLock's locks on an election: only the leader gets them, and each has one holder at
 * a time, whatever the clocks of the instances say. An application that uses ShedLock
 * moves to the election with it, and keeps its annotations.
 *
 * <pre class="code">
 * &#64;Bean
 * LockProvider lockProvider(LeaderElection election, LeaderSchedules schedules) {
 *     return new LeaderLockProvider(election, schedules);
 * }
 * </pre>
 *
 * <p>
 * A lock is a {@linkplain LeaderElection#claim(String, long) claim} of the next number
 * under its name. Redis knows when that was claimed and whether it has ended, so the next
 * leader does not take a lock from a former one that still works. This object remembers
 * nothing.
 *
 * <p>
 * What differs from other providers:
 * <ul>
 * <li>{@code lockAtMostFor} and {@code lockAtLeastFor} are those of whoever asks for the
 * lock, not those of its holder. Both count from when the lock was taken, by the clock of
 * Redis. ShedLock's {@code ClockProvider} has no effect.</li>
 * <li>While a lock is held, it counts as guarded work: a leader that resigns or stops
 * waits for it, for its {@code drain-timeout} at most. The lock does not end with the
 * leadership, but no other thread or instance gets it before it is unlocked or its
 * {@code lockAtMostFor} is over.</li>
 * <li>A lock cannot be extended. {@code SimpleLock.extend} throws an
 * {@link UnsupportedOperationException}.</li>
 * <li>A lock that is {@linkplain LeaderSchedules#pause(String, String) paused}, under the
 * name of its claim, is given to nobody. One that is
 * {@linkplain LeaderSchedules#forget(String, String) forgotten} is free.</li>
 * <li>Each name stays in the record of the election, and all are read for each lock. Use
 * a few hundred at most, none that contains a date or the id of a customer.</li>
 * <li>If Redis loses the record of the election, a lock that is held may be given once
 * more.</li>
 * </ul>
 *
 * <p>
 * The name of the claim is {@code lock:} and the name of the lock. Each byte of its UTF-8
 * that is none of the letters from a to z, digits and {@code ._-$:} becomes {@code #} and
 * two hexadecimal digits. All of it must not be longer than 128 characters.
 *
 * <p>
 * Thread-safe.
 */
public final class LeaderLockProvider implements LockProvider {

	private final LeaderElection election;

	private final LeaderSchedules schedules;

	/**
	 * Creates a provider of locks that the leader of an election gets.
	 * @param election the election
	 * @param schedules the schedules of the elections of the same application
	 */
	public LeaderLockProvider(LeaderElection election, LeaderSchedules schedules) {
		this.election = election;
		this.schedules = schedules;
	}

	/**
	 * Takes a lock if this instance leads and nobody holds the lock. Waits for Redis, for
	 * the {@code ttl} at most, and asks it nothing if this instance does not lead or
	 * gives the leadership up. Any thread may call this, also a listener of the election.
	 *
	 * <p>
	 * {@link io.github.leaderkit.Leadership#current()} is not set by the lock;
	 * {@link LeaderElection#leadership()} has the term. Any thread may unlock it. That
	 * does not wait for Redis. A second call throws an {@link IllegalStateException}.
	 * @param configuration the name of the lock, and for how long it is held at least and
	 * at most
	 * @return the lock, or empty if it is held, or if this instance does not lead or no
	 * longer accepts work
	 * @throws LockException if Redis does not answer in time or with an error, if the
	 * election has a schedule of that name, or if the thread is interrupted, whose status
	 * is set again. The lock may be taken then, for nobody, until {@code lockAtMostFor}
	 * is over
	 * @throws IllegalArgumentException if the name of the lock is too long, also if this
	 * instance does not lead
	 */
	@Override
	public Optional<SimpleLock> lock(LockConfiguration configuration) {
		String name = LockName.of(configuration.getName());
		// The election answers nothing while it stops: its work is not to fail then
		GuardedCall asking = this.election.tryEnter();
		if (asking == null) {
			return Optional.empty();
		}
		try (asking) {
			return await(claim(name, configuration), configuration)
				.map((claim) -> new ClaimedLock(configuration, claim));
		}
	}

	/**
	 * Claims the next number if the last one is done with. Who else saw the same last one
	 * wants the same number, and only one of them gets it.
	 */
	private CompletionStage<Optional<FireClaim>> claim(String name, LockConfiguration configuration) {
		return this.schedules.lookUp(this.election.name()).thenCompose((all) -> {
			Optional<ScheduleStatus> last = find(name, all);
			if (last.filter((status) -> isTaken(status, configuration)).isPresent()) {
				return CompletableFuture.completedStage(Optional.empty());
			}
			FireClaim claim = this.election.claim(name, last.map(LeaderLockProvider::number).orElse(0L) + 1);
			return start(claim).thenApply((claimed) -> claimed ? Optional.of(claim) : Optional.empty());
		});
	}

	private static Optional<ScheduleStatus> find(String name, List<ScheduleStatus> all) {
		return all.stream().filter((status) -> status.name().equals(name)).findFirst();
	}

	private static boolean isTaken(ScheduleStatus status, LockConfiguration configuration) {
		Instant started = status.started();
		if (started == null || status.paused()) {
			return status.paused();
		}
		Duration held = (status.ended() != null) ? configuration.getLockAtLeastFor() : configuration.getLockAtMostFor();
		return Duration.between(started, status.at()).compareTo(held) < 0;
	}

	private static long number(ScheduleStatus status) {
		Instant planned = status.planned();
		return (planned != null) ? planned.toEpochMilli() : 0;
	}

	/**
	 * Asks again after a failure: it is the same claim, which Redis may have all the
	 * same.
	 */
	private static CompletionStage<Boolean> start(FireClaim claim) {
		return claim.start().exceptionallyCompose((failure) -> claim.start());
	}

	private Optional<FireClaim> await(CompletionStage<Optional<FireClaim>> asked, LockConfiguration configuration) {
		CompletableFuture<Optional<FireClaim>> claimed = asked.toCompletableFuture();
		try {
			return claimed.get(this.election.settings().ttl().toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (ExecutionException ex) {
			throw failure(configuration, Objects.requireNonNullElse(ex.getCause(), ex));
		}
		catch (TimeoutException ex) {
			endLater(claimed);
			throw failure(configuration, ex);
		}
		catch (InterruptedException ex) {
			endLater(claimed);
			Thread.currentThread().interrupt();
			throw failure(configuration, ex);
		}
	}

	/**
	 * A claim that nobody waits for any more must not stay.
	 */
	private static void endLater(CompletableFuture<Optional<FireClaim>> claimed) {
		claimed.thenAccept((claim) -> claim.ifPresent(FireClaim::close));
	}

	private LockException failure(LockConfiguration configuration, Throwable cause) {
		return new LockException("The election '" + this.election.name() + "' cannot tell whether the lock '"
				+ configuration.getName() + "' is free: " + cause, cause);
	}

	/**
	 * A lock that is held.
	 */
	private static final class ClaimedLock extends AbstractSimpleLock {

		private final FireClaim claim;

		private ClaimedLock(LockConfiguration configuration, FireClaim claim) {
			super(configuration);
			this.claim = claim;
		}

		@Override
		protected void doUnlock() {
			this.claim.close();
		}

		@Override
		protected Optional<SimpleLock> doExtend(LockConfiguration longer) {
			throw new UnsupportedOperationException("The lock '" + longer.getName() + "' belongs to an election and "
					+ "cannot be extended. Set a lockAtMostFor that is longer than the work takes, or use "
					+ "@LeaderScheduled");
		}

	}

}

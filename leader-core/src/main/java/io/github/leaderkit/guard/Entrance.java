package io.github.leaderkit.guard;

import java.time.Duration;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElection.GuardedCall;
import io.github.leaderkit.LeaderOnly.OnDemotion;
import io.github.leaderkit.NotLeaderException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.util.ClassUtils;

/**
 * Decides whether a call of one guarded method is let in: whether this instance leads the
 * election of the method, and for long enough.
 */
final class Entrance {

	static final boolean TRANSACTIONS_PRESENT = ClassUtils
		.isPresent("org.springframework.transaction.ConfigurableTransactionManager", Entrance.class.getClassLoader());

	private static final Logger logger = LoggerFactory.getLogger(Entrance.class);

	private final GuardedMethod method;

	private final GuardedElections elections;

	private final boolean checksCommit;

	private volatile @Nullable Door door;

	Entrance(GuardedMethod method, GuardedElections elections) {
		this.method = method;
		this.elections = elections;
		this.checksCommit = TRANSACTIONS_PRESENT && elections.settings().checkBeforeCommit();
	}

	/**
	 * Lets the calling thread in, if this instance leads.
	 * @return the guarded call, or {@code null} if it is not let in
	 */
	@Nullable GuardedCall enter() {
		Door door = door();
		GuardedCall call = door.enter();
		if (call == null) {
			Door reopened = reopen(door);
			call = (reopened != door) ? reopened.enter() : null;
		}
		if (call != null && this.checksCommit) {
			CommitCheck.join(call.leadership());
		}
		return call;
	}

	/**
	 * Whether what was let in is to be interrupted when the leadership ends.
	 * @return whether it is
	 */
	boolean interrupts() {
		return door().interrupts();
	}

	/**
	 * The exception for a call that is not let in, or was interrupted.
	 * @return the exception
	 */
	NotLeaderException refusal() {
		LeaderElection election = door().election();
		return new NotLeaderException(election.name(), election.currentLeader().orElse(null));
	}

	void skipped() {
		this.elections.skipped(this.method, door().election());
		if (logger.isDebugEnabled()) {
			logger.debug("Skipped {}: this instance does not lead the election '{}'", this.method,
					door().election().name());
		}
	}

	private Door door() {
		Door door = this.door;
		if (door != null) {
			return door;
		}
		// Before the election is looked for, which may be closed at this moment
		int changes = this.elections.changes();
		return open(this.elections.electionOf(this.method), changes);
	}

	/**
	 * The election may have been closed and created anew. On a follower, this is what a
	 * skipped call costs, so it looks for the election only if there may be another.
	 */
	private Door reopen(Door known) {
		int changes = this.elections.changes();
		if (changes >= 0 && changes == known.changes()) {
			return known;
		}
		LeaderElection election = this.elections.find(known.election().name()).orElse(known.election());
		return (changes < 0 && election == known.election()) ? known : open(election, changes);
	}

	private Door open(LeaderElection election, int changes) {
		Door door = Door.of(this.method, election, this.elections.minRemainingOf(this.method), changes);
		this.door = door;
		return door;
	}

	/**
	 * An election, and how calls of the method enter it.
	 *
	 * @param election the election
	 * @param minRemaining how long its leadership must last
	 * @param interrupts whether calls are interrupted when it ends
	 * @param changes how many elections were created or closed when this one was found
	 */
	private record Door(LeaderElection election, Duration minRemaining, boolean interrupts, int changes) {

		static Door of(GuardedMethod method, LeaderElection election, Duration minRemaining, int changes) {
			ElectionSettings settings = election.settings();
			OnDemotion onDemotion = method.annotation().onDemotion();
			boolean interrupts = (onDemotion == OnDemotion.DEFAULT) ? settings.interruptOnDemotion()
					: onDemotion == OnDemotion.INTERRUPT;
			Duration lead = interrupts ? settings.interruptLead() : Duration.ZERO;
			return new Door(election, (minRemaining.compareTo(lead) > 0) ? minRemaining : lead, interrupts, changes);
		}

		@Nullable GuardedCall enter() {
			return this.election.tryEnter(this.minRemaining);
		}

	}

}

package io.github.leaderkit.guard;

import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElection.GuardedCall;
import io.github.leaderkit.LeaderOnly.Otherwise;
import io.github.leaderkit.NotLeaderException;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets only the leader run one method.
 */
final class Guard {

	private static final Logger logger = LoggerFactory.getLogger(Guard.class);

	private final GuardedMethod method;

	private final GuardedElections elections;

	private volatile @Nullable LeaderElection election;

	Guard(GuardedMethod method, GuardedElections elections) {
		this.method = method;
		this.elections = elections;
	}

	@Nullable Object call(MethodInvocation invocation) throws Throwable {
		LeaderElection election = election();
		GuardedCall call = election.tryEnter();
		if (call == null) {
			election = refresh(election);
			call = election.tryEnter();
		}
		if (call == null) {
			return otherwise(election);
		}
		try {
			return invocation.proceed();
		}
		finally {
			call.close();
		}
	}

	private LeaderElection election() {
		LeaderElection election = this.election;
		if (election == null) {
			election = this.elections.electionOf(this.method);
			this.election = election;
		}
		return election;
	}

	private LeaderElection refresh(LeaderElection known) {
		LeaderElection election = this.elections.find(known.name()).orElse(known);
		this.election = election;
		return election;
	}

	private @Nullable Object otherwise(LeaderElection election) {
		if (this.method.annotation().otherwise() == Otherwise.THROW) {
			throw new NotLeaderException(election.name(), election.currentLeader().orElse(null));
		}
		logger.debug("Skipped {}: this instance does not lead the election '{}'", this.method, election.name());
		return null;
	}

}

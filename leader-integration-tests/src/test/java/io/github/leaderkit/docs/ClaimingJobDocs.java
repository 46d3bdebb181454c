package io.github.leaderkit.docs;

import io.github.leaderkit.FireClaim;
import io.github.leaderkit.LeaderElection;
import org.quartz.Job;
import org.quartz.JobExecutionContext;

/**
 * The job that docs/migrating.md shows.
 */
public final class ClaimingJobDocs implements Job {

	private final LeaderElection election;

	private final Imports imports;

	/**
	 * Creates the job, once for each fire.
	 * @param election the election
	 * @param imports its work
	 */
	public ClaimingJobDocs(LeaderElection election, Imports imports) {
		this.election = election;
		this.imports = imports;
	}

	@Override
	public void execute(JobExecutionContext context) {
		FireClaim claim = this.election.claim("import", context.getScheduledFireTime().toInstant());
		if (claim.start().toCompletableFuture().join()) {
			try (claim) {
				this.imports.run();
			}
		}
	}

	/**
	 * The work.
	 */
	@FunctionalInterface
	public interface Imports {

		/**
		 * Does it.
		 */
		void run();

	}

}

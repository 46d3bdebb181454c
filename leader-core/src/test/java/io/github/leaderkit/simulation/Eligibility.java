package io.github.leaderkit.simulation;

import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipEvent.Promoted;

/**
 * I11: who is no candidate never leads nor asks to, and who may not lead for now does not
 * become a leader and ends its leadership within the drain timeout.
 */
final class Eligibility implements Invariant {

	static final String NAME = "I11 eligibility";

	private static final long SOON = 100_000_000;

	private static final long LONGEST_DRAIN = Simulation.DRAIN.toNanos() + SOON;

	private boolean told;

	@Override
	public void told(Simulation run, Member member, LeadershipEvent event) {
		boolean slow = run.cell().has(FaultKind.SLOW_LISTENERS);
		if (event instanceof Promoted && !slow && isVetoedFor(run, member, SOON)) {
			run.violated(NAME, "%s is promoted to term %d although it may not lead", member, event.term());
		}
	}

	@Override
	public void looked(Simulation run) {
		for (Member member : run.members()) {
			if (this.told) {
				return;
			}
			if (!member.standing().candidate() && (member.leading() != 0 || member.node().hasAsked())) {
				violated(run, "%s is no candidate and leads, or asks to", member);
			}
			else if (member.leading() != 0 && isVetoedFor(run, member, LONGEST_DRAIN)) {
				violated(run, "%s leads although it may not", member);
			}
		}
	}

	private void violated(Simulation run, String message, Member member) {
		this.told = true;
		run.violated(NAME, message, member);
	}

	private static boolean isVetoedFor(Simulation run, Member member, long time) {
		return !member.mayLead() && run.now() - Math.max(member.vetoedAt(), member.disturbedUntil()) > time;
	}

}

package io.github.leaderkit.simulation;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipEvent.Demoted;

/**
 * I6: guarded work is let in by a leader only; who leaves by its own will lets it end
 * first, and has told its listeners before another leads; and who lost its leadership
 * does not lead again beside work of it; all of that as long as the drain timeout allows,
 * which is counted from when that same leadership was given up, or lost if it was not.
 */
final class DrainBeforeHandover implements Invariant {

	static final String NAME = "I6 drain";

	private static final Set<DemotionReason> OWN_WILL = EnumSet.of(DemotionReason.RESIGNED, DemotionReason.STOPPED,
			DemotionReason.INELIGIBLE, DemotionReason.TENURE);

	private final Map<Member, Long> seen = new HashMap<>();

	/** By process and term, when a leadership was given up, or lost if it was not. */
	private final Map<Member, Map<Long, Long>> overSince = new HashMap<>();

	@Override
	public void entered(Simulation run, Member member, Work work) {
		if (member.node().term() != work.term()) {
			run.violated(NAME, "%s let work in under term %d, but leads term %d", member, work.term(),
					member.node().term());
		}
	}

	@Override
	public void told(Simulation run, Member member, LeadershipEvent event) {
		if (!(event instanceof Demoted demoted) || !OWN_WILL.contains(demoted.reason())) {
			return;
		}
		long givenUpAt = member.givenUpAt(demoted.term(), run.now());
		if (run.now() - givenUpAt > Simulation.SHORTEST_DRAIN) {
			return;
		}
		if (member.work().stream().anyMatch((work) -> work.term() == demoted.term())) {
			run.violated(NAME, "%s gave term %d up while work was inside", member, demoted.term());
		}
		boolean calm = Math.max(member.disturbedUntil(), run.disturbedUntil()) < givenUpAt;
		for (Member other : run.members()) {
			if (calm && other != member && other.leading() > demoted.term()) {
				run.violated(NAME, "%s leads before %s is told that term %d ended", other, member, demoted.term());
			}
		}
	}

	/**
	 * Who cannot be asked whether it leads has not lost its leadership for that.
	 */
	@Override
	public void looked(Simulation run) {
		for (Member member : run.members()) {
			if (!member.isAwake()) {
				continue;
			}
			long draining = member.node().drainedTerm();
			if (draining != 0) {
				member.givesUp(draining, run.now());
			}
			long leading = member.leading();
			Long before = this.seen.put(member, leading);
			Map<Long, Long> over = this.overSince.computeIfAbsent(member, (key) -> new HashMap<>());
			if (before != null && before != 0 && before != leading) {
				member.givesUp(before, run.now());
				over.put(before, member.givenUpAt(before, run.now()));
			}
			if (leading != 0 && member.work().stream().anyMatch((work) -> isTooEarly(run, work, leading, over))) {
				run.violated(NAME, "%s leads term %d while work of an earlier term is inside", member, leading);
			}
		}
	}

	private static boolean isTooEarly(Simulation run, Work work, long leading, Map<Long, Long> over) {
		return work.term() != leading
				&& run.now() - over.getOrDefault(work.term(), run.now()) < Simulation.SHORTEST_DRAIN;
	}

}

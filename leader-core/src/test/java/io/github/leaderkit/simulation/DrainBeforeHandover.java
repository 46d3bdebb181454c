package io.github.leaderkit.simulation;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipEvent.Demoted;

/**
 * I6: guarded work is let in by a leader only; who leaves by its own will lets it end
 * first, and has told its listeners before another leads; and who lost its leadership
 * does not lead again beside work of it; all of that as long as the drain timeout allows.
 */
final class DrainBeforeHandover implements Invariant {

	static final String NAME = "I6 drain";

	private static final long MAX_DEFERRALS = Simulation.DRAIN.toNanos() / 10 * 9;

	private final Map<Member, Long> seen = new HashMap<>();

	private final Map<Member, Long> since = new HashMap<>();

	/**
	 * When the leader of a term first wished to give it up: its drain is counted from
	 * then.
	 */
	private final Map<Long, Long> givenUpAt = new HashMap<>();

	/** When each leadership was lost, or when its leader wished to give it up. */
	private final Map<Long, Long> lostAt = new HashMap<>();

	@Override
	public void entered(Simulation run, Member member, Work work) {
		if (member.node().term() != work.term()) {
			run.violated(NAME, "%s let work in under term %d, but leads term %d", member, work.term(),
					member.node().term());
		}
	}

	@Override
	public void told(Simulation run, Member member, LeadershipEvent event) {
		if (!(event instanceof Demoted demoted) || !isByOwnWill(demoted)
				|| run.now() - this.givenUpAt.getOrDefault(demoted.term(), member.leftAt()) > MAX_DEFERRALS) {
			return;
		}
		if (member.work().stream().anyMatch((work) -> work.term() == demoted.term())) {
			run.violated(NAME, "%s gave term %d up while work was inside", member, demoted.term());
		}
		boolean calm = Math.max(member.disturbedUntil(), run.disturbedUntil()) < member.leftAt();
		for (Member other : run.members()) {
			if (calm && other != member && other.leading() > demoted.term()) {
				run.violated(NAME, "%s leads before %s is told that term %d ended", other, member, demoted.term());
			}
		}
	}

	private boolean isTooEarly(Simulation run, Work work, long leading) {
		return work.term() != leading && run.now() - this.lostAt.getOrDefault(work.term(), run.now()) < MAX_DEFERRALS;
	}

	private static boolean isByOwnWill(Demoted demoted) {
		return demoted.reason() == DemotionReason.RESIGNED || demoted.reason() == DemotionReason.STOPPED
				|| demoted.reason() == DemotionReason.INELIGIBLE;
	}

	@Override
	public void looked(Simulation run) {
		for (Member member : run.members()) {
			long leading = member.leading();
			Long before = this.seen.put(member, leading);
			if (before != null && before != 0 && before != leading) {
				boolean leaves = member.leftAt() >= this.since.getOrDefault(member, 0L);
				this.lostAt.put(before, leaves ? member.leftAt() : run.now());
			}
			if (leading != 0 && !Objects.equals(before, leading)) {
				this.since.put(member, run.now());
			}
			if (leading != 0 && member.leftAt() >= this.since.getOrDefault(member, 0L)) {
				this.givenUpAt.putIfAbsent(leading, member.leftAt());
			}
			if (leading != 0 && member.work().stream().anyMatch((work) -> isTooEarly(run, work, leading))) {
				run.violated(NAME, "%s leads term %d while work of an earlier term is inside", member, leading);
			}
		}
	}

}

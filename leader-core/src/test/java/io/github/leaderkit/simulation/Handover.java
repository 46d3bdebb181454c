package io.github.leaderkit.simulation;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipEvent.Demoted;
import io.github.leaderkit.LeadershipEvent.Promoted;
import org.jspecify.annotations.Nullable;

/**
 * I8, of handovers: who leaves by its own will is replaced within 100 ms (if others are
 * unequal, by the time that they let others go first), and by another. Who did not stop
 * lets others go first for a second.
 */
final class Handover implements Invariant {

	static final String NAME = "I8 handover";

	private static final long SOON = 100_000_000;

	private static final long DEFERENCE = ElectionSettings.DEFERENCE_STEP.toNanos()
			* (ElectionSettings.MAXIMUM_RANK + 3);

	private static final long SETTLED = 3_000_000_000L;

	private static final long PAUSE = 900_000_000;

	private static final Set<FaultKind> CALM = EnumSet.of(FaultKind.RESIGN, FaultKind.STOP_AND_START, FaultKind.WORK,
			FaultKind.PAUSE, FaultKind.CRASH, FaultKind.SUSPEND, FaultKind.VETO);

	private static final Set<DemotionReason> OWN_WILL = EnumSet.of(DemotionReason.RESIGNED, DemotionReason.STOPPED,
			DemotionReason.INELIGIBLE, DemotionReason.TENURE);

	private @Nullable Member leaver;

	private int leaverStart;

	private final Map<Member, Long> resignedAt = new HashMap<>();

	private final Map<Member, Integer> resignedStart = new HashMap<>();

	private long leftAt;

	@Override
	public void told(Simulation run, Member member, LeadershipEvent event) {
		if (event instanceof Demoted demoted && demoted.reason() != DemotionReason.STOPPED
				&& OWN_WILL.contains(demoted.reason())) {
			this.resignedAt.put(member, releasedAt(run, member, demoted.term()));
			this.resignedStart.put(member, member.starts());
		}
		else if (event instanceof Promoted && run.now() - this.resignedAt.getOrDefault(member, -PAUSE) < PAUSE
				&& this.resignedStart.get(member) == member.starts()) {
			run.violated(NAME, "%s gave its leadership up and leads again at once", member);
		}
		if (event instanceof Demoted demoted && CALM.containsAll(run.cell().kinds()) && isSettled(run, member)
				&& member.work().isEmpty()) {
			this.leaver = OWN_WILL.contains(demoted.reason()) ? member : null;
			this.leftAt = run.now();
			this.leaverStart = member.starts();
		}
	}

	/**
	 * The second begins with the release, for which slow listeners are waited for no
	 * longer than the drain timeout.
	 */
	private static long releasedAt(Simulation run, Member member, long term) {
		return Math.min(run.now(), member.givenUpAt(term, run.now()) + Simulation.SHORTEST_DRAIN);
	}

	private boolean isSettled(Simulation run, Member leaver) {
		boolean others = false;
		for (Member member : run.members()) {
			if (member != leaver) {
				long free = Math.max(Math.max(member.leftAt(), member.admittedAt()), member.createdAt());
				boolean waits = run.now() - free < SETTLED
						|| run.now() - this.resignedAt.getOrDefault(member, -SETTLED) < SETTLED;
				boolean well = member.isAwake() && run.now() - member.disturbedUntil() > SETTLED;
				if (!well || !member.work().isEmpty()) {
					return false;
				}
				others |= !waits && !member.isStopped() && member.mayLead();
			}
		}
		return others;
	}

	@Override
	public void looked(Simulation run) {
		Member leader = run.members().stream().filter((member) -> member.leading() != 0).findFirst().orElse(null);
		Member left = this.leaver;
		boolean startedAgain = left != null && left.starts() != this.leaverStart;
		if (startedAgain || (left != null && leader != null && leader != left)) {
			this.leaver = null;
		}
		else if (left != null && run.now() - this.leftAt > (run.cell().unequal() ? SOON + DEFERENCE : SOON)) {
			this.leaver = null;
			if (isSettled(run, left)) {
				run.violated(NAME, "nobody follows %s", left);
			}
		}
	}

}

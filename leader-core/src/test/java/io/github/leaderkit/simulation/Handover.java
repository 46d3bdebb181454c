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

	private final Map<Member, Resignation> resignations = new HashMap<>();

	private long leftAt;

	@Override
	public void told(Simulation run, Member member, LeadershipEvent event) {
		if (event instanceof Demoted demoted && demoted.reason() != DemotionReason.STOPPED
				&& OWN_WILL.contains(demoted.reason())) {
			this.resignations.put(member, Resignation.from(run, member, demoted.term()));
		}
		else if (event instanceof Promoted && letsOthersGoFirst(run, member, PAUSE)) {
			run.violated(NAME, "%s gave its leadership up and leads again at once", member);
		}
		if (event instanceof Demoted demoted && CALM.containsAll(run.cell().kinds()) && isSettled(run, member)
				&& member.work().isEmpty()) {
			boolean startedAgain = member.startedAt() > member.givenUpAt(demoted.term(), run.now());
			this.leaver = (OWN_WILL.contains(demoted.reason()) && !startedAgain) ? member : null;
			this.leftAt = run.now();
			this.leaverStart = member.starts();
		}
	}

	/**
	 * Whether it has resigned less than that long ago. A start ends it.
	 */
	private boolean letsOthersGoFirst(Simulation run, Member member, long nanos) {
		Resignation resignation = this.resignations.get(member);
		return resignation != null && run.now() - resignation.releasedAt() < nanos
				&& member.startedAt() <= resignation.begunAt();
	}

	private boolean isSettled(Simulation run, Member leaver) {
		boolean others = false;
		for (Member member : run.members()) {
			if (member != leaver) {
				long free = Math.max(Math.max(member.leftAt(), member.admittedAt()), member.createdAt());
				boolean waits = run.now() - free < SETTLED || letsOthersGoFirst(run, member, SETTLED);
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

	/**
	 * How a leadership ended that was given up, but for a stop.
	 *
	 * @param begunAt when it began to end
	 * @param releasedAt when the lease was released, at the latest: slow listeners are
	 * waited for no longer than the drain timeout
	 */
	private record Resignation(long begunAt, long releasedAt) {

		static Resignation from(Simulation run, Member member, long term) {
			long begunAt = member.givenUpAt(term, run.now());
			return new Resignation(begunAt, Math.min(run.now(), begunAt + Simulation.SHORTEST_DRAIN));
		}

	}

}

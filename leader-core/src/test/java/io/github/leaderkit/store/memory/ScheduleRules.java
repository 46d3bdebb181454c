package io.github.leaderkit.store.memory;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.leaderkit.store.LeaseReply.Code;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseRequest.ChangeSchedules;
import io.github.leaderkit.store.ScheduleChange;
import io.github.leaderkit.store.ScheduleEntries;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link SimulatedRedis} does with the entries of schedules that is worse than
 * what the scripts do.
 */
public final class ScheduleRules {

	private static final char NO_FIRE = '-';

	private static final char CLAIMED = 'C';

	private static final char PASSED = 'P';

	/** A claim takes effect however late it comes. */
	public static final LeaseRules CLAIM_AT_ANY_TIME = new LeaseRules() {

		@Override
		LeaseDecision changeSchedules(@Nullable LeaseRecord record, ChangeSchedules request, long now) {
			return super.changeSchedules(record, with(request, request.owner(), 0, request.changes()), now);
		}

	};

	/** Whoever claims may, whoever leads. */
	public static final LeaseRules CLAIM_OF_ANY_TERM = new LeaseRules() {

		@Override
		LeaseDecision changeSchedules(@Nullable LeaseRecord record, ChangeSchedules request, long now) {
			return super.changeSchedules(record, with(request, "", request.notAfter(), request.changes()), now);
		}

	};

	/** An entry is written whatever was there. */
	public static final LeaseRules WITHOUT_COMPARISON = new LeaseRules() {

		@Override
		LeaseDecision changeSchedules(@Nullable LeaseRecord record, ChangeSchedules request, long now) {
			ScheduleEntries present = LeaseRecord.schedulesOf(record);
			List<ScheduleChange> forced = request.changes()
				.stream()
				.map((change) -> new ScheduleChange(change.name(), present.entry(change.name()), change.replacement(),
						change.notBefore()))
				.toList();
			return super.changeSchedules(record, with(request, request.owner(), request.notAfter(), forced), now);
		}

	};

	/** A leader keeps to itself what it has claimed. */
	public static final LeaseRules WATERMARK_IN_MEMORY = new LeaseRules() {

		@Override
		LeaseDecision acquire(@Nullable LeaseRecord record, LeaseRequest.Acquire request, long now, String run) {
			LeaseDecision decision = super.acquire(record, request, now, run);
			LeaseRecord granted = decision.record();
			if (granted == null || granted == record || decision.reply().code() != Code.GRANTED) {
				return decision;
			}
			ScheduleEntries known = granted.schedules();
			return new LeaseDecision(decision.reply(),
					granted.withSchedules(new ScheduleEntries(known.revision(), known.doubt(), Map.of())));
		}

	};

	/** A claim is written when its run has ended. */
	public static final LeaseRules CLAIM_AFTER_RUN = new LeaseRules() {

		@Override
		LeaseDecision changeSchedules(@Nullable LeaseRecord record, ChangeSchedules request, long now) {
			if (request.changes().isEmpty()) {
				return super.changeSchedules(record, request, now);
			}
			ScheduleChange change = request.changes().get(0);
			LeaseDecision decision = super.changeSchedules(record, request, now);
			if (state(change.replacement()) == CLAIMED && decision.reply().code() == Code.CHANGED) {
				return new LeaseDecision(decision.reply(), record);
			}
			boolean ends = "DF".indexOf(state(change.replacement())) >= 0;
			return (ends && record != null)
					? super.changeSchedules(record,
							with(request, "", 0, List.of(new ScheduleChange(change.name(),
									record.schedules().entry(change.name()), change.replacement(), 0))),
							now)
					: decision;
		}

	};

	/** Nobody counts the changes of entries. */
	public static final LeaseRules WITHOUT_REVISION = new LeaseRules() {

		@Override
		LeaseDecision changeSchedules(@Nullable LeaseRecord record, ChangeSchedules request, long now) {
			LeaseDecision decision = super.changeSchedules(record, request, now);
			LeaseRecord changed = decision.record();
			if (changed == null) {
				return decision;
			}
			ScheduleEntries seen = decision.reply().schedules();
			ScheduleEntries written = changed.schedules();
			return new LeaseDecision(
					decision.reply().withSchedules(new ScheduleEntries(0, seen.doubt(), seen.entries())),
					changed.withSchedules(new ScheduleEntries(0, written.doubt(), written.entries())));
		}

	};

	/** A quarantine says nothing of fires that may have been claimed. */
	public static final LeaseRules WITHOUT_DOUBT = new LeaseRules() {

		@Override
		LeaseDecision acquire(@Nullable LeaseRecord record, LeaseRequest.Acquire request, long now, String run) {
			LeaseDecision decision = super.acquire(record, request, now, run);
			LeaseRecord after = decision.record();
			return (after != null)
					? new LeaseDecision(decision.reply(),
							after.withSchedules(
									new ScheduleEntries(after.schedules().revision(), 0, after.schedules().entries())))
					: decision;
		}

	};

	/** A schedule is written when it is first claimed. */
	public static final LeaseRules WITHOUT_ENROLMENT = new LeaseRules() {

		@Override
		LeaseDecision changeSchedules(@Nullable LeaseRecord record, ChangeSchedules request, long now) {
			if (record == null) {
				return super.changeSchedules(null, request, now);
			}
			Map<String, String> believed = new LinkedHashMap<>(record.schedules().entries());
			for (ScheduleChange change : request.changes()) {
				if (state(change.expected()) == NO_FIRE) {
					believed.putIfAbsent(change.name(), change.expected());
				}
			}
			LeaseDecision decision = super.changeSchedules(record.withSchedules(with(record, believed)), request, now);
			LeaseRecord changed = decision.record();
			if (changed == null) {
				return decision;
			}
			Map<String, String> kept = new LinkedHashMap<>(changed.schedules().entries());
			kept.values().removeIf((entry) -> state(entry) == NO_FIRE);
			return new LeaseDecision(decision.reply(), changed.withSchedules(with(changed, kept)));
		}

	};

	/** Only who has the lease may say that a run has ended. */
	public static final LeaseRules END_BY_LEASE = new LeaseRules() {

		@Override
		LeaseDecision changeSchedules(@Nullable LeaseRecord record, ChangeSchedules request, long now) {
			if (request.changes().isEmpty()) {
				return super.changeSchedules(record, request, now);
			}
			ScheduleChange change = request.changes().get(0);
			boolean ends = "DF".indexOf(state(change.replacement())) >= 0 && request.owner().isEmpty();
			boolean held = record != null && record.isLed() && record.expiry() > now
					&& change.replacement().contains("|" + record.term() + "|");
			return (ends && record != null && !held) ? new LeaseDecision(record.reply(Code.LOST, now, Map.of()), record)
					: super.changeSchedules(record, request, now);
		}

	};

	/** What is given up is reported without being written. */
	public static final LeaseRules PASS_NOT_WRITTEN = new LeaseRules() {

		@Override
		LeaseDecision changeSchedules(@Nullable LeaseRecord record, ChangeSchedules request, long now) {
			LeaseDecision decision = super.changeSchedules(record, request, now);
			return (request.restored() == 0 && state(request.changes().get(0).replacement()) == PASSED
					&& decision.reply().code() == Code.CHANGED) ? new LeaseDecision(decision.reply(), record)
							: decision;
		}

	};

	private ScheduleRules() {
	}

	/**
	 * The state of the last fire of an entry.
	 */
	private static char state(String entry) {
		return entry.isEmpty() ? ' ' : entry.split("\\|", 4)[2].charAt(0);
	}

	private static ChangeSchedules with(ChangeSchedules request, String owner, long notAfter,
			List<ScheduleChange> changes) {
		return new ChangeSchedules(request.key(), owner, owner.isEmpty() ? 0 : request.term(), notAfter,
				request.restored(), changes);
	}

	private static ScheduleEntries with(LeaseRecord record, Map<String, String> entries) {
		return new ScheduleEntries(record.schedules().revision(), record.schedules().doubt(), entries);
	}

}

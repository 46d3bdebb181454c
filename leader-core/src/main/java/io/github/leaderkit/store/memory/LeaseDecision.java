package io.github.leaderkit.store.memory;

import java.util.LinkedHashMap;
import java.util.Map;

import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseReply.Code;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.ScheduleChange;
import io.github.leaderkit.store.ScheduleEntries;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a request: the reply, and the record from then on. The rules are those
 * of the scripts for Redis, in the same order.
 *
 * @param reply the reply
 * @param record the record, or {@code null} if there is none
 */
record LeaseDecision(LeaseReply reply, @Nullable LeaseRecord record) {

	/**
	 * Whole numbers are exact below, in Redis.
	 */
	static final long TERM_LIMIT = 1L << 53;

	/**
	 * The run of a record that was renewed by a leader that knew another run of the
	 * store.
	 */
	private static final String NO_RUN = "~";

	static LeaseReply peek(@Nullable LeaseRecord record, long now) {
		if (record == null) {
			return nothing(Code.HELD, now);
		}
		return record.reply(Code.HELD, record.remaining(now), now);
	}

	static LeaseDecision acquire(@Nullable LeaseRecord record, LeaseRequest.Acquire request, long now, String runId) {
		if (request.notAfter() > 0 && now > request.notAfter()) {
			return new LeaseDecision(nothing(Code.LATE, now), record);
		}
		if (record == null) {
			boolean remembered = request.minTerm() > 0 || request.strict();
			return remembered ? quarantine(null, request, now, runId) : grant(null, request, now, runId);
		}
		Long attempt = record.attemptOf(request.instance());
		if (attempt != null && attempt == request.attempt() && record.expiry() > now) {
			return new LeaseDecision(record.reply(Code.GRANTED, record.expiry() - now, now), record);
		}
		boolean ownOlder = attempt != null && attempt < request.attempt();
		if (record.isReleased() || ownOlder) {
			return grantIfTrusted(record, request, now, runId);
		}
		LeaseRecord seen = record.until(term(record, request), expiry(record, request, now));
		long free = seen.isNobodys() ? seen.expiry() : seen.expiry() + request.takeoverDelay();
		if (free > now) {
			return new LeaseDecision(seen.reply(Code.HELD, free - now, now), seen);
		}
		if (request.strict() && !request.earned().equals(seen.signature())) {
			return new LeaseDecision(seen.reply(Code.HELD, 0, now), seen);
		}
		return grantIfTrusted(seen, request, now, runId);
	}

	static LeaseDecision renew(@Nullable LeaseRecord record, LeaseRequest.Renew request, long now, String runId) {
		if (request.notAfter() > 0 && now > request.notAfter()) {
			return new LeaseDecision(nothing(Code.LATE, now), record);
		}
		Code code = Code.READOPTED;
		if (record != null) {
			boolean older = record.term() < request.term() && (record.isReleased() || record.expiry() <= now);
			boolean nobodys = record.isNobodys() && record.term() <= request.term();
			if (record.owner().equals(request.owner()) && record.term() <= request.term()) {
				code = Code.RENEWED;
			}
			else if (!nobodys && !older) {
				return new LeaseDecision(record.reply(Code.LOST, record.remaining(now), now), record);
			}
		}
		boolean otherRun = !runId.isEmpty() && !runId.equals(request.runId());
		LeaseRecord renewed = new LeaseRecord(request.owner(), request.term(), now + request.ttl(), request.ttl(),
				otherRun ? NO_RUN : request.runId(), request.info(), LeaseRecord.schedulesOf(record));
		return new LeaseDecision(renewed.reply(code, request.ttl(), now), renewed);
	}

	static LeaseReply readSchedules(@Nullable LeaseRecord record, long now) {
		return (record != null) ? record.reply(Code.HELD, now, record.schedules().entries()) : nothing(Code.HELD, now);
	}

	static LeaseDecision changeSchedules(@Nullable LeaseRecord record, LeaseRequest.ChangeSchedules request, long now) {
		if (request.notAfter() > 0 && now > request.notAfter()) {
			return new LeaseDecision(nothing(Code.LATE, now), record);
		}
		if (record == null) {
			return new LeaseDecision(nothing(Code.LOST, now), null);
		}
		boolean held = record.owner().equals(request.owner()) && record.term() == request.term()
				&& record.expiry() > now;
		if (!request.owner().isEmpty() && !held) {
			return new LeaseDecision(record.reply(Code.LOST, now, Map.of()), record);
		}
		Map<String, String> all = new LinkedHashMap<>(record.schedules().entries());
		Map<String, String> seen = new LinkedHashMap<>();
		boolean changed = request.restored() > 0;
		for (ScheduleChange change : request.changes()) {
			String entry = all.getOrDefault(change.name(), "");
			if (entry.equals(change.expected()) && now >= change.notBefore()) {
				entry = change.written(now);
				all.put(change.name(), entry);
				changed = true;
			}
			seen.put(change.name(), entry);
		}
		long revision = record.schedules().revision();
		long doubt = (request.restored() > 0) ? 0 : record.schedules().doubt();
		LeaseRecord after = record.withSchedules(
				new ScheduleEntries(changed ? Math.max(revision, request.restored()) + 1 : revision, doubt, all));
		return new LeaseDecision(after.reply(Code.CHANGED, now, seen), after);
	}

	private static long expiry(LeaseRecord record, LeaseRequest.Acquire request, long now) {
		long expiry = Math.min(record.expiry(), now + record.ttl());
		return request.rebase() ? Math.max(expiry, now + record.ttl()) : expiry;
	}

	private static long term(LeaseRecord record, LeaseRequest.Acquire request) {
		return record.isNobodys() ? Math.max(record.term(), request.minTerm()) : record.term();
	}

	private static LeaseDecision grantIfTrusted(LeaseRecord record, LeaseRequest.Acquire request, long now,
			String runId) {
		boolean wentBack = record.term() < request.minTerm()
				|| (record.term() == request.minTerm() && record.isLed() && record.expiry() < request.minExpiry());
		boolean otherRun = !runId.isEmpty() && !record.runId().isEmpty() && !record.runId().equals(runId);
		return (wentBack || otherRun) ? quarantine(record, request, now, runId) : grant(record, request, now, runId);
	}

	private static LeaseDecision quarantine(@Nullable LeaseRecord record, LeaseRequest.Acquire request, long now,
			String runId) {
		long hold = Math.max(request.hold(), (record != null) ? record.hold() : 0);
		long term = Math.max((record != null) ? record.term() : 0, request.minTerm());
		ScheduleEntries known = LeaseRecord.schedulesOf(record);
		LeaseRecord quarantine = new LeaseRecord("~" + request.owner(), term, now + hold, hold, runId, "",
				new ScheduleEntries(known.revision(), now, known.entries()));
		return new LeaseDecision(quarantine.reply(Code.HELD, hold, now), quarantine);
	}

	private static LeaseDecision grant(@Nullable LeaseRecord record, LeaseRequest.Acquire request, long now,
			String runId) {
		long last = Math.max((record != null) ? record.term() : 0, request.minTerm());
		long term = Math.max(last + 1, now);
		if (term >= TERM_LIMIT) {
			return new LeaseDecision(nothing(Code.FOREIGN, now), record);
		}
		LeaseRecord granted = new LeaseRecord(request.owner(), term, now + request.ttl(), request.ttl(), runId,
				request.info(), LeaseRecord.schedulesOf(record));
		return new LeaseDecision(granted.reply(Code.GRANTED, request.ttl(), now), granted);
	}

	private static LeaseReply nothing(Code code, long now) {
		return new LeaseReply(code, 0, 0, "", now, 0, 0, "");
	}

}

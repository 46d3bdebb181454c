package io.github.leaderkit.engine.decision;

import java.time.Instant;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.LeaderInfo;
import io.github.leaderkit.store.LeaseRequest;

/**
 * Makes the requests of an election out of what it knows.
 */
final class LeaseRequestFactory {

	private LeaseRequestFactory() {
	}

	static LeaseRequest peek(TransitionDraft draft) {
		return new LeaseRequest.Peek(draft.settings.key());
	}

	static LeaseRequest acquire(TransitionDraft draft, ServerClock clock) {
		KnownRecord known = draft.known;
		long ttl = draft.timing.ttlMillis();
		boolean strict = draft.settings.safety() == ElectionSettings.Safety.STRICT || known.watched().doubtful();
		boolean earned = strict && draft.now.reached(known.earnedAt(ttl));
		return new LeaseRequest.Acquire(draft.settings.key(), draft.instance, draft.attempt, ttl,
				notAfter(draft, clock), known.term(), known.expiry(), known.rebase(), strict,
				earned ? known.watched().signature() : "", known.holdMillis(ttl), draft.timing.takeoverDelayMillis(),
				LeaderInfoFormat.format(self(draft, draft.now.wallMillis(), 0)));
	}

	static LeaseRequest renew(TransitionDraft draft, Phase.HeldLease held) {
		ServerClock clock = draft.known.clock();
		long notAfter = (clock != null) ? notAfter(draft, clock) : 0;
		String runId = (clock != null) ? clock.runId() : "";
		return new LeaseRequest.Renew(draft.settings.key(), held.owner(), held.term(), draft.timing.ttlMillis(),
				notAfter, runId, LeaderInfoFormat.format(self(draft, held.sinceMillis(), held.term())));
	}

	private static long notAfter(TransitionDraft draft, ServerClock clock) {
		return clock.notAfter(draft.now.nanos(), draft.timing.command(), draft.known.margin(draft.timing));
	}

	static LeaseRequest release(TransitionDraft draft, String owner) {
		return new LeaseRequest.Release(draft.settings.key(), owner, draft.timing.retentionMillis());
	}

	/**
	 * What this process says of itself as the leader.
	 */
	static LeaderInfo self(TransitionDraft draft, long sinceMillis, long term) {
		return LeaderInfo.ofThisProcess(draft.settings.instance(), draft.settings.application(),
				Instant.ofEpochMilli(sinceMillis), term);
	}

}

package io.github.leaderkit.engine.decision;

import java.time.Instant;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.LeaderInfo;
import io.github.leaderkit.store.LeaseRequest;

/**
 * Makes the calls of one election out of what it knows.
 */
final class LeaseRequestFactory {

	private final ElectionSettings settings;

	private final Timing timing;

	LeaseRequestFactory(ElectionSettings settings, Timing timing) {
		this.settings = settings;
		this.timing = timing;
	}

	LeaseRequest peek() {
		return new LeaseRequest.Peek(this.settings.key());
	}

	LeaseRequest acquire(TransitionDraft draft, ServerClock clock) {
		KnownRecord known = draft.known;
		boolean strict = this.settings.safety() == ElectionSettings.Safety.STRICT || known.watched().doubtful();
		boolean earned = strict && draft.now.reached(known.earnedAt(this.timing.ttlMillis()));
		return new LeaseRequest.Acquire(this.settings.key(), draft.instance, draft.attempt, this.timing.ttlMillis(),
				notAfter(draft, clock), known.term(), known.expiry(), known.rebase(), strict,
				earned ? known.watched().signature() : "", known.holdMillis(this.timing.ttlMillis()),
				this.timing.takeoverDelayMillis(), LeaderInfoFormat.format(self(draft.now.wallMillis(), 0)));
	}

	LeaseRequest renew(TransitionDraft draft, Phase.HeldLease held) {
		ServerClock clock = draft.known.clock();
		long notAfter = (clock != null) ? notAfter(draft, clock) : 0;
		return new LeaseRequest.Renew(this.settings.key(), held.owner(), held.term(), this.timing.ttlMillis(), notAfter,
				LeaderInfoFormat.format(self(held.sinceMillis(), held.term())));
	}

	private long notAfter(TransitionDraft draft, ServerClock clock) {
		return clock.notAfter(draft.now.nanos(), this.timing.command(), draft.known.margin(this.timing));
	}

	LeaseRequest release(String owner) {
		return new LeaseRequest.Release(this.settings.key(), owner, this.timing.retentionMillis());
	}

	LeaderInfo self(long sinceMillis, long term) {
		return LeaderInfo.ofThisProcess(this.settings.instance(), this.settings.application(),
				Instant.ofEpochMilli(sinceMillis), term);
	}

}

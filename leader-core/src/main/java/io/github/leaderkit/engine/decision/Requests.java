package io.github.leaderkit.engine.decision;

import java.time.Instant;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.LeaderInfo;
import io.github.leaderkit.store.LeaseRequest;

/**
 * Makes the calls of one election out of what it knows.
 */
final class Requests {

	private final ElectionSettings settings;

	private final Timing timing;

	Requests(ElectionSettings settings, Timing timing) {
		this.settings = settings;
		this.timing = timing;
	}

	LeaseRequest peek() {
		return new LeaseRequest.Peek(this.settings.key());
	}

	LeaseRequest acquire(Turn t, ServerClock clock) {
		Memory memory = t.memory;
		boolean strict = this.settings.safety() == ElectionSettings.Safety.STRICT || memory.watched().doubtful();
		boolean earned = strict && t.now.reached(memory.earnedAt(this.timing.ttlMillis()));
		return new LeaseRequest.Acquire(this.settings.key(), t.instance, t.attempt, this.timing.ttlMillis(),
				notAfter(t, clock), memory.term(), memory.expiry(), memory.rebase(), strict,
				earned ? memory.watched().signature() : "", memory.holdMillis(this.timing.ttlMillis()),
				this.timing.takeoverDelayMillis(), LeaderInfoFormat.format(self(t.now.wallMillis(), 0)));
	}

	LeaseRequest renew(Turn t, Phase.Held held) {
		ServerClock clock = t.memory.clock();
		long notAfter = (clock != null) ? notAfter(t, clock) : 0;
		return new LeaseRequest.Renew(this.settings.key(), held.owner(), held.term(), this.timing.ttlMillis(), notAfter,
				LeaderInfoFormat.format(self(held.sinceMillis(), held.term())));
	}

	private long notAfter(Turn t, ServerClock clock) {
		return clock.notAfter(t.now.nanos(), this.timing.command(), t.memory.margin(this.timing));
	}

	LeaseRequest release(String owner) {
		return new LeaseRequest.Release(this.settings.key(), owner, this.timing.retentionMillis());
	}

	LeaderInfo self(long sinceMillis, long term) {
		return LeaderInfo.ofThisProcess(this.settings.instance(), this.settings.application(),
				Instant.ofEpochMilli(sinceMillis), term);
	}

}

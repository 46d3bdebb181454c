package io.github.leaderkit.engine;

import java.time.Instant;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.LeaderInfo;
import io.github.leaderkit.store.AcquireRequest;
import io.github.leaderkit.store.ReleaseRequest;
import io.github.leaderkit.store.RenewRequest;

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

	StoreCall peek() {
		return new StoreCall.Peek(this.settings.key());
	}

	StoreCall acquire(Turn t, ServerClock clock) {
		Memory memory = t.memory;
		boolean strict = this.settings.safety() == ElectionSettings.Safety.STRICT || memory.watched().doubtful();
		boolean earned = strict && t.now.reached(memory.earnedAt(this.timing.ttlMillis()));
		return new StoreCall.Acquire(new AcquireRequest(this.settings.key(), t.instance, t.attempt,
				this.timing.ttlMillis(), notAfter(t, clock), memory.term(), memory.expiry(), memory.rebase(), strict,
				earned ? memory.watched().signature() : "", memory.holdMillis(this.timing.ttlMillis()),
				this.timing.takeoverDelayMillis(), LeaderInfoFormat.format(self(t.now.wallMillis(), 0))));
	}

	StoreCall renew(Turn t, Phase.Held held) {
		ServerClock clock = t.memory.clock();
		long notAfter = (clock != null) ? notAfter(t, clock) : 0;
		return new StoreCall.Renew(new RenewRequest(this.settings.key(), held.owner(), held.term(),
				this.timing.ttlMillis(), notAfter, LeaderInfoFormat.format(self(held.sinceMillis(), held.term()))));
	}

	private long notAfter(Turn t, ServerClock clock) {
		return clock.notAfter(t.now.nanos(), this.timing.command(), t.memory.margin(this.timing));
	}

	StoreCall release(String owner) {
		return new StoreCall.Release(new ReleaseRequest(this.settings.key(), owner, this.timing.retentionMillis()));
	}

	LeaderInfo self(long sinceMillis, long term) {
		return LeaderInfo.ofThisProcess(this.settings.instance(), this.settings.application(),
				Instant.ofEpochMilli(sinceMillis), term);
	}

}

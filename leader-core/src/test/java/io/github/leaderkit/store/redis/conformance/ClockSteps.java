package io.github.leaderkit.store.redis.conformance;

import java.util.SplittableRandom;

/**
 * Sets the clock of the server forth and back, as far as that is promised to do no harm
 * in standard safety.
 */
final class ClockSteps {

	private static final long LONG_AGO = -1_000_000_000;

	private final ModelServer server;

	private final Candidates candidates;

	private final long ttl;

	private long lastForward = LONG_AGO;

	private long lastBack = LONG_AGO;

	private boolean farBack;

	ClockSteps(ModelServer server, Candidates candidates, long ttl) {
		this.server = server;
		this.candidates = candidates;
		this.ttl = ttl;
	}

	/**
	 * Sets the clock. Forward only once in a while, since two small steps are as bad as a
	 * large one; and after it was set back only if all have heard of that, or know the
	 * leader's lease and can tell.
	 */
	void step(SplittableRandom random, long now) {
		long size = random.nextLong(this.ttl * 4);
		if (random.nextInt(3) == 0) {
			this.server.step(-size);
			this.lastBack = now;
			this.farBack = size > this.ttl * 3 / 2;
			return;
		}
		boolean known = this.farBack && this.server.isLed() && this.candidates.remember(this.server.number("t"));
		if ((known || this.candidates.haveHeardSince(this.lastBack)) && now - this.lastForward > this.ttl * 2500) {
			this.server.step(size);
			this.lastForward = now;
		}
	}

	/**
	 * Whether all know of the last step.
	 */
	boolean areKnown() {
		return this.candidates.haveHeardSince(Math.max(this.lastBack, this.lastForward));
	}

}

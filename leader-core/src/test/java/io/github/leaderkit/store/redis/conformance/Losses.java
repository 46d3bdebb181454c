package io.github.leaderkit.store.redis.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import io.github.leaderkit.store.redis.conformance.ModelClient.Message;
import org.jspecify.annotations.Nullable;

/**
 * Loses the record or brings back an older one, as far as that is promised to do no harm.
 */
final class Losses {

	private final Faults faults;

	private final ModelServer server;

	private final Candidates candidates;

	private final List<Message> network;

	private final Oracle oracle;

	private final List<Map<String, String>> dumps = new ArrayList<>();

	Losses(Faults faults, ModelServer server, Candidates candidates, List<Message> network, Oracle oracle) {
		this.faults = faults;
		this.server = server;
		this.candidates = candidates;
		this.network = network;
		this.oracle = oracle;
	}

	@Nullable Command lose(SplittableRandom random) {
		int choice = random.nextInt(10);
		if (choice < 3) {
			if (!this.server.isLed() || random.nextInt(3) == 0) {
				this.dumps.add(this.server.record());
			}
			return null;
		}
		if (choice < 4) {
			this.server.restart();
			return null;
		}
		if (choice < 8 && !this.dumps.isEmpty()) {
			Map<String, String> dump = this.dumps.get(random.nextInt(this.dumps.size()));
			return (choice < 7) ? restore(dump) : putBack(dump);
		}
		return forget();
	}

	/**
	 * The server is started anew with an older record.
	 */
	private @Nullable Command restore(Map<String, String> dump) {
		boolean tellsTtl = this.candidates.longestTtl() <= Long.parseLong(dump.get("l"));
		boolean allWait = this.candidates.waitForTheLongestTtl();
		if (!allWait && !tellsTtl) {
			return null;
		}
		this.server.restart();
		this.oracle.returned();
		return allWait ? this.server.put(dump) : this.server.putForNewcomers(dump);
	}

	/**
	 * An older record comes back and the server is the same: only memory can tell.
	 */
	private @Nullable Command putBack(Map<String, String> dump) {
		long term = this.server.number("t");
		long expiry = this.server.number("x");
		boolean known = this.candidates.remember(term, expiry) && this.candidates.waitForTheLongestTtl();
		if (this.faults.isStrict() || dump.get("o").startsWith("~") || !known) {
			return null;
		}
		dropForgetful(term, expiry);
		this.oracle.returned();
		return this.server.put(dump);
	}

	/**
	 * The record is lost.
	 */
	private @Nullable Command forget() {
		boolean known = this.candidates.remember(1) && this.candidates.waitForTheLongestTtl();
		if (!this.faults.isStrict() && !known) {
			return null;
		}
		dropForgetful(1, 0);
		this.oracle.lost();
		return this.server.put(ModelServer.NOTHING);
	}

	/**
	 * Loses the calls on their way that remember less.
	 */
	private void dropForgetful(long term, long expiry) {
		long hold = this.candidates.longestTtl() * 7 / 6;
		this.network.removeIf(
				(message) -> message.command() instanceof Command.Acquire acquire && (acquire.request().minTerm() < term
						|| acquire.request().minExpiry() < expiry || acquire.request().hold() < hold));
	}

}

package io.github.leaderkit.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.leaderkit.LeaderElection.Registration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The vetoes against this instance in one election: while there is any, it does not lead.
 */
final class Vetoes {

	private static final Logger logger = LoggerFactory.getLogger(Vetoes.class);

	private final String election;

	private final OnChange onChange;

	private final List<String> reasons = new ArrayList<>(0);

	/**
	 * Creates a collection without vetoes.
	 * @param election the name of the election, for the log
	 * @param onChange called in order; must not block
	 */
	Vetoes(String election, OnChange onChange) {
		this.election = election;
		this.onChange = onChange;
	}

	Registration add(String reason) {
		synchronized (this.reasons) {
			this.reasons.add(reason);
			logger.info("Election '{}': this instance may not lead: {}", this.election, reason);
			this.onChange.mayLead(false);
		}
		AtomicBoolean lifted = new AtomicBoolean();
		return () -> {
			if (lifted.compareAndSet(false, true)) {
				lift(reason);
			}
		};
	}

	List<String> reasons() {
		synchronized (this.reasons) {
			return List.copyOf(this.reasons);
		}
	}

	private void lift(String reason) {
		synchronized (this.reasons) {
			this.reasons.remove(reason);
			if (this.reasons.isEmpty()) {
				logger.info("Election '{}': nothing keeps this instance from leading any more", this.election);
				this.onChange.mayLead(true);
			}
		}
	}

	/**
	 * Called with each veto, and when the last one is lifted.
	 */
	@FunctionalInterface
	interface OnChange {

		void mayLead(boolean mayLead);

	}

}

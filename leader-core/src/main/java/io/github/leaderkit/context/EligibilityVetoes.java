package io.github.leaderkit.context;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElection.Registration;
import io.github.leaderkit.LeaderEligibility;
import io.github.leaderkit.engine.ElectionEngine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this instance from leading the elections that a {@link LeaderEligibility} objects
 * to, for as long as it does. If there is none, nothing is asked and nothing runs.
 */
public final class EligibilityVetoes {

	private static final Logger logger = LoggerFactory.getLogger(EligibilityVetoes.class);

	private static final Duration PERIOD = Duration.ofSeconds(1);

	private final ElectionEngine engine;

	private final Supplier<Map<String, LeaderEligibility>> supplier;

	/** Held while users are asked, so that only one thread does. */
	private final Object asking = new Object();

	private final Map<LeaderElection, Registration> vetoes = new HashMap<>();

	private final Set<String> failing = new HashSet<>();

	private @Nullable Map<String, LeaderEligibility> eligibilities;

	private final Object lock = new Object();

	private boolean begun;

	private @Nullable Registration regularly;

	/**
	 * Creates the vetoes.
	 * @param engine runs the elections
	 * @param eligibilities says whether this instance may lead, by name; got when they
	 * are asked for the first time
	 */
	public EligibilityVetoes(ElectionEngine engine, Supplier<Map<String, LeaderEligibility>> eligibilities) {
		this.engine = engine;
		this.supplier = eligibilities;
	}

	/**
	 * Asks all, and goes on to ask until {@link #end()}. Does nothing if it has begun.
	 */
	void begin() {
		synchronized (this.lock) {
			if (this.begun) {
				return;
			}
			this.begun = true;
		}
		boolean any = ask();
		synchronized (this.lock) {
			if (this.begun && any && this.regularly == null) {
				this.regularly = this.engine.regularly(PERIOD, this::ask);
			}
		}
	}

	/**
	 * Asks no more. What they have said stands, and an answer that comes late makes no
	 * difference to elections that stop already.
	 */
	void end() {
		synchronized (this.lock) {
			this.begun = false;
			if (this.regularly != null) {
				this.regularly.close();
				this.regularly = null;
			}
		}
	}

	private boolean ask() {
		synchronized (this.asking) {
			if (this.eligibilities == null) {
				this.eligibilities = this.supplier.get();
			}
			if (this.eligibilities.isEmpty()) {
				return false;
			}
			Collection<LeaderElection> elections = this.engine.all();
			this.vetoes.keySet().retainAll(elections);
			for (LeaderElection election : elections) {
				follow(election, objecting(this.eligibilities, election.name()));
			}
			return true;
		}
	}

	private @Nullable String objecting(Map<String, LeaderEligibility> all, String election) {
		String objecting = null;
		for (Map.Entry<String, LeaderEligibility> one : all.entrySet()) {
			if (!mayLead(one.getKey(), one.getValue(), election) && objecting == null) {
				objecting = one.getKey();
			}
		}
		return objecting;
	}

	private boolean mayLead(String name, LeaderEligibility eligibility, String election) {
		String question = name + " " + election;
		try {
			boolean mayLead = eligibility.mayLead(election);
			this.failing.remove(question);
			return mayLead;
		}
		catch (Throwable ex) {
			if (this.failing.add(question)) {
				logger.error("'{}' failed to decide whether this instance may lead the election '{}', so it may "
						+ "not lead", name, election, ex);
			}
			return false;
		}
	}

	private void follow(LeaderElection election, @Nullable String objecting) {
		Registration veto = this.vetoes.get(election);
		if (objecting == null && veto != null) {
			this.vetoes.remove(election);
			veto.close();
		}
		else if (objecting != null && veto == null) {
			this.vetoes.put(election, election.veto("'" + objecting + "' objects"));
		}
	}

}

package io.github.leaderkit.autoconfigure;

import java.util.Collection;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import io.github.leaderkit.DurationText;
import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.engine.ElectionEngine;
import io.github.leaderkit.engine.report.ElectionObserver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Logs which elections there are and what this instance does in each: a line for every
 * election at the start and for every one that is created later. Of many elections it
 * logs how many do what.
 */
final class ElectionsAtStart implements SmartInitializingSingleton, ElectionObserver {

	static final int MOST_LINES = 10;

	private static final Logger logger = LoggerFactory.getLogger(ElectionsAtStart.class);

	private final ObjectProvider<ElectionEngine> engines;

	private final boolean enabled;

	private final boolean standalone;

	private final AtomicInteger existing = new AtomicInteger();

	private volatile boolean many;

	/**
	 * Creates the log.
	 * @param engines the engine that runs the elections; none if something else is in its
	 * place
	 * @param enabled whether elections may contend
	 * @param standalone whether leases are known to this process alone
	 */
	ElectionsAtStart(ObjectProvider<ElectionEngine> engines, boolean enabled, boolean standalone) {
		this.engines = engines;
		this.enabled = enabled;
		this.standalone = standalone;
	}

	@Override
	public void afterSingletonsInstantiated() {
		ElectionEngine engine = this.engines.getIfAvailable();
		if (engine == null) {
			logger.warn("Another object has replaced the bean LeaderElections, so the elections do not contend. "
					+ "For a mock of a test, that is right. Otherwise keep aspects and post-processors away "
					+ "from the bean");
			return;
		}
		Collection<LeaderElection> all = engine.all();
		if (all.size() > MOST_LINES) {
			this.many = true;
			logger.info("There are {} elections: {}. Each is logged at level DEBUG", all.size(), roles(all));
		}
		engine.addObserver(this);
	}

	private String roles(Collection<LeaderElection> elections) {
		return elections.stream()
			.collect(
					Collectors.groupingBy((election) -> role(election.settings()), TreeMap::new, Collectors.counting()))
			.entrySet()
			.stream()
			.map((role) -> role.getValue() + " " + role.getKey())
			.collect(Collectors.joining("; "));
	}

	@Override
	public void created(LeaderElection election) {
		if (this.existing.incrementAndGet() > MOST_LINES && !this.many) {
			this.many = true;
			logger.info("There are more than {} elections now. Each new one is logged at level DEBUG", MOST_LINES);
		}
		ElectionSettings settings = election.settings();
		logger.atLevel(this.many ? Level.DEBUG : Level.INFO)
			.log("Election '{}': {} (key '{}', instance {}, ttl {}, wait {})", election.name(), role(settings),
					settings.key(), settings.instance(), DurationText.of(settings.ttl()),
					DurationText.of(settings.waitTime()));
	}

	@Override
	public void closed(LeaderElection election) {
		this.existing.decrementAndGet();
	}

	private String role(ElectionSettings settings) {
		if (!this.enabled) {
			return "disabled, since leader.enabled is false";
		}
		if (!settings.enabled()) {
			return "disabled by its own settings";
		}
		if (!settings.autoStart()) {
			return "waiting for its start(), since auto-start is false";
		}
		String role = settings.candidate() ? "contending" : "only watching, since candidate is false";
		if (settings.candidate() && this.standalone) {
			role = "leading alone, since it is standalone";
		}
		return this.engines.stream().anyMatch(ElectionEngine::isRunning) ? role
				: role + ", once the application is ready";
	}

}

package io.github.leaderkit.autoconfigure.monitor;

import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.LeaderSchedules;
import io.github.leaderkit.ScheduleStatus;
import io.github.leaderkit.engine.ElectionEngine;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The monitor of the schedules of an engine, for whatever shows what it has seen. In a
 * child context, that is the monitor of the parent.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBean(value = ElectionEngine.class, search = SearchStrategy.CURRENT)
public class MonitoredSchedules {

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	ScheduleMonitor leaderScheduleMonitor(ObjectProvider<LeaderSchedules> schedules,
			ObjectProvider<ElectionEngine> engines) {
		return new ScheduleMonitor((election) -> lookUp(find(schedules, engines.getIfUnique()), election),
				(look) -> engines.getObject().regularly(ScheduleMonitor.PERIOD, look), InstantSource.system());
	}

	/**
	 * Observed when all singletons exist: elections depend on Redis, whose client may
	 * depend on the registries that show what is observed.
	 */
	@Bean
	SmartInitializingSingleton leaderScheduleMonitorRegistration(ScheduleMonitor monitor,
			ObjectProvider<ElectionEngine> engines) {
		return () -> engines.ifUnique((engine) -> engine.addObserver(monitor));
	}

	private static CompletionStage<List<ScheduleStatus>> lookUp(@Nullable LeaderSchedules schedules, String election) {
		return (schedules != null) ? schedules.lookUp(election) : CompletableFuture.completedStage(List.of());
	}

	/**
	 * The schedules of the elections of an application.
	 * @param schedules those that are a bean
	 * @param elections the elections
	 * @return the schedules, or {@code null} if elections of this kind have none
	 */
	public static @Nullable LeaderSchedules find(ObjectProvider<LeaderSchedules> schedules,
			@Nullable LeaderElections elections) {
		LeaderSchedules bean = schedules.getIfAvailable();
		return (bean != null) ? bean : (elections instanceof ElectionEngine engine) ? engine.schedules() : null;
	}

}

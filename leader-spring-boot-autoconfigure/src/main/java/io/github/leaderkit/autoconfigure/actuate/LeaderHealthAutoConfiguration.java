package io.github.leaderkit.autoconfigure.actuate;

import java.util.List;

import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.autoconfigure.LeaderAutoConfiguration;
import io.github.leaderkit.autoconfigure.monitor.MonitoredSchedules;
import io.github.leaderkit.autoconfigure.monitor.ScheduleMonitor;
import io.github.leaderkit.autoconfigure.monitor.SeenSchedule;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the health of leader election.
 */
@AutoConfiguration(after = LeaderAutoConfiguration.class)
@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnEnabledHealthIndicator("leader")
@ConditionalOnBean(LeaderElections.class)
@EnableConfigurationProperties(LeaderHealthProperties.class)
@Import(MonitoredSchedules.class)
public final class LeaderHealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = { "leaderHealthIndicator", "leaderHealthContributor" })
	LeaderHealthIndicator leaderHealthIndicator(LeaderElections elections, LeaderHealthProperties properties,
			ObjectProvider<ScheduleMonitor> monitors) {
		return new LeaderHealthIndicator(elections, properties, (election) -> seen(monitors.getIfUnique(), election));
	}

	private static List<SeenSchedule> seen(@Nullable ScheduleMonitor monitor, String election) {
		return (monitor != null) ? monitor.seen(election) : List.of();
	}

}

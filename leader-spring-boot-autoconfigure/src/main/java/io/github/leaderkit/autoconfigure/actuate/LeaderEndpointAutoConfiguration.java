package io.github.leaderkit.autoconfigure.actuate;

import java.time.InstantSource;

import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.LeaderSchedules;
import io.github.leaderkit.autoconfigure.LeaderAutoConfiguration;
import io.github.leaderkit.autoconfigure.monitor.GivenUpFires;
import io.github.leaderkit.autoconfigure.monitor.MonitoredSchedules;
import io.github.leaderkit.autoconfigure.monitor.ScheduleMonitor;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the actuator endpoint
 * {@code leader}.
 */
@AutoConfiguration(after = LeaderAutoConfiguration.class)
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnAvailableEndpoint(LeaderEndpoint.class)
@ConditionalOnBean(LeaderElections.class)
@EnableConfigurationProperties({ LeaderEndpointProperties.class, LeaderHealthProperties.class })
@Import(MonitoredSchedules.class)
public final class LeaderEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	LeaderEndpoint leaderElectionEndpoint(LeaderElections elections, LeaderEndpointProperties properties,
			LeaderHealthProperties health) {
		return new LeaderEndpoint(elections, properties.isAllowRevoke(), health.leaderlessLeases());
	}

	@Bean
	OperatedSchedules leaderOperatedSchedules(LeaderElections elections, ObjectProvider<LeaderSchedules> schedules,
			ObjectProvider<ScheduleMonitor> monitors) {
		return new OperatedSchedules(elections, () -> MonitoredSchedules.find(schedules, elections),
				(election, schedule) -> givenUp(monitors.getIfUnique(), election, schedule), InstantSource.system());
	}

	private static GivenUpFires givenUp(@Nullable ScheduleMonitor monitor, String election, String schedule) {
		return (monitor != null) ? monitor.givenUp(election, schedule) : GivenUpFires.NONE;
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(LeaderEndpoint.class)
	@ConditionalOnAvailableEndpoint(endpoint = LeaderEndpoint.class, exposure = EndpointExposure.WEB)
	LeaderEndpointWebExtension leaderEndpointWebExtension(LeaderEndpoint endpoint, OperatedSchedules schedules) {
		return new LeaderEndpointWebExtension(endpoint, schedules);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(LeaderEndpoint.class)
	@ConditionalOnAvailableEndpoint(endpoint = LeaderEndpoint.class, exposure = EndpointExposure.JMX)
	LeaderEndpointJmxExtension leaderEndpointJmxExtension(OperatedSchedules schedules) {
		return new LeaderEndpointJmxExtension(schedules);
	}

}

package io.github.leaderkit.autoconfigure.metrics;

import io.github.leaderkit.autoconfigure.LeaderAutoConfiguration;
import io.github.leaderkit.store.LeaseStore;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for metrics of leader election.
 */
@AutoConfiguration(after = LeaderAutoConfiguration.class)
@ConditionalOnClass(MeterBinder.class)
@ConditionalOnBean(name = "leaderLeaseStore")
public final class LeaderMetricsAutoConfiguration {

	@Bean
	LeaderMetrics leaderMetrics(LeaseStore leaderLeaseStore) {
		return new LeaderMetrics(leaderLeaseStore);
	}

}

package io.github.leaderkit.autoconfigure.metrics;

import java.time.InstantSource;
import java.util.List;

import io.github.leaderkit.autoconfigure.LeaderAutoConfiguration;
import io.github.leaderkit.autoconfigure.monitor.MonitoredSchedules;
import io.github.leaderkit.autoconfigure.monitor.ScheduleMonitor;
import io.github.leaderkit.engine.ElectionEngine;
import io.github.leaderkit.store.LeaseStore;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for metrics of leader election. Only
 * elections of an {@link ElectionEngine} have metrics.
 */
@AutoConfiguration(after = LeaderAutoConfiguration.class)
@ConditionalOnClass(MeterBinder.class)
@ConditionalOnBean(value = ElectionEngine.class, search = SearchStrategy.CURRENT)
@Import(MonitoredSchedules.class)
public final class LeaderMetricsAutoConfiguration {

	@Bean
	LeaderMetrics leaderElectionMetrics(ScheduleMonitor monitor) {
		return new LeaderMetrics(monitor::seen, InstantSource.system());
	}

	@Bean
	ObserverRegistration leaderElectionMetricsRegistration(ListableBeanFactory beanFactory, LeaderMetrics metrics) {
		return new ObserverRegistration(beanFactory, List.of(metrics));
	}

	@Bean
	ReplicaMetrics leaderElectionReplicaMetrics(ObjectProvider<LeaseStore> stores) {
		return new ReplicaMetrics(stores);
	}

}

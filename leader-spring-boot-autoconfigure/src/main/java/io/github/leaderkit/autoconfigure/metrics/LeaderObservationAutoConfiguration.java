package io.github.leaderkit.autoconfigure.metrics;

import java.util.List;

import io.github.leaderkit.autoconfigure.LeaderAutoConfiguration;
import io.github.leaderkit.engine.ElectionEngine;
import io.github.leaderkit.engine.report.ElectionObserver;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for observations of leader election.
 */
@AutoConfiguration(after = LeaderAutoConfiguration.class)
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBean(value = ElectionEngine.class, search = SearchStrategy.CURRENT)
public final class LeaderObservationAutoConfiguration {

	@Bean
	ObserverRegistration leaderElectionObservationRegistration(ListableBeanFactory beanFactory,
			ObjectProvider<ObservationRegistry> registries) {
		return new ObserverRegistration(beanFactory, observers(registries.getIfUnique(() -> ObservationRegistry.NOOP)));
	}

	@Bean
	ObservedFires leaderObservedFires(ObjectProvider<ObservationRegistry> registries) {
		return new ObservedFires(registries.getIfUnique(() -> ObservationRegistry.NOOP));
	}

	/**
	 * Whether a registry is in use cannot be asked now: its handlers may come later.
	 */
	private static List<ElectionObserver> observers(ObservationRegistry registry) {
		return (registry != ObservationRegistry.NOOP)
				? List.of(new LeadershipObservations(registry), new DrainObservations(registry)) : List.of();
	}

}

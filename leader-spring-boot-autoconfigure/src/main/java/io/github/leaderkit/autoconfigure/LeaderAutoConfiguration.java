package io.github.leaderkit.autoconfigure;

import java.time.Duration;
import java.util.Map;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.LeadershipListener;
import io.github.leaderkit.context.LeaderElectionsLifecycle;
import io.github.leaderkit.engine.ElectionEngine;
import io.github.leaderkit.guard.LeaderOnlyRegistrar;
import io.github.leaderkit.store.LeaseStore;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for leader election. Applies
 * {@link io.github.leaderkit.LeaderOnly} in every application, whichever
 * {@link LeaderElections} it has.
 */
@AutoConfiguration(after = DataRedisAutoConfiguration.class)
@EnableConfigurationProperties(LeaderProperties.class)
@Import({ LeaderOnlyRegistrar.class, LeaderElectionRegistrar.class })
public final class LeaderAutoConfiguration {

	@Bean
	LeadershipListeners leadershipListeners(ApplicationContext context, ObjectProvider<LeaderElections> elections,
			ObjectProvider<LeadershipListener> listeners) {
		return new LeadershipListeners(context, elections, listeners);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingBean(LeaderElections.class)
	static class EngineConfiguration {

		@Bean
		ElectionEngine leaderElections(LeaderProperties properties, Environment environment,
				@LeaderRedis ObjectProvider<RedisConnectionFactory> dedicated,
				ObjectProvider<RedisConnectionFactory> connectionFactories, ListableBeanFactory beanFactory,
				ObjectProvider<LifecycleProperties> lifecycle) {
			ConfiguredElections elections = new ConfiguredElections(properties,
					environment.getProperty("spring.application.name"));
			Map<String, ElectionSettings> settings = elections.settings();
			TimingWarnings.log(settings,
					lifecycle.getIfAvailable(LifecycleProperties::new).getTimeoutPerShutdownPhase());
			Duration commandTimeout = elections.commandTimeout(settings.values());
			LeaseStore store = new LeaseStoreFactory(properties, dedicated, connectionFactories, beanFactory)
				.create(elections.enabled(), commandTimeout);
			ElectionEngine engine = new ElectionEngine(store, commandTimeout, elections.enabled());
			settings.forEach((name, each) -> elections.check(name, () -> engine.create(name, each)));
			return engine;
		}

		@Bean
		LeaderElectionsLifecycle leaderElectionsLifecycle(ElectionEngine engine) {
			return new LeaderElectionsLifecycle(engine, false);
		}

		@Bean
		ArmingOnApplicationReady leaderElectionsArming(ApplicationContext context, LeaderElectionsLifecycle lifecycle) {
			return new ArmingOnApplicationReady(context, lifecycle);
		}

	}

}

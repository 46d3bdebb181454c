package io.github.leaderkit.autoconfigure;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.LeaderEligibility;
import io.github.leaderkit.LeadershipListener;
import io.github.leaderkit.context.EligibilityVetoes;
import io.github.leaderkit.context.LeaderElectionsLifecycle;
import io.github.leaderkit.context.LeaderLifecycleProcessor;
import io.github.leaderkit.engine.ElectionEngine;
import io.github.leaderkit.engine.runtime.ElectionRuntime;
import io.github.leaderkit.guard.GuardSettings;
import io.github.leaderkit.guard.LeaderOnlyRegistrar;
import io.github.leaderkit.guard.UnseenBeans;
import io.github.leaderkit.scheduled.LeaderScheduledRegistrar;
import io.github.leaderkit.scheduled.ScheduledBeans;
import io.github.leaderkit.store.LeaseStore;
import io.github.leaderkit.store.redis.LeaseConnectionCustomizer;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for leader election. Applies
 * {@link io.github.leaderkit.LeaderOnly} in every application, whichever
 * {@link LeaderElections} it has.
 *
 * <p>
 * Do not exclude it to switch elections off: without it nothing is guarded, and every
 * instance runs the guarded methods. Set {@code leader.enabled=false} instead: then no
 * instance runs them.
 */
@AutoConfiguration(after = DataRedisAutoConfiguration.class)
@EnableConfigurationProperties(LeaderProperties.class)
@Import({ LeaderOnlyRegistrar.class, LeaderScheduledRegistrar.class, LeaderElectionRegistrar.class })
public final class LeaderAutoConfiguration {

	@Bean(GuardSettings.BEAN_NAME)
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	@ConditionalOnMissingBean(name = GuardSettings.BEAN_NAME, search = SearchStrategy.CURRENT)
	static GuardSettings leaderGuardSettings(Environment environment) {
		return LeaderGuardProperties.settings(environment);
	}

	@Bean
	static ConfigurationPropertiesBindHandlerAdvisor leaderPropertyGroups() {
		return PropertyGroups::new;
	}

	@Bean
	static UnknownProperties leaderUnknownProperties(Environment environment) {
		return new UnknownProperties(environment);
	}

	@Bean
	static LeaderLifecycleProcessor leaderLifecycleProcessor(ConfigurableApplicationContext context,
			ObjectProvider<LeaderElections> elections, Environment environment) {
		return new LeaderLifecycleProcessor(context, elections, ConfiguredLifecycleBeans.of(environment));
	}

	@Bean
	static ChangedProperties leaderChangedProperties(Environment environment) {
		return new ChangedProperties(environment);
	}

	@Bean
	LeadershipListeners leadershipListeners(ConfigurableApplicationContext context,
			ObjectProvider<LeaderElections> elections, ObjectProvider<LeadershipListener> listeners) {
		return new LeadershipListeners(context, elections, listeners);
	}

	@Bean
	KeepAlive leaderKeepAlive(LeaderLifecycleProcessor ledBeans, LeaderProperties properties) {
		return new KeepAlive(ledBeans, properties.getKeepAlive());
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingBean(LeaderElections.class)
	static class EngineConfiguration {

		@Bean
		ConfiguredElections leaderConfiguredElections(LeaderProperties properties, Environment environment,
				ObjectProvider<ElectionSettingsCustomizer> customizers) {
			return new ConfiguredElections(properties, environment.getProperty("spring.application.name"),
					customizers::orderedStream);
		}

		/**
		 * Opened and closed by the engine.
		 */
		@Bean(destroyMethod = "")
		@ConditionalOnMissingBean
		LeaseStore leaderLeaseStore(LeaderProperties properties, ConfiguredElections elections,
				@LeaderRedis ObjectProvider<RedisConnectionFactory> dedicated,
				ObjectProvider<RedisConnectionFactory> connectionFactories, ListableBeanFactory beanFactory,
				ObjectProvider<LeaseConnectionCustomizer> customizers) {
			Duration commandTimeout = elections.commandTimeout(elections.settings().values());
			LeaseStoreFactory factory = new LeaseStoreFactory(properties, dedicated, connectionFactories, beanFactory,
					customizers);
			return elections.check(LeaderElections.DEFAULT, () -> factory.create(elections.enabled(), commandTimeout));
		}

		@Bean
		ElectionEngine leaderElections(LeaderProperties properties, ConfiguredElections elections,
				LeaseStore leaderLeaseStore, ObjectProvider<LifecycleProperties> lifecycle,
				ObjectProvider<ElectionRuntime> runtime) {
			Map<String, ElectionSettings> settings = elections.settings();
			SettingWarnings.log(settings, properties.isStandalone(),
					lifecycle.getIfAvailable(LifecycleProperties::new).getTimeoutPerShutdownPhase());
			ElectionEngine engine = engine(leaderLeaseStore, elections, elections.commandTimeout(settings.values()),
					runtime.getIfAvailable());
			settings.forEach((name, each) -> elections.check(name, () -> engine.create(name, each)));
			return engine;
		}

		private static ElectionEngine engine(LeaseStore store, ConfiguredElections elections, Duration commandTimeout,
				@Nullable ElectionRuntime runtime) {
			return (runtime != null)
					? new ElectionEngine(runtime, commandTimeout, elections.enabled(), elections.maxLed())
					: new ElectionEngine(store, commandTimeout, elections.enabled(), elections.maxLed());
		}

		/**
		 * There is none if something else is in the place of the engine, such as the mock
		 * of a test.
		 */
		@Bean
		@Nullable LeaderElectionsLifecycle leaderElectionsLifecycle(LeaderElections elections, LeaderProperties properties,
				ListableBeanFactory beanFactory, ObservedReadiness readiness) {
			if (!(elections instanceof ElectionEngine engine)) {
				return null;
			}
			return new LeaderElectionsLifecycle(engine, false, new EligibilityVetoes(engine, () -> {
				Map<String, LeaderEligibility> all = new LinkedHashMap<>(
						beanFactory.getBeansOfType(LeaderEligibility.class));
				if (properties.isRequireReadiness()) {
					all.put("leader.require-readiness", readiness::mayLead);
				}
				return all;
			}));
		}

		@Bean
		ElectionsAtStart leaderElectionsAtStart(ObjectProvider<ElectionEngine> engines, ConfiguredElections elections,
				LeaderProperties properties) {
			return new ElectionsAtStart(engines, elections.enabled(), properties.isStandalone());
		}

		@Bean
		ObservedReadiness leaderObservedReadiness(ConfigurableApplicationContext context) {
			return new ObservedReadiness(context);
		}

		@Bean
		ArmingOnApplicationReady leaderElectionsArming(ApplicationContext context,
				ObjectProvider<LeaderElectionsLifecycle> lifecycle, LeaderLifecycleProcessor ledBeans,
				ObjectProvider<UnseenBeans> unseenBeans, ObjectProvider<ScheduledBeans> scheduledBeans) {
			return new ArmingOnApplicationReady(context, lifecycle, ledBeans, unseenBeans, scheduledBeans);
		}

	}

}

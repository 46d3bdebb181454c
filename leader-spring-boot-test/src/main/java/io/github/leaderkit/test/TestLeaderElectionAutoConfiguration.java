package io.github.leaderkit.test;

import java.time.Instant;
import java.util.Map;

import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.autoconfigure.LeaderAutoConfiguration;
import io.github.leaderkit.engine.runtime.ElectionRuntime;
import io.github.leaderkit.test.time.ManualTime;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;

/**
 * Auto-configuration of elections that a test decides.
 *
 * @see AutoConfigureTestLeaderElection
 */
@AutoConfiguration(before = LeaderAutoConfiguration.class)
public final class TestLeaderElectionAutoConfiguration {

	@Bean
	static TestLeaderElectionRegistrar testLeaderElectionRegistrar() {
		return new TestLeaderElectionRegistrar();
	}

	/**
	 * A test needs no key, since nobody shares it, and no thread that keeps it alive.
	 */
	@Bean
	static BeanFactoryPostProcessor testLeaderDefaults(ConfigurableEnvironment environment) {
		return (beanFactory) -> environment.getPropertySources()
			.addLast(new MapPropertySource("testLeaderElection",
					Map.of("spring.application.name", "application", "leader.keep-alive", false)));
	}

	@Bean
	ManualTime testLeaderTime() {
		return new ManualTime(Instant.now());
	}

	/**
	 * Opened and closed by the engine.
	 */
	@Bean(destroyMethod = "")
	TestLeaseStore testLeaseStore(ManualTime time, Environment environment) {
		return new TestLeaseStore(time, environment.getProperty("leader.test.leading", Boolean.class, false));
	}

	@Bean
	StoreHealer testLeaseStoreHealer(TestLeaseStore store) {
		return new StoreHealer(store);
	}

	@Bean
	ElectionRuntime testLeaderRuntime(TestLeaseStore store, ManualTime time) {
		return time.runtime(store);
	}

	@Bean
	TestLeaderElections testLeaderElections(LeaderElections elections, TestLeaseStore store, ManualTime time) {
		return new TestLeaderElections(elections, store, time);
	}

}

package io.github.leaderkit.autoconfigure;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import io.github.leaderkit.InvalidLeaderConfigurationException;
import io.github.leaderkit.store.LeaseStore;
import io.github.leaderkit.store.memory.InMemoryLeaseStore;
import io.github.leaderkit.store.redis.LeaseConnectionCustomizer;
import io.github.leaderkit.store.redis.RedisLeaseStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Creates the store if the application has no {@link LeaseStore} bean: on Redis, or in
 * memory if elections are disabled or {@code leader.standalone} is set. Decided when the
 * application runs, not by conditions: those are frozen in an application that was
 * processed ahead of time.
 */
final class LeaseStoreFactory {

	private static final Logger logger = LoggerFactory.getLogger(LeaseStoreFactory.class);

	private final LeaderProperties properties;

	private final ObjectProvider<RedisConnectionFactory> dedicated;

	private final ObjectProvider<RedisConnectionFactory> connectionFactories;

	private final ListableBeanFactory beanFactory;

	private final ObjectProvider<LeaseConnectionCustomizer> customizers;

	LeaseStoreFactory(LeaderProperties properties, ObjectProvider<RedisConnectionFactory> dedicated,
			ObjectProvider<RedisConnectionFactory> connectionFactories, ListableBeanFactory beanFactory,
			ObjectProvider<LeaseConnectionCustomizer> customizers) {
		this.properties = properties;
		this.dedicated = dedicated;
		this.connectionFactories = connectionFactories;
		this.beanFactory = beanFactory;
		this.customizers = customizers;
	}

	LeaseStore create(boolean enabled, Duration commandTimeout) {
		if (!enabled) {
			logger.info("leader.enabled is false: this instance does not contend, leader-only methods are skipped");
			return new InMemoryLeaseStore(System::currentTimeMillis);
		}
		if (this.properties.isStandalone()) {
			logger.warn("leader.standalone is true: this instance always leads, and so does every other instance "
					+ "with this setting");
			return new InMemoryLeaseStore(System::currentTimeMillis);
		}
		LeaderProperties.Redis redis = this.properties.getRedis();
		RedisConnectionFactory connectionFactory = connectionFactory();
		return new RedisLeaseStore(connectionFactory, redis.getKeyPrefix(), commandTimeout, System::nanoTime,
				redis.getWaitReplicas(), customizer(connectionFactory));
	}

	private LeaseConnectionCustomizer customizer(RedisConnectionFactory connectionFactory) {
		List<LeaseConnectionCustomizer> all = this.customizers.orderedStream().toList();
		if (!all.isEmpty() && !LeaseConnectionCustomizer.appliesTo(connectionFactory)) {
			throw new InvalidLeaderConfigurationException(
					"There is a LeaseConnectionCustomizer, but elections have no private connection: they share "
							+ "those of " + connectionFactory.getClass().getName() + ".",
					"Remove the customizer, or annotate a Lettuce connection factory with @LeaderRedis.");
		}
		return (configuration) -> all.forEach((customizer) -> customizer.customize(configuration));
	}

	private RedisConnectionFactory connectionFactory() {
		try {
			RedisConnectionFactory connectionFactory = this.dedicated.getIfAvailable();
			if (connectionFactory == null) {
				connectionFactory = this.connectionFactories.getIfAvailable();
			}
			if (connectionFactory != null) {
				return connectionFactory;
			}
		}
		catch (NoUniqueBeanDefinitionException ex) {
			throw new InvalidLeaderConfigurationException(
					"Elections need one RedisConnectionFactory, but there are several: "
							+ Arrays.toString(
									this.beanFactory.getBeanNamesForType(RedisConnectionFactory.class, true, false))
							+ ".",
					"Annotate the one that elections are to use with @LeaderRedis, or mark one as @Primary.", ex);
		}
		throw new InvalidLeaderConfigurationException(
				"Elections need a RedisConnectionFactory, but there is none: Spring Boot's auto-configuration of Redis "
						+ "is excluded or did not apply.",
				"Define one, or set leader.standalone=true if this is the only instance, or leader.enabled=false to "
						+ "contend nowhere. Annotate a test with @AutoConfigureTestLeaderElection of "
						+ "leader-spring-boot-test.");
	}

}

package io.github.leaderkit.autoconfigure;

import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.LeaderSchedules;
import io.github.leaderkit.engine.ElectionEngine;
import io.github.leaderkit.scheduled.LeaderScheduledRegistrar;
import io.github.leaderkit.scheduled.OwnTaskScheduler;
import io.github.leaderkit.scheduled.ScheduleDefaults;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.task.SimpleAsyncTaskSchedulerBuilder;
import org.springframework.boot.task.ThreadPoolTaskSchedulerBuilder;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the schedules of elections.
 * Applies {@link io.github.leaderkit.LeaderScheduled} in every application, and does not
 * switch scheduling on for it. If one of the two auto-configurations is excluded, methods
 * with that annotation are refused: the other one looks for them too.
 */
@AutoConfiguration(after = LeaderAutoConfiguration.class)
@EnableConfigurationProperties(LeaderSchedulesProperties.class)
@Import(LeaderScheduledRegistrar.class)
public final class LeaderSchedulesAutoConfiguration {

	/**
	 * There are none if something else is in the place of the engine, such as the mock of
	 * a test.
	 */
	@Bean
	@ConditionalOnMissingBean
	@Nullable LeaderSchedules leaderSchedules(ObjectProvider<LeaderElections> elections) {
		return (elections.getIfAvailable() instanceof ElectionEngine engine) ? engine.schedules() : null;
	}

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	ScheduleDefaults leaderScheduleDefaults(LeaderSchedulesProperties properties) {
		if (properties.getCatchUp().isNegative()) {
			throw new InvalidPropertyException("leader.schedules.catch-up", "It is negative.",
					"Set it to zero to make up for no fire, or to a longer time.");
		}
		return new ScheduleDefaults(properties.getCatchUp());
	}

	/**
	 * The threads of schedules in an application that has no scheduler of its own.
	 * Created when the first schedule asks for it.
	 */
	@Bean(ScheduleDefaults.SCHEDULER_BEAN_NAME)
	@Lazy
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	OwnTaskScheduler leaderTaskScheduler(ObjectProvider<ThreadPoolTaskSchedulerBuilder> pool,
			ObjectProvider<SimpleAsyncTaskSchedulerBuilder> virtual, Environment environment) {
		return new OwnTaskScheduler(() -> Threading.VIRTUAL.isActive(environment)
				? virtual.getIfAvailable(SimpleAsyncTaskSchedulerBuilder::new).build()
				: pool.getIfAvailable(ThreadPoolTaskSchedulerBuilder::new).build());
	}

}

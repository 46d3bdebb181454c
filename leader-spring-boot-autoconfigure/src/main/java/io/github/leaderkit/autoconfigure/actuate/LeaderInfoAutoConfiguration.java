package io.github.leaderkit.autoconfigure.actuate;

import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.autoconfigure.LeaderAutoConfiguration;

import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for information on who leads.
 */
@AutoConfiguration(after = LeaderAutoConfiguration.class)
@ConditionalOnClass({ InfoContributor.class, ConditionalOnEnabledInfoContributor.class })
@ConditionalOnEnabledInfoContributor("leader")
@ConditionalOnBean(LeaderElections.class)
public final class LeaderInfoAutoConfiguration {

	@Bean
	LeaderInfoContributor leaderElectionInfoContributor(LeaderElections elections) {
		return new LeaderInfoContributor(elections);
	}

}

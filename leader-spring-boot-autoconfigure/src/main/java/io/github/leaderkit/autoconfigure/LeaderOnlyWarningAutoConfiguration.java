package io.github.leaderkit.autoconfigure;

import io.github.leaderkit.guard.LeaderOnlyMethods;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that warns of methods that nothing
 * guards, in an application that excludes {@link LeaderAutoConfiguration}.
 */
@AutoConfiguration(after = LeaderAutoConfiguration.class)
@ConditionalOnMissingBean(LeaderOnlyMethods.class)
public final class LeaderOnlyWarningAutoConfiguration {

	@Bean
	MissingGuardWarning leaderMissingGuardWarning(ListableBeanFactory beanFactory) {
		return new MissingGuardWarning(beanFactory);
	}

}

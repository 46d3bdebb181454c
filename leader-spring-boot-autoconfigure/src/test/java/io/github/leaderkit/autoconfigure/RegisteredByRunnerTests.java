package io.github.leaderkit.autoconfigure;

import io.github.leaderkit.LeaderOnly;
import io.github.leaderkit.guard.InvalidLeaderOnlyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for objects that are registered after the context was refreshed.
 */
@Timeout(60)
class RegisteredByRunnerTests {

	@Test
	void whenARunnerRegistersAnObjectWithAGuardedMethodThenTheStartIsRefused() {
		assertThatThrownBy(() -> new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("leader.key=app", "leader.standalone=true")
			.run()
			.close()).isInstanceOf(InvalidLeaderOnlyException.class)
			.hasMessageContaining(Job.class.getName() + ".run() of the bean 'job'")
			.hasMessageContaining("Register a bean definition");
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(LeaderAutoConfiguration.class)
	static class Application {

		@Bean
		ApplicationRunner registers(ConfigurableListableBeanFactory beanFactory) {
			return (arguments) -> beanFactory.registerSingleton("job", new Job());
		}

	}

	static class Job {

		@LeaderOnly
		void run() {
		}

	}

}

package io.github.leaderkit.autoconfigure;

import java.util.List;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElections;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which election is injected if there are several.
 */
class LeaderElectionBeansTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LeaderAutoConfiguration.class))
		.withPropertyValues("leader.standalone=true", "leader.elections.nightly.key=n",
				"leader.elections.orders.key=o");

	private final ApplicationContextRunner withDefault = this.contextRunner.withPropertyValues("leader.key=app");

	@Test
	void whenOneOfSeveralIsCalledDefaultThenItIsInjectedWhereNoneIsNamed() {
		this.withDefault.withBean(Injected.class).run((context) -> {
			Injected injected = context.getBean(Injected.class);
			assertThat(injected.one().name()).isEqualTo("default");
			assertThat(injected.named().name()).isEqualTo("nightly");
			assertThat(injected.all()).extracting(LeaderElection::name)
				.containsExactlyInAnyOrder("default", "nightly", "orders");
			assertThat(context.getBean(LeaderElection.class).name()).isEqualTo("default");
			assertThat(context.getBeanProvider(LeaderElection.class).getIfUnique()).isSameAs(injected.one());
		});
	}

	@Test
	void whenTheApplicationMakesAnotherOnePrimaryThenThatIsInjected() {
		this.withDefault.withUserConfiguration(OwnPrimary.class)
			.run((context) -> assertThat(context.getBean(LeaderElection.class).name()).isEqualTo("late"));
	}

	@Test
	void whenTheOnlyOneHasAnotherNameThenItIsInjected() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(LeaderAutoConfiguration.class))
			.withPropertyValues("leader.standalone=true", "leader.elections.nightly.key=n")
			.run((context) -> assertThat(context.getBean(LeaderElection.class).name()).isEqualTo("nightly"));
	}

	@Test
	void whenNoneOfSeveralIsCalledDefaultThenNoneIsChosen() {
		this.contextRunner.withBean(Injected.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(NoUniqueBeanDefinitionException.class));
	}

	/**
	 * What an application may ask for.
	 *
	 * @param one no name
	 * @param named one by its name
	 * @param all all of them
	 */
	record Injected(LeaderElection one, @Qualifier("nightly") LeaderElection named, List<LeaderElection> all) {
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnPrimary {

		@Bean
		@Primary
		LeaderElection late(LeaderElections elections) {
			return elections.create("late", ElectionSettings.withKey("l").build());
		}

	}

}

package io.github.leaderkit.autoconfigure.actuate;

import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.autoconfigure.LeaderAutoConfiguration;
import io.github.leaderkit.autoconfigure.actuate.OperatedSchedules.ScheduleActionDescriptor;
import io.github.leaderkit.autoconfigure.actuate.SchedulesDescriptor.FireDescriptor;
import io.github.leaderkit.autoconfigure.actuate.SchedulesDescriptor.ScheduleDescriptor;
import io.github.leaderkit.autoconfigure.monitor.ScheduleMonitor;
import org.junit.jupiter.api.Test;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.annotation.ReflectiveRuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link LeaderEndpointAutoConfiguration} and
 * {@link LeaderInfoAutoConfiguration}.
 */
class LeaderEndpointAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LeaderAutoConfiguration.class, DataRedisAutoConfiguration.class,
				LeaderEndpointAutoConfiguration.class, LeaderInfoAutoConfiguration.class))
		.withPropertyValues("leader.key=app");

	@Test
	void whenTheEndpointIsExposedThenItIsThere() {
		this.contextRunner.withPropertyValues("management.endpoints.web.exposure.include=leader")
			.run((context) -> assertThat(context).hasSingleBean(LeaderEndpoint.class)
				.hasSingleBean(LeaderEndpointWebExtension.class)
				.hasSingleBean(ScheduleMonitor.class)
				.doesNotHaveBean(LeaderEndpointJmxExtension.class));
	}

	@Test
	void whenTheEndpointIsExposedOverJmxOnlyThenThereIsNothingOfTheWeb() {
		this.contextRunner
			.withPropertyValues("management.endpoints.jmx.exposure.include=leader", "spring.jmx.enabled=true")
			.run((context) -> assertThat(context).hasSingleBean(LeaderEndpoint.class)
				.hasSingleBean(LeaderEndpointJmxExtension.class)
				.doesNotHaveBean(LeaderEndpointWebExtension.class));
	}

	@Test
	void whenTheEndpointIsNotExposedThenThereIsNone() {
		this.contextRunner.run((context) -> assertThat(context).doesNotHaveBean(LeaderEndpoint.class)
			.doesNotHaveBean(LeaderEndpointWebExtension.class)
			.doesNotHaveBean(OperatedSchedules.class)
			.doesNotHaveBean(ScheduleMonitor.class));
	}

	@Test
	void whenTheEndpointMayNotBeAccessedThenThereIsNone() {
		this.contextRunner
			.withPropertyValues("management.endpoints.web.exposure.include=leader",
					"management.endpoint.leader.access=NONE")
			.run((context) -> assertThat(context).doesNotHaveBean(LeaderEndpoint.class));
	}

	@Test
	void whenTheApplicationHasElectionsOfItsOwnThenNothingIsMonitored() {
		LeaderElections elections = mock();
		this.contextRunner.withBean(LeaderElections.class, () -> elections)
			.withPropertyValues("management.endpoints.web.exposure.include=leader")
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean(ScheduleMonitor.class);
				assertThat(context.getBean(OperatedSchedules.class).look("default")).isNull();
			});
	}

	@Test
	void whenTheApplicationIsANativeImageThenWhatTheEndpointAnswersCanBeWritten() {
		RuntimeHints hints = new RuntimeHints();
		new ReflectiveRuntimeHintsRegistrar().registerRuntimeHints(hints, LeaderEndpoint.class,
				LeaderEndpointWebExtension.class, LeaderEndpointJmxExtension.class);
		for (Class<?> type : new Class<?>[] { ElectionDescriptor.class, SchedulesDescriptor.class,
				ScheduleDescriptor.class, FireDescriptor.class, ScheduleActionDescriptor.class }) {
			assertThat(RuntimeHintsPredicates.reflection()
				.onType(type)
				.withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS)).accepts(hints);
		}
	}

	@Test
	void whenInformationIsDisabledThenThereIsNone() {
		this.contextRunner.run((context) -> assertThat(context).hasSingleBean(LeaderInfoContributor.class));
		this.contextRunner.withPropertyValues("management.info.leader.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(LeaderInfoContributor.class));
	}

	@Test
	void withoutActuatorThereIsNone() {
		new ApplicationContextRunner().withUserConfiguration(Application.class)
			.withPropertyValues("leader.key=app", "management.endpoints.web.exposure.include=*")
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(LeaderElections.class)
				.doesNotHaveBean(LeaderEndpointAutoConfiguration.class)
				.doesNotHaveBean(LeaderInfoAutoConfiguration.class));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ DataRedisAutoConfiguration.class, LeaderAutoConfiguration.class,
			LeaderEndpointAutoConfiguration.class, LeaderInfoAutoConfiguration.class })
	static class Application {

	}

}

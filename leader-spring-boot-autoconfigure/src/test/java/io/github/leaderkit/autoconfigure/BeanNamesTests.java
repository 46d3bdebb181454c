package io.github.leaderkit.autoconfigure;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.github.leaderkit.autoconfigure.actuate.LeaderEndpointAutoConfiguration;
import io.github.leaderkit.autoconfigure.actuate.LeaderHealthAutoConfiguration;
import io.github.leaderkit.autoconfigure.actuate.LeaderInfoAutoConfiguration;
import io.github.leaderkit.autoconfigure.metrics.LeaderMetricsAutoConfiguration;
import io.github.leaderkit.autoconfigure.metrics.LeaderObservationAutoConfiguration;
import io.github.leaderkit.autoconfigure.web.LeaderWebAutoConfiguration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.boot.test.context.runner.AbstractApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Beans of ours have names that no other library gives to its own.
 */
@Tag("slow")
class BeanNamesTests {

	private static final AutoConfigurations OURS = AutoConfigurations.of(LeaderAutoConfiguration.class,
			LeaderEndpointAutoConfiguration.class, LeaderHealthAutoConfiguration.class,
			LeaderInfoAutoConfiguration.class, LeaderMetricsAutoConfiguration.class,
			LeaderObservationAutoConfiguration.class, LeaderSchedulesAutoConfiguration.class,
			LeaderWebAutoConfiguration.class);

	private static final String[] PROPERTIES = { "leader.key=app", "leader.standalone=true",
			"management.endpoints.web.exposure.include=leader" };

	/**
	 * What Spring Cloud Kubernetes names its beans for leaders, what the documentation of
	 * Spring Integration does, and what applications are likely to.
	 */
	private static final List<String> OF_OTHERS = List.of("candidate", "candidateIdentity",
			"defaultLeaderEventPublisher", "fabric8LeaderElectionCallbacks", "fabric8LeaderElectionConfig",
			"fabric8LeaderElectionInfoContributor", "fabric8LeaderElectionInitiator", "fabric8LeaderElectionLock",
			"fabric8PodReadySupplier", "hostPodWatcher", "leader", "leaderElection", "leaderElector", "leaderEndpoint",
			"leaderInfoContributor", "leaderInitiator", "leaderMetrics", "leaderRecordWatcher", "leaderService",
			"leadershipController", "lockRegistry", "onNewLeaderCallback", "onStartLeadingCallback",
			"onStopLeadingCallback", "podNamespace");

	@Test
	void whenAllIsConfiguredThenTheseAreTheNamesAndNoneIsOfAnother() {
		Set<String> names = names(new WebApplicationContextRunner());
		names.addAll(names(new ReactiveWebApplicationContextRunner()));
		assertThat(names)
			.containsExactly("defaultLeaderElection", "leaderChangedProperties", "leaderConfiguredElections",
					"leaderElectionEndpoint", "leaderElectionInfoContributor", "leaderElectionMetrics",
					"leaderElectionMetricsRegistration", "leaderElectionObservationRegistration",
					"leaderElectionReplicaMetrics", "leaderElections", "leaderElectionsArming",
					"leaderElectionsAtStart", "leaderElectionsLifecycle", "leaderEndpointWebExtension",
					"leaderGuardSettings", "leaderHealthIndicator", "leaderKeepAlive", "leaderLeaseStore",
					"leaderLifecycleProcessor", "leaderNotLeaderResponses", "leaderObservedFires",
					"leaderObservedReadiness", "leaderOnlyHandlers", "leaderOperatedSchedules", "leaderPropertyGroups",
					"leaderReactiveAdvice", "leaderReactiveHandler", "leaderScheduleDefaults", "leaderScheduleMonitor",
					"leaderScheduleMonitorRegistration", "leaderSchedules", "leaderServletAdvice",
					"leaderTaskScheduler", "leaderUnknownProperties", "leadershipListeners")
			.doesNotContainAnyElementsOf(OF_OTHERS);
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "leaderInfoContributor", "leaderEndpoint", "leaderMetrics", "candidate", "leaderInitiator" })
	void whenAnotherLibraryHasABeanForLeadersThenTheApplicationStarts(String name) {
		new WebApplicationContextRunner().withConfiguration(OURS)
			.withPropertyValues(PROPERTIES)
			.withBean(name, InfoContributor.class, () -> (info) -> {
			})
			.run((context) -> assertThat(context).hasNotFailed()
				.hasBean(name)
				.hasBean("leaderElectionInfoContributor"));
	}

	@Test
	void whenBeansAreNamedThenHealthIsStillThatOfTheLeader() {
		new WebApplicationContextRunner().withConfiguration(OURS)
			.withConfiguration(AutoConfigurations.of(HealthContributorRegistryAutoConfiguration.class,
					HealthContributorAutoConfiguration.class))
			.withPropertyValues(PROPERTIES)
			.run((context) -> assertThat(context.getBean(HealthContributorRegistry.class).getContributor("leader"))
				.isNotNull());
	}

	private static Set<String> names(AbstractApplicationContextRunner<?, ?, ?> runner) {
		Set<String> names = new TreeSet<>();
		runner.withConfiguration(OURS)
			.withPropertyValues(PROPERTIES)
			.withInitializer((context) -> context.addApplicationListener((event) -> {
				ConfigurableListableBeanFactory beanFactory = context.getBeanFactory();
				Stream.of(beanFactory.getBeanDefinitionNames())
					.filter((name) -> beanFactory.getBeanDefinition(name).toString().contains("io.github.leaderkit"))
					.filter((name) -> !name.contains("."))
					.forEach(names::add);
			}))
			.run((context) -> {
			});
		return names;
	}

}

package io.github.leaderkit.autoconfigure.actuate;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.ReflectionException;

import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.ScheduleSettings;
import io.github.leaderkit.autoconfigure.LeaderAutoConfiguration;
import io.github.leaderkit.engine.ElectionEngine;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.jmx.JmxEndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.jmx.JmxAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The endpoint as seen by {@code jconsole}.
 */
class LeaderEndpointOverJmxTests {

	private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

	@Test
	void electionsAreSeenAndPausedAndResumed() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(LeaderAutoConfiguration.class,
					LeaderEndpointAutoConfiguration.class, EndpointAutoConfiguration.class, JmxAutoConfiguration.class,
					JmxEndpointAutoConfiguration.class))
			.withPropertyValues("leader.key=app", "leader.standalone=true", "spring.jmx.enabled=true",
					"management.endpoints.jmx.exposure.include=leader")
			.run((context) -> {
				LeaderElection election = context.getBean(LeaderElection.class);
				context.getBean(ElectionEngine.class).start();
				await().until(election::isLeader);
				assertThat(invoke("elections")).extractingByKey("elections")
					.asInstanceOf(InstanceOfAssertFactories.MAP)
					.containsOnlyKeys("default");
				assertThat(invoke("election", "default")).containsEntry("leading", true).containsEntry("key", "app");
				assertThat(invoke("act", "default", "pause")).containsEntry("action", "PAUSE");
				await().until(() -> !election.isLeader());
				assertThat(invoke("act", "default", "resume")).containsEntry("outcome", "This instance may lead again");
				await().until(election::isLeader);
				assertThatExceptionOfType(ReflectionException.class)
					.isThrownBy(() -> invoke("act", "default", "revoke"))
					.withMessageContaining("Set leader.endpoint.allow-revoke=true to allow it");
				seesAndChangesSchedules(context.getBean(ElectionEngine.class));
			});
	}

	private void seesAndChangesSchedules(ElectionEngine engine) throws Exception {
		engine.schedules()
			.add("default", ScheduleSettings.fixedRate("report", Duration.ofHours(1)), (fire) -> null,
					(task) -> new Thread(task).start());
		await().until(() -> schedule(invoke("schedules", "default")) != null);
		assertThat(invoke("schedules", "other")).isNull();
		assertThat(invoke("actOnSchedule", "default", "report", "pause")).containsEntry("action", "PAUSE");
		assertThat(schedule(invoke("schedules", "default"))).containsEntry("paused", true);
		assertThatExceptionOfType(ReflectionException.class)
			.isThrownBy(() -> invoke("actOnSchedule", "default", "other", "pause"))
			.withMessageContaining("has no schedule 'other'");
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> schedule(Map<String, Object> schedules) {
		return ((Map<String, Map<String, Object>>) schedules.get("schedules")).get("report");
	}

	@SuppressWarnings("unchecked")
	private Map<String, Object> invoke(String operation, Object... parameters) throws Exception {
		Set<ObjectName> names = this.server
			.queryNames(new ObjectName("org.springframework.boot:type=Endpoint,name=Leader,*"), null);
		assertThat(names).hasSize(1);
		String[] signature = new String[parameters.length];
		Arrays.fill(signature, String.class.getName());
		return (Map<String, Object>) this.server.invoke(names.iterator().next(), operation, parameters, signature);
	}

}

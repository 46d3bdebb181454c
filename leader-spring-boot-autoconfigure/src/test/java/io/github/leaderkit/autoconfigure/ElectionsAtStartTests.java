package io.github.leaderkit.autoconfigure;

import java.util.stream.IntStream;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.engine.ElectionEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ElectionsAtStart}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ElectionsAtStartTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LeaderAutoConfiguration.class, DataRedisAutoConfiguration.class))
		.withPropertyValues("leader.key=app", "leader.instance=node-1:4711", "leader.ttl=2s");

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "leader.rank=0 | contending, once the application is ready",
					"leader.candidate=false | only watching, since candidate is false, once the application is ready",
					"leader.auto-start=false | waiting for its start(), since auto-start is false",
					"leader.enabled=false | disabled, since leader.enabled is false",
					"leader.standalone=true | leading alone, since it is standalone, once the application is ready" })
	void whenTheApplicationStartsThenALineSaysWhatItDoesInItsElection(String property, String role,
			CapturedOutput output) {
		this.contextRunner.withPropertyValues(property)
			.run((context) -> assertThat(output).containsOnlyOnce("Election 'default'")
				.contains("Election 'default': " + role + " (key 'app', instance node-1:4711, ttl 2s, wait 1.333s)"));
	}

	@Test
	void whenThereAreSeveralElectionsThenEachHasALine(CapturedOutput output) {
		this.contextRunner
			.withPropertyValues("leader.elections.orders.enabled=false", "leader.elections.reports.candidate=false")
			.run((context) -> assertThat(output).containsOnlyOnce("Election 'default': contending")
				.containsOnlyOnce("Election 'orders': disabled by its own settings (key 'app:orders'")
				.containsOnlyOnce("Election 'reports': only watching"));
	}

	@Test
	void whenAnElectionIsCreatedLaterThenItHasALine(CapturedOutput output) {
		this.contextRunner.withPropertyValues("leader.standalone=true").run((context) -> {
			context.getBean(ElectionEngine.class).start();
			context.getBean(LeaderElections.class)
				.create("late", ElectionSettings.withKey("late").candidate(false).build());
			assertThat(output)
				.containsOnlyOnce("Election 'late': only watching, since candidate is false (key 'late', instance ");
		});
	}

	@Test
	void whenThereAreManyElectionsThenOneLineSaysHowManyDoWhat(CapturedOutput output) {
		this.contextRunner
			.withPropertyValues(IntStream.range(0, 300)
				.mapToObj((i) -> "leader.elections.tenant-" + i + ".candidate=" + (i < 250))
				.toArray(String[]::new))
			.run((context) -> {
				assertThat(output).doesNotContain("Election '")
					.containsOnlyOnce("There are 301 elections: 251 contending, once the application is ready; "
							+ "50 only watching, since candidate is false, once the application is ready. "
							+ "Each is logged at level DEBUG");
				context.getBean(LeaderElections.class).create("late", ElectionSettings.withKey("late").build());
				assertThat(output).doesNotContain("Election '");
			});
	}

	@Test
	void whenManyElectionsAreCreatedLaterThenTheFirstHaveALineEach(CapturedOutput output) {
		this.contextRunner.withPropertyValues("leader.standalone=true").run((context) -> {
			LeaderElections elections = context.getBean(LeaderElections.class);
			for (int i = 1; i < 100; i++) {
				elections.create("tenant-" + i, ElectionSettings.withKey("tenant-" + i).build());
			}
			assertThat(output.getOut().split("Election 'tenant-", -1)).hasSize(10);
			assertThat(output)
				.containsOnlyOnce("There are more than 10 elections now. Each new one is logged at level DEBUG");
		});
	}

	@Test
	void whenElectionsComeAndGoThenTheyDoNotCountAsMany(CapturedOutput output) {
		this.contextRunner.withPropertyValues("leader.standalone=true").run((context) -> {
			ElectionsAtStart log = context.getBean(ElectionsAtStart.class);
			LeaderElections elections = context.getBean(LeaderElections.class);
			for (int i = 1; i < 20; i++) {
				log.created(elections.get("default"));
				log.closed(elections.get("default"));
			}
			assertThat(output).doesNotContain("There are more than");
		});
	}

	@Test
	void whenTheApplicationHasElectionsOfItsOwnThenItStarts() {
		this.contextRunner.withBean(LeaderElections.class, () -> mock())
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ElectionsAtStart.class));
	}

	@Test
	void whenSomethingReplacesTheElectionsThenAWarningSaysThatTheyDoNotContend(CapturedOutput output) {
		this.contextRunner.withPropertyValues("leader.standalone=true")
			.withBean(Replacing.class)
			.run((context) -> assertThat(output).contains("so the elections do not contend"));
	}

	static class Replacing implements BeanPostProcessor {

		@Override
		public Object postProcessAfterInitialization(Object bean, String name) {
			return (bean instanceof ElectionEngine) ? mock(LeaderElections.class) : bean;
		}

	}

}

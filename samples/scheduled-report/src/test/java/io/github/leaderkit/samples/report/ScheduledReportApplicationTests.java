package io.github.leaderkit.samples.report;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class ScheduledReportApplicationTests {

	@Test
	void whenItLeadsThenItTellsThePromotionTheReportsAndTheDemotion(CapturedOutput output) {
		try (ConfigurableApplicationContext context = run("--leader.standalone=true")) {
			Awaitility.await()
				.atMost(Duration.ofSeconds(30))
				.untilAsserted(
						() -> assertThat(output).containsPattern("PROMOTED election=default term=\\d+ at=\\d{13}")
							.containsPattern("REPORT election=default term=\\d+ run=2 at=\\d{13}"));
		}
		assertThat(output).containsPattern("DEMOTED election=default term=\\d+ reason=STOPPED at=\\d{13}");
	}

	@Test
	void whenLeadershipIsSwitchedOffThenNothingIsReported(CapturedOutput output) {
		try (ConfigurableApplicationContext context = run("--leader.enabled=false")) {
			context.getBean(Report.class).make();
		}
		assertThat(output).doesNotContain("REPORT").doesNotContain("PROMOTED");
	}

	/**
	 * Those of the auto-configuration have these.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "io.micrometer.core.instrument.MeterRegistry", "org.aspectj.weaver.Advice",
			"org.springframework.boot.actuate.endpoint.annotation.Endpoint",
			"org.springframework.boot.health.contributor.HealthIndicator",
			"org.springframework.web.servlet.DispatcherServlet", "redis.clients.jedis.Jedis" })
	void theseTestsRunWithoutWhatIsOptional(String name) {
		assertThat(ClassUtils.isPresent(name, getClass().getClassLoader())).isFalse();
	}

	private static ConfigurableApplicationContext run(String... arguments) {
		return new SpringApplicationBuilder(ScheduledReportApplication.class).run(arguments);
	}

}

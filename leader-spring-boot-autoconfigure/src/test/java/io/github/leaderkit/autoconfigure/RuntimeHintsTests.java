package io.github.leaderkit.autoconfigure;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;

import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderOnly;
import io.github.leaderkit.testing.RedisServerProcess;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

import org.springframework.aot.agent.RuntimeHintsAgent;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.test.agent.RuntimeHintsInvocations;
import org.springframework.aot.test.agent.RuntimeHintsRecorder;
import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.test.tools.CompileWithForkedClassLoader;
import org.springframework.core.test.tools.TestCompiler;
import org.springframework.javapoet.ClassName;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application that was processed ahead of time starts, leads and stops: whatever is
 * read or called by name meanwhile is in its hints, as a native image demands. An agent
 * records it; without that agent, the test is skipped.
 */
@EnabledIf("isAgentThere")
@Tag("RuntimeHintsTests")
@Tag("slow")
@Timeout(120)
@SuppressWarnings("removal")
class RuntimeHintsTests {

	@Test
	@CompileWithForkedClassLoader
	void whenAnApplicationIsProcessedAheadOfTimeThenItHasHintsForAllThatElectionsReadByName() {
		// The class loader that can load what is generated has an agent of its own, which
		// no virtual machine has loaded
		ReflectionTestUtils.setField(RuntimeHintsAgent.class, "loaded", true);
		try (RedisServerProcess redis = RedisServerProcess.start()) {
			Map<String, Object> properties = Map.of("leader.key", "app", "leader.ttl", "2s", "spring.data.redis.port",
					redis.port());
			TestGenerationContext generation = new TestGenerationContext(Application.class);
			ClassName initializer = new ApplicationContextAotGenerator().processAheadOfTime(source(properties),
					generation);
			generation.writeGeneratedContent();
			TestCompiler.forSystem().with(generation).compile((compiled) -> {
				RuntimeHintsInvocations invocations = RuntimeHintsRecorder.record(() -> {
					GenericApplicationContext context = new GenericApplicationContext();
					prepare(context, properties);
					compiled.getInstance(ApplicationContextInitializer.class, initializer.toString())
						.initialize(context);
					lead(context);
				});
				assertThat(invocations).notMatching(new RuntimeHints())
					.as("what needs hints")
					.extracting(Object::toString)
					.anyMatch((invocation) -> invocation.contains("acquire.lua"));
				assertThat(invocations).match(generation.getRuntimeHints());
			});
		}
	}

	static boolean isAgentThere() {
		return ManagementFactory.getRuntimeMXBean()
			.getInputArguments()
			.stream()
			.anyMatch((argument) -> argument.startsWith("-javaagent:") && argument.contains("spring-core-test"));
	}

	private static GenericApplicationContext source(Map<String, Object> properties) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		prepare(context, properties);
		context.register(Application.class);
		return context;
	}

	private static void prepare(GenericApplicationContext context, Map<String, Object> properties) {
		context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", properties));
	}

	private static void lead(GenericApplicationContext context) {
		try (context) {
			context.refresh();
			context.publishEvent(
					new ApplicationReadyEvent(new SpringApplication(), new String[0], context, Duration.ZERO));
			LeaderElection election = context.getBean(LeaderElection.class);
			Awaitility.await().atMost(Duration.ofSeconds(30)).until(election::isLeader);
			context.getBean(Work.class).doIt();
			assertThat(context.getBean(Work.class).isDone()).isTrue();
		}
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ DataRedisAutoConfiguration.class, LeaderAutoConfiguration.class })
	static class Application {

		@Bean
		Work work() {
			return new Work();
		}

	}

	static class Work {

		private boolean done;

		@LeaderOnly
		void doIt() {
			this.done = true;
		}

		boolean isDone() {
			return this.done;
		}

	}

}

package io.github.leaderkit.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

import io.github.leaderkit.LeaderOnly;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.test.context.runner.AbstractApplicationContextRunner;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that an application works that excludes any of the auto-configurations.
 */
@Tag("jdk-independent")
@ExtendWith(OutputCaptureExtension.class)
class ExcludedAutoConfigurationTests {

	@ParameterizedTest
	@MethodSource("autoConfigurations")
	void whenOneIsExcludedThenAServletApplicationAnswers(String excluded) {
		excluding(excluded, new WebApplicationContextRunner())
			.run((context) -> assertThat(MockMvcTester.from(context).get().uri("/hello").exchange()).hasStatusOk()
				.hasBodyTextEqualTo("hello"));
	}

	@ParameterizedTest
	@MethodSource("autoConfigurations")
	void whenOneIsExcludedThenAReactiveApplicationAnswers(String excluded) {
		excluding(excluded, new ReactiveWebApplicationContextRunner())
			.run((context) -> WebTestClient.bindToApplicationContext(context)
				.build()
				.get()
				.uri("/hello")
				.exchange()
				.expectStatus()
				.isOk()
				.expectBody(String.class)
				.isEqualTo("hello"));
	}

	@ParameterizedTest
	@MethodSource("autoConfigurations")
	void whenOneIsExcludedThenAnApplicationStarts(String excluded) {
		excluding(excluded, new ApplicationContextRunner()).run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void whenThatOfTheGuardIsExcludedThenAWarningSaysThatEveryInstanceRunsGuardedWork(CapturedOutput output) {
		excluding(LeaderAutoConfiguration.class.getName(), new ApplicationContextRunner())
			.withBean("report", Report.class)
			.run((context) -> assertThat(output).contains("LeaderAutoConfiguration is excluded", "the bean 'report'",
					"leader.enabled=false"));
	}

	@Test
	void whenThatOfTheGuardIsExcludedAndNothingIsGuardedThenThereIsNoWarning(CapturedOutput output) {
		excluding(LeaderAutoConfiguration.class.getName(), new ApplicationContextRunner())
			.run((context) -> assertThat(output).doesNotContain("LeaderAutoConfiguration is excluded"));
	}

	@Test
	void whenThatOfTheGuardIsExcludedThenALazyBeanThatRefersToAnAbsentClassStopsNothing() throws Exception {
		Class<?> type = new WithoutAbsent().loadClass(RefersToAbsent.class.getName());
		excluding(LeaderAutoConfiguration.class.getName(), new ApplicationContextRunner())
			// Spring itself looks at the methods of what is defined before
			.withInitializer((context) -> context.addBeanFactoryPostProcessor((beanFactory) -> {
				RootBeanDefinition definition = new RootBeanDefinition(type);
				definition.setLazyInit(true);
				((BeanDefinitionRegistry) beanFactory).registerBeanDefinition("lazy", definition);
			}))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void whenNothingIsExcludedThenThereIsNoWarning(CapturedOutput output) {
		excluding("", new ApplicationContextRunner()).withBean("report", Report.class)
			.run((context) -> assertThat(output).doesNotContain("LeaderAutoConfiguration is excluded"));
	}

	static List<String> autoConfigurations() {
		return ImportCandidates.load(AutoConfiguration.class, ExcludedAutoConfigurationTests.class.getClassLoader())
			.getCandidates()
			.stream()
			.filter((name) -> name.startsWith("io.github.leaderkit."))
			.toList();
	}

	private static <T extends AbstractApplicationContextRunner<T, ?, ?>> T excluding(String excluded, T contextRunner) {
		return contextRunner.withUserConfiguration(Application.class)
			.withPropertyValues("spring.autoconfigure.exclude=" + excluded, "leader.key=app", "leader.standalone=true");
	}

	@EnableAutoConfiguration
	@RestController
	static class Application {

		@GetMapping("/hello")
		String hello() {
			return "hello";
		}

	}

	static class Report {

		@LeaderOnly
		void write() {
		}

	}

	static class Absent {

	}

	static class RefersToAbsent {

		void take(Absent absent) {
		}

	}

	private static final class WithoutAbsent extends ClassLoader {

		WithoutAbsent() {
			super(ExcludedAutoConfigurationTests.class.getClassLoader());
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			if (name.equals(Absent.class.getName())) {
				throw new ClassNotFoundException(name);
			}
			boolean own = name.equals(RefersToAbsent.class.getName()) && findLoadedClass(name) == null;
			return own ? define(name) : super.loadClass(name, resolve);
		}

		private Class<?> define(String name) throws ClassNotFoundException {
			try (InputStream source = getResourceAsStream(name.replace('.', '/') + ".class")) {
				byte[] bytes = source.readAllBytes();
				return defineClass(name, bytes, 0, bytes.length);
			}
			catch (IOException ex) {
				throw new ClassNotFoundException(name, ex);
			}
		}

	}

}

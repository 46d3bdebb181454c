package io.github.leaderkit.autoconfigure;

import java.io.IOException;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles.Kind;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that an application with elections can be processed ahead of time.
 */
class AheadOfTimeTests {

	@Test
	void theBeansOfElectionsAreGeneratedWithTheirQualifiers() {
		String sources = process("leader.key=app", "leader.elections.nightly.ttl=20s");
		assertThat(sources).contains(
				"AutowireCandidateQualifier(\"org.springframework.beans.factory.annotation.Qualifier\", \"default\")")
			.contains(
					"AutowireCandidateQualifier(\"org.springframework.beans.factory.annotation.Qualifier\", \"nightly\")");
	}

	@Test
	void theGuardIsGeneratedAndSoIsTheCreatorOfProxies() {
		assertThat(process("leader.key=app")).contains("new RootBeanDefinition(LeaderOnlyAdvisor.class)")
			.contains("new RootBeanDefinition(LeaderOnlyValidator.class)")
			.contains("AutoProxyCreator");
	}

	@Test
	void whetherToContendIsNotDecidedYet() {
		assertThat(process("leader.enabled=false")).contains("\"leaderElections\"")
			.contains("\"leaderElectionsLifecycle\"")
			.contains("\"defaultLeaderElection\"");
	}

	@Test
	void theScriptsAreHinted() {
		DefaultGenerationContext generation = new DefaultGenerationContext(
				new ClassNameGenerator(ClassName.get("com.example", "Application")), new InMemoryGeneratedFiles());
		generate(generation, "leader.key=app");
		assertThat(RuntimeHintsPredicates.resource().forResource("io/github/leaderkit/store/redis/acquire.lua"))
			.accepts(generation.getRuntimeHints());
	}

	private static String process(String... properties) {
		InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();
		DefaultGenerationContext generation = new DefaultGenerationContext(
				new ClassNameGenerator(ClassName.get("com.example", "Application")), files);
		generate(generation, properties);
		return files.getGeneratedFiles(Kind.SOURCE)
			.keySet()
			.stream()
			.map((path) -> content(files, path))
			.collect(Collectors.joining());
	}

	private static void generate(DefaultGenerationContext generation, String... properties) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		TestPropertyValues.of(properties).applyTo(context);
		context.register(Application.class);
		new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
		generation.writeGeneratedContent();
	}

	private static String content(InMemoryGeneratedFiles files, String path) {
		try {
			return files.getGeneratedFileContent(Kind.SOURCE, path);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ DataRedisAutoConfiguration.class, LeaderAutoConfiguration.class })
	static class Application {

	}

}

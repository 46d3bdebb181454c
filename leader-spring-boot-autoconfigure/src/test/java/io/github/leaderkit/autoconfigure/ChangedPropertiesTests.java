package io.github.leaderkit.autoconfigure;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.github.leaderkit.LeaderElection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.env.RandomValuePropertySource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is logged if properties change under a running application, and Spring Cloud's
 * {@code ConfigurationPropertiesRebinder} binds them once more.
 */
@ExtendWith(OutputCaptureExtension.class)
class ChangedPropertiesTests {

	private static final String WARNING = "but elections keep the settings that they were created with";

	private final Map<String, Object> source = new HashMap<>(Map.of("leader.key", "app", "leader.ttl", "15s"));

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LeaderAutoConfiguration.class))
		.withInitializer(this::addSource)
		.withPropertyValues("leader.standalone=true");

	@Test
	void whenAPropertyHasChangedThenAWarningNamesItAndTheElectionStaysAsItWas(CapturedOutput output) {
		this.contextRunner.run((context) -> {
			this.source.put("leader.ttl", "30s");
			this.source.put("leader.elections.nightly.wait", "5s");
			rebind(context);
			assertThat(context.getBean(LeaderProperties.class).getTtl()).isEqualTo(Duration.ofSeconds(30));
			assertThat(context.getBean(LeaderElection.class).settings().ttl()).isEqualTo(Duration.ofSeconds(15));
			assertThat(output).containsOnlyOnce(WARNING)
				.contains("The properties [leader.elections.nightly.wait, leader.ttl] have changed since the start, "
						+ WARNING + ". Restart this instance to apply the change");
		});
	}

	@Test
	void whenAPropertyIsGoneThenThatIsAChange(CapturedOutput output) {
		this.contextRunner.run((context) -> {
			this.source.remove("leader.ttl");
			rebind(context);
			assertThat(output).contains("[leader.ttl] have changed");
		});
	}

	@Test
	void whenPropertiesAreBoundAgainWithoutAChangeThenNothingIsLogged(CapturedOutput output) {
		this.contextRunner.run((context) -> {
			this.source.put("server.port", "8081");
			rebind(context);
			rebind(context);
			assertThat(output).doesNotContain(WARNING);
		});
	}

	@Test
	void whenTheSameChangeIsBoundAgainThenItIsLoggedOnce(CapturedOutput output) {
		this.contextRunner.run((context) -> {
			this.source.put("leader.ttl", "30s");
			rebind(context);
			rebind(context);
			assertThat(output).containsOnlyOnce(WARNING);
			this.source.put("leader.ttl", "15s");
			rebind(context);
			assertThat(output).containsOnlyOnce(WARNING);
			this.source.put("leader.ttl", "40s");
			rebind(context);
			assertThat(output.getOut().split(WARNING, -1)).hasSize(3);
		});
	}

	@Test
	void whenAPropertyIsRandomThenItHasNotChanged(CapturedOutput output) {
		this.source.put("leader.instance", "app-${random.uuid}");
		this.contextRunner.withInitializer(ChangedPropertiesTests::addRandomSource).run((context) -> {
			rebind(context);
			assertThat(output).doesNotContain(WARNING);
			this.source.put("leader.ttl", "30s");
			rebind(context);
			rebind(context);
			assertThat(output).containsOnlyOnce(WARNING).contains("[leader.ttl] have changed");
		});
	}

	@Test
	void whenAnUnusedPropertyCannotBeResolvedThenTheApplicationStartsAllTheSame(CapturedOutput output) {
		this.source.put("leader.unused", "${nowhere}");
		this.contextRunner.run((context) -> {
			assertThat(context).hasNotFailed();
			rebind(context);
			assertThat(output).doesNotContain(WARNING);
		});
	}

	/**
	 * As Spring Cloud does it.
	 */
	private static void rebind(ApplicationContext context) {
		AutowireCapableBeanFactory beanFactory = context.getAutowireCapableBeanFactory();
		context.getBeansOfType(LeaderProperties.class).forEach((name, bean) -> {
			beanFactory.destroyBean(bean);
			beanFactory.initializeBean(bean, name);
		});
	}

	private static void addRandomSource(ConfigurableApplicationContext context) {
		context.getEnvironment().getPropertySources().addLast(new RandomValuePropertySource());
	}

	private void addSource(ConfigurableApplicationContext context) {
		context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("changing", this.source));
	}

}

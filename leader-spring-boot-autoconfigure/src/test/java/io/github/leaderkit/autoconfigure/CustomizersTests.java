package io.github.leaderkit.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.ElectionSettings.Safety;
import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.store.LeaseStore;
import io.github.leaderkit.store.redis.LeaseConnectionCustomizer;
import io.github.leaderkit.testing.RedisExtension;
import io.github.leaderkit.testing.RedisServer;
import io.github.leaderkit.testing.StoreClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ElectionSettingsCustomizer} and {@link LeaseConnectionCustomizer} in
 * an application.
 */
@Tag("slow")
@ExtendWith(RedisExtension.class)
class CustomizersTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LeaderAutoConfiguration.class, DataRedisAutoConfiguration.class))
		.withPropertyValues("leader.key=app", "leader.ttl=20s", "leader.elections.nightly.rank=1");

	private final ApplicationContextRunner standalone = this.contextRunner.withPropertyValues("leader.standalone=true");

	@Test
	void whenSettingsAreCustomizedThenThatWinsOverThePropertiesInTheOrderOfTheCustomizers() {
		this.standalone.withUserConfiguration(OrderedCustomizers.class).run((context) -> {
			LeaderElections elections = context.getBean(LeaderElections.class);
			assertThat(elections.get("default").settings().ttl()).hasSeconds(20);
			ElectionSettings nightly = elections.get("nightly").settings();
			assertThat(nightly.ttl()).hasSeconds(60);
			assertThat(nightly.waitTime()).hasSeconds(40);
			assertThat(nightly.instance()).isEqualTo("last");
			assertThat(nightly.rank()).isEqualTo(1);
			assertThat(nightly.key()).isEqualTo("app:nightly");
		});
	}

	@Test
	void whenThereAreElectionsThenEachIsCustomizedOnceAndBeforeItIsThere() {
		List<String> customized = new ArrayList<>();
		this.standalone
			.withBean(ElectionSettingsCustomizer.class, () -> (election, settings) -> customized.add(election))
			.run((context) -> {
				context.getBean(LeaderElections.class)
					.create("later", ElectionSettings.withKey("later").ttl(Duration.ofSeconds(20)).build());
				assertThat(customized).containsExactly("default", "nightly");
			});
	}

	@Test
	void whenACustomizerMakesTheOnlyInstanceStrictThenItIsNot() {
		this.standalone
			.withBean(ElectionSettingsCustomizer.class, () -> (election, settings) -> settings.safety(Safety.STRICT))
			.run((context) -> assertThat(context.getBean(LeaderElections.class).get("default").settings().safety())
				.isEqualTo(Safety.STANDARD));
	}

	@Test
	void whenCustomizedSettingsDoNotFitTheCommandTimeoutThenTheApplicationDoesNotStart() {
		this.standalone.withPropertyValues("leader.redis.command-timeout=1s")
			.withBean(ElectionSettingsCustomizer.class,
					() -> (election, settings) -> settings.ttl(Duration.ofSeconds(2)))
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining(
						"Invalid property 'leader.redis.command-timeout': It is 1s, which does not fit a "
								+ "ttl of 2s"));
	}

	@Test
	void whenTheConnectionIsCustomizedThenThatOfTheApplicationIsNot(RedisServer redis) {
		this.contextRunner
			.withPropertyValues("spring.data.redis.host=" + redis.host(), "spring.data.redis.port=" + redis.port(),
					"spring.data.redis.client-name=shop")
			.withUserConfiguration(OrderedConnectionCustomizers.class)
			.run((context) -> {
				LeaseStore store = context.getBean(LeaseStore.class);
				store.open();
				new StoreClient(store).peek("customized");
				StringRedisTemplate redisTemplate = context.getBean(StringRedisTemplate.class);
				assertThat(
						redisTemplate.getRequiredConnectionFactory().getConnection().serverCommands().getClientList())
					.extracting((client) -> client.getName())
					.contains("last", "shop")
					.doesNotContain("first", "shop-leader");
				store.close();
			});
	}

	@Configuration(proxyBeanMethods = false)
	static class OrderedCustomizers {

		@Bean
		@Order(2)
		ElectionSettingsCustomizer last() {
			return (election, settings) -> settings.instance("last");
		}

		@Bean
		@Order(1)
		ElectionSettingsCustomizer first() {
			return (election, settings) -> {
				settings.instance("first");
				if (election.equals("nightly")) {
					settings.ttl(Duration.ofMinutes(1));
				}
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OrderedConnectionCustomizers {

		@Bean
		@Order(2)
		LeaseConnectionCustomizer last() {
			return (configuration) -> configuration.clientName("last");
		}

		@Bean
		@Order(1)
		LeaseConnectionCustomizer first() {
			return (configuration) -> configuration.clientName("first");
		}

	}

}

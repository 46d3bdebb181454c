package io.github.leaderkit.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;

import com.example.shop.RegionProperties;
import io.github.leaderkit.LeaderElections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.Lifecycle;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UnknownProperties}, {@link ServiceLinks} and {@link PropertyGroups}:
 * what looks like a property of ours and is none.
 */
@ExtendWith(OutputCaptureExtension.class)
class UnknownPropertiesTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LeaderAutoConfiguration.class))
		.withPropertyValues("leader.key=app", "leader.standalone=true");

	@ParameterizedTest
	@CsvSource({ "leader.tll=5s, leader.tll, leader.ttl", "leader.kye=a, leader.kye, leader.key",
			"leader.canddate=false, leader.canddate, leader.candidate",
			"leader.drainTimout=1s, leader.draintimout, leader.drain-timeout",
			"leader.lifecycle-bean=a, leader.lifecycle-bean, leader.lifecycle-beans",
			"leader.lifecycle-bean[0]=a, leader.lifecycle-bean[0], leader.lifecycle-beans",
			"leader.max_lead=1, leader.maxlead, leader.max-led",
			"leader.redis.retension=1d, leader.redis.retension, leader.redis.retention",
			"leader.reddis.retention=1d, leader.reddis.retention, leader.redis.retention",
			"leader.web.redirct=a, leader.web.redirct, leader.web.redirect",
			"leader.election.nightly.ttl=5s, leader.election.nightly.ttl, leader.elections.nightly.ttl",
			"leader.elections.nightly.tll=5s, leader.elections.nightly.tll, leader.elections.nightly.ttl",
			"leader.elections[my.report].tll=5s, leader.elections[my.report].tll, leader.elections[my.report].ttl" })
	void whenAPropertyIsMisspeltThenTheApplicationDoesNotStartAndTheNameIsSaid(String property, String name,
			String meant) {
		this.contextRunner.withPropertyValues(property)
			.run((context) -> assertThat(context.getStartupFailure())
				.isInstanceOfSatisfying(InvalidPropertyException.class, (failure) -> {
					assertThat(failure.property()).isEqualTo(name);
					assertThat(failure.problem()).isEqualTo("There is no such property.");
					assertThat(failure.fix()).startsWith("Write '" + meant + "'.");
				}));
	}

	@ParameterizedTest
	@ValueSource(strings = { "leader.redis.host=a", "leader.health.enabled=false", "leader.web.port=1",
			"leader.endpoint.enabled=true", "leader.guard.enabled=true", "leader.elections.nightly.cron=a",
			"leader.elections.my.report.ttl=5s", "leader.elections.nightly.ttl.seconds=5" })
	void whenAPropertyOfAGroupDoesNotExistThenTheApplicationDoesNotStart(String property) {
		this.contextRunner.withPropertyValues(property)
			.run((context) -> assertThat(context.getStartupFailure())
				.isInstanceOfSatisfying(InvalidPropertyException.class, (failure) -> {
					assertThat(failure.property()).isEqualTo(property.split("=")[0]);
					assertThat(failure.problem()).isEqualTo("There is no such property.");
				}));
	}

	@ParameterizedTest
	@ValueSource(strings = { "leader.redis=localhost", "leader.elections=nightly", "leader.elections.nightly=true",
			"leader.elections.nightly=", "leader.web=on" })
	void whenAGroupHasAValueThenTheApplicationDoesNotStart(String property) {
		this.contextRunner.withPropertyValues(property)
			.run((context) -> assertThat(context.getStartupFailure()).isInstanceOfSatisfying(
					InvalidPropertyException.class,
					(failure) -> assertThat(failure.property()).isEqualTo(property.split("=")[0])));
	}

	@ParameterizedTest
	@CsvSource({ "leader.redis, leader.redis.key-prefix", "leader.elections, leader.elections.<name>.enabled",
			"leader.elections.nightly, leader.elections.nightly.enabled" })
	void whenAGroupHasAValueThenTheMessageNamesAPropertyThatExists(String group, String example) {
		this.contextRunner.withPropertyValues(group + "=a")
			.run((context) -> assertThat(context.getStartupFailure()).isInstanceOfSatisfying(
					InvalidPropertyException.class,
					(failure) -> assertThat(failure.fix()).contains("such as '" + example + "'.")));
	}

	@Test
	void whenSeveralAreMisspeltThenAllAreNamed() {
		this.contextRunner.withPropertyValues("leader.tll=5s", "leader.wiat=5s")
			.run((context) -> assertThat(context.getStartupFailure()).hasMessageContaining("leader.tll")
				.hasMessageContaining("leader.wiat"));
	}

	@Test
	void whenAGroupIsEmptyThenTheApplicationStarts() {
		this.contextRunner.withPropertyValues("leader.redis=", "leader.elections=", "leader.web=")
			.run((context) -> assertThat(context.getBean(LeaderElections.class).names()).containsExactly("default"));
	}

	@Test
	void whenAPropertyIsNotNearlyOneOfOursThenItIsLoggedOnce(CapturedOutput output) {
		this.contextRunner.withPropertyValues("leader.colour=red", "leader.badge.size=2", "leader.ttl.unit=s")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output.getOut().split("There are no properties", -1)).hasSize(2);
		assertThat(output).contains("leader.colour").contains("leader.badge.size").contains("leader.ttl.unit");
	}

	@Test
	void whenTheApplicationBindsPropertiesOfItsOwnThenNothingIsSaid(CapturedOutput output) {
		this.contextRunner.withUserConfiguration(OwnProperties.class)
			.withPropertyValues("leader.region.name=north", "leader.region.nmae=north")
			.run((context) -> assertThat(context.getBean(RegionProperties.class).getName()).isEqualTo("north"));
		assertThat(output).doesNotContain("no properties");
	}

	@Test
	void whenAllPropertiesExistThenNothingIsSaid(CapturedOutput output) {
		this.contextRunner.withBean("consumer", Consumer.class)
			.withPropertyValues("leader.drainTimeout=1s", "leader.redis.key_prefix=a:",
					"leader.lifecycle-beans[0]=consumer", "leader.web.redirect=https://a",
					"leader.health.problemStatus=up", "leader.health.leaderless-leases=1",
					"leader.endpoint.allow-revoke=true", "leader.test.leading=true", "leader.elections.a.rank=1",
					"leader.elections[my.report].drainTimeout=1s", "leader.elections.default.lifecycle-beans=")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("no propert").doesNotContain("look like");
	}

	@Test
	void whenVariablesSetPropertiesInAnySpellingThenNothingIsSaid(CapturedOutput output) {
		variables("LEADER_AUTO_START", "false", "LEADER_AUTOSTART", "false", "LEADER_REDIS_KEYPREFIX", "a:",
				"LEADER_REDIS_KEY_PREFIX", "a:", "LEADER_LIFECYCLEBEANS_0_", "consumer", "LEADER_ELECTIONS_NIGHTLY_TTL",
				"5s", "LEADER_ELECTIONS_NIGHTLY_DRAIN_TIMEOUT", "1s", "LEADER_WEB_REDIRECT", "https://a")
			.withBean("consumer", Consumer.class)
			.run((context) -> assertThat(context.getBean(LeaderElections.class).names()).containsExactly("default",
					"nightly"));
		assertThat(output).doesNotContain("no propert").doesNotContain("look like");
	}

	@ParameterizedTest
	@CsvSource({ "LEADER_TLL, leader.tll", "LEADER_ELECTION_ENABLED, leader.election.enabled",
			"LEADER_REDIS_HOST, leader.redis.host", "LEADER_REDIS, leader.redis", "LEADER_ELECTIONS, leader.elections",
			"LEADER_ELECTIONS_NIGHTLY, leader.elections.nightly", "LEADER_ELECTIONS_TTL, leader.elections.ttl" })
	void whenAVariableLooksLikeAPropertyThatDoesNotExistThenItIsLoggedAndHasNoEffect(String variable, String name,
			CapturedOutput output) {
		variables(variable, "5s")
			.run((context) -> assertThat(context.getBean(LeaderElections.class).names()).containsExactly("default"));
		assertThat(output).contains("Environment variables look like properties [" + name + "] that do not exist");
	}

	@ParameterizedTest
	@ValueSource(strings = { "LEADER", "LEADER_POD", "LEADERSHIP", "LEADER_IDENTITY" })
	void whenAVariableIsNotNearlyOneOfOursThenNothingIsSaid(String variable, CapturedOutput output) {
		variables(variable, "node-1")
			.run((context) -> assertThat(context.getBean(LeaderElections.class).names()).containsExactly("default"));
		assertThat(output).doesNotContain("look like");
	}

	@Test
	void whenAVariableIsNamedLikeTheRootThenElectionsAreBoundAllTheSame() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(LeaderAutoConfiguration.class))
			.withInitializer((context) -> replaceEnvironment(context, Map.of("LEADER", "node-1")))
			.withPropertyValues("spring.application.name=app")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("RedisConnectionFactory"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "leader", "leader-elections", "leader-redis", "leader-elections-nightly", "leader-web",
			"leader-ttl", "leader-lifecycle-beans" })
	void whenAServiceIsNamedLikeOurPropertiesThenItsVariablesHaveNoEffectAndASentenceSaysSo(String service,
			CapturedOutput output) {
		links(service).withPropertyValues("leader.ttl=7s").run((context) -> {
			LeaderElections elections = context.getBean(LeaderElections.class);
			assertThat(elections.names()).containsExactly("default");
			assertThat(elections.get("default").settings().ttl()).hasSeconds(7);
		});
		assertThat(output).contains("The environment has variables of services [" + service + "]")
			.contains("enableServiceLinks: false")
			.doesNotContain("do not exist");
	}

	@Test
	void whenNoElectionIsConfiguredThenAServiceMakesNone() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(LeaderAutoConfiguration.class))
			.withInitializer((context) -> replaceEnvironment(context, linksOf("leader-elections")))
			.withPropertyValues("spring.application.name=app", "leader.standalone=true")
			.run((context) -> assertThat(context.getBean(LeaderElections.class).names()).containsExactly("default"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "port", "service", "nightly" })
	void whenAnElectionIsNamedLikeAServiceThenItIsThereAllTheSame(String election) {
		links("leader-elections").withPropertyValues("leader.elections." + election + ".ttl=9s").run((context) -> {
			LeaderElections elections = context.getBean(LeaderElections.class);
			assertThat(elections.names()).containsExactly("default", election);
			assertThat(elections.get(election).settings().ttl()).hasSeconds(9);
		});
		links("leader-elections-" + election).withPropertyValues("leader.elections." + election + ".ttl=9s")
			.run((context) -> assertThat(context.getBean(LeaderElections.class).names()).containsExactly("default",
					election));
	}

	@Test
	void whenDockerLinksAContainerThenItsVariablesHaveNoEffect(CapturedOutput output) {
		variables("LEADER_ELECTIONS_NAME", "/app/leader-elections", "LEADER_ELECTIONS_PORT", "tcp://172.17.0.5:6379",
				"LEADER_ELECTIONS_PORT_6379_TCP", "tcp://172.17.0.5:6379", "LEADER_ELECTIONS_PORT_6379_TCP_ADDR",
				"172.17.0.5", "LEADER_ELECTIONS_ENV_REDIS_VERSION", "7")
			.run((context) -> assertThat(context.getBean(LeaderElections.class).names()).containsExactly("default"));
		assertThat(output).contains("variables of services [leader-elections]").doesNotContain("do not exist");
	}

	private ApplicationContextRunner links(String service) {
		return this.contextRunner.withInitializer((context) -> replaceEnvironment(context, linksOf(service)));
	}

	private ApplicationContextRunner variables(String... variables) {
		Map<String, Object> map = new LinkedHashMap<>();
		for (int i = 0; i < variables.length; i += 2) {
			map.put(variables[i], variables[i + 1]);
		}
		return this.contextRunner.withInitializer((context) -> replaceEnvironment(context, map));
	}

	/**
	 * All that Kubernetes sets for a service with two ports.
	 */
	private static Map<String, Object> linksOf(String service) {
		String prefix = service.toUpperCase().replace('-', '_') + "_";
		Map<String, Object> variables = new LinkedHashMap<>();
		variables.put(prefix + "SERVICE_HOST", "10.0.0.11");
		variables.put(prefix + "SERVICE_PORT", "6379");
		variables.put(prefix + "SERVICE_PORT_REDIS", "6379");
		variables.put(prefix + "SERVICE_PORT_HTTP_METRICS", "9121");
		variables.put(prefix + "PORT", "tcp://10.0.0.11:6379");
		for (String port : new String[] { "6379_TCP", "9121_UDP", "9122_SCTP" }) {
			variables.put(prefix + "PORT_" + port, "tcp://10.0.0.11:6379");
			variables.put(prefix + "PORT_" + port + "_PROTO", "tcp");
			variables.put(prefix + "PORT_" + port + "_PORT", "6379");
			variables.put(prefix + "PORT_" + port + "_ADDR", "10.0.0.11");
		}
		return variables;
	}

	private static void replaceEnvironment(ConfigurableApplicationContext context, Map<String, Object> variables) {
		String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
		context.getEnvironment()
			.getPropertySources()
			.replace(name, new SystemEnvironmentPropertySource(name, variables));
	}

	static class Consumer implements Lifecycle {

		@Override
		public void start() {
		}

		@Override
		public void stop() {
		}

		@Override
		public boolean isRunning() {
			return false;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(RegionProperties.class)
	static class OwnProperties {

	}

}

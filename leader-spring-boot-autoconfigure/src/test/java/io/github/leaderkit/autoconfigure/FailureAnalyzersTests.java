package io.github.leaderkit.autoconfigure;

import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.LeaderOnly;
import io.github.leaderkit.store.redis.LeaseConnectionCustomizer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.mockito.Mockito.mock;

/**
 * Tests for what an application prints that cannot start.
 */
@ExtendWith(OutputCaptureExtension.class)
class FailureAnalyzersTests {

	private CapturedOutput output;

	@BeforeEach
	void capture(CapturedOutput output) {
		this.output = output;
	}

	@Test
	void withoutAnyKey() {
		fail();
		assertThat(this.output)
			.contains(
					"The property 'leader.key' cannot work: Neither leader.key nor " + "spring.application.name is set")
			.contains("Set leader.key (or spring.application.name)");
	}

	@Test
	void withABlankKey() {
		fail("leader.key=");
		assertThat(this.output).contains("The property 'leader.key' cannot work: It is blank.")
			.contains("Value: \"\"")
			.contains("Set a key that all instances of the application share");
	}

	@Test
	void withSeveralElectionsOfWhichOneIsInjected() {
		fail(OneElection.class, "leader.standalone=true", "leader.elections.nightly.key=nightly",
				"leader.elections.orders.key=orders");
		assertThat(this.output)
			.contains("OneElection required one LeaderElection, but there are several: [nightly, orders].")
			.contains("Name one of them, as in @Qualifier(\"nightly\").")
			.doesNotContain("marking one of the beans as @Primary");
	}

	@Test
	void withATtlInMilliseconds() {
		fail("leader.key=app", "leader.ttl=15");
		assertThat(this.output).contains("The property 'leader.ttl' cannot work: It is 15ms, less than 1s.")
			.contains("Value: \"15\"")
			.contains("Origin: \"leader.ttl\" from property source")
			.contains("If you meant seconds, write '15s'.");
	}

	@Test
	void withATtlOfANamedElectionInMilliseconds() {
		fail("leader.key=app", "leader.elections.nightly-report.ttl=15");
		assertThat(this.output)
			.contains("The property 'leader.elections.nightly-report.ttl' cannot work: It is 15ms, less than 1s.")
			.contains("Value: \"15\"");
	}

	@Test
	void withACommandTimeoutThatDoesNotFit() {
		fail("leader.key=app", "leader.ttl=3s", "leader.redis.command-timeout=2s");
		assertThat(this.output)
			.contains("The property 'leader.redis.command-timeout' cannot work: It is 2s, which does "
					+ "not fit a ttl of 3s and a wait of 2s.")
			.contains("Set a command timeout between 1ms and");
	}

	@Test
	void withANegativeNumberOfReplicas() {
		fail("leader.key=app", "leader.redis.wait-replicas=-1");
		assertThat(this.output)
			.contains("The property 'leader.redis.wait-replicas' cannot work: It is -1, less than 0.")
			.contains("Value: \"-1\"")
			.contains("Set how many replicas of Redis must acknowledge a lease");
	}

	@Test
	void withANegativeNumberOfElectionsToLead() {
		fail("leader.key=app", "leader.max-led=-1");
		assertThat(this.output).contains("The property 'leader.max-led' cannot work: It is -1.")
			.contains("Value: \"-1\"")
			.contains("Set how many elections this instance should lead at most");
	}

	@Test
	void withARankThatIsNone() {
		fail("leader.key=app", "leader.rank=10");
		assertThat(this.output).contains("The property 'leader.rank' cannot work: It is 10.").contains("Value: \"10\"");
	}

	@Test
	void withReplicasToWaitForInACluster() {
		fail("leader.key=app", "leader.redis.wait-replicas=1", "spring.data.redis.cluster.nodes=127.0.0.1:6390");
		assertThat(this.output)
			.contains("The property 'leader.redis.wait-replicas' cannot work: It is 1, but in Redis Cluster")
			.contains("Value: \"1\"")
			.contains("Leave it out");
	}

	@Test
	void withReplicasToWaitForOnAConnectionThatIsShared() {
		fail(SharedFactory.class, "leader.key=app", "leader.redis.wait-replicas=1");
		assertThat(this.output).contains(
				"The property 'leader.redis.wait-replicas' cannot work: It is 1, but elections share the connections of")
			.contains("let elections use a Lettuce connection factory");
	}

	@Test
	void withADurationThatIsNone() {
		fail("leader.key=app", "leader.ttl=soon");
		assertThat(this.output).contains("leader.ttl").contains("soon").contains("is not a valid duration");
	}

	@Test
	void withAPropertyThatIsMisspelt() {
		fail("leader.key=app", "leader.standalone=true", "leader.tll=5s");
		assertThat(this.output).contains("The property 'leader.tll' cannot work: There is no such property.")
			.contains("Value: \"5s\"")
			.contains("Origin: \"leader.tll\" from property source")
			.contains("Write 'leader.ttl'.");
	}

	@Test
	void withAMisspeltKeyThatIsTheFirstThingToBeMissed() {
		fail("leader.kye=app");
		assertThat(this.output).contains("Write 'leader.key'.")
			.doesNotContain("Neither leader.key nor spring.application.name is set");
	}

	@Test
	void withASettingOfACustomizerThatCannotWork() {
		fail(ShortTtl.class, "leader.key=app", "leader.standalone=true");
		assertThat(this.output)
			.contains("An ElectionSettingsCustomizer has given the election 'default' a setting 'ttl' that cannot "
					+ "work: It is 15ms, less than 1s.")
			.contains("If you meant seconds, write '15s'.")
			.doesNotContain("The property 'leader.ttl'");
	}

	@Test
	void withACustomizerOfAConnectionThatIsShared() {
		run(new Class<?>[] { Application.class, SharedFactory.class, CustomizesConnection.class }, "leader.key=app");
		assertThat(this.output)
			.contains("There is a LeaseConnectionCustomizer, but elections have no private connection")
			.contains("Remove the customizer, or annotate a Lettuce connection factory with @LeaderRedis.");
	}

	@Test
	void withTwoElectionsOnOneKey() {
		fail("leader.key=app", "leader.elections.nightly.key=app", "leader.standalone=true");
		assertThat(this.output)
			.contains("The property 'leader.elections.nightly.key' cannot work: The elections "
					+ "'default' and 'nightly' both use the key 'app'.")
			.contains("Give each election a key of its own.");
	}

	@Test
	void withAnElectionOfTheApplicationThatCannotWork() {
		fail(CreatesElection.class, "leader.key=app", "leader.standalone=true");
		assertThat(this.output)
			.contains("The setting 'key' of an election cannot work: The elections 'default' and "
					+ "'late' both use the key 'app'.")
			.contains("Give each election a key of its own.");
	}

	@Test
	void withAnUnknownElection() {
		fail(UnknownElection.class, "leader.key=app", "leader.standalone=true");
		assertThat(this.output)
			.contains("FailureAnalyzersTests$UnknownElection.run() is annotated with @LeaderOnly for "
					+ "the election 'nightly', which does not exist. The elections are [default].")
			.contains("Name one of these, or define an election 'nightly'.");
	}

	@Test
	void withABeanThatRunsOnlyWhileLeadingAndIsMisspelt() {
		fail("leader.key=app", "leader.standalone=true", "leader.lifecycle-beans=lettuceConnection");
		assertThat(this.output)
			.contains("The bean 'lettuceConnection' is to run only while this instance leads, but there is no "
					+ "bean of that name. Beans of type Lifecycle are [")
			.contains("Name one of these in lifecycle-beans.");
	}

	@Test
	void withABeanThatFollowsTwoElections() {
		fail("leader.key=app", "leader.standalone=true", "leader.lifecycle-beans=some",
				"leader.elections.nightly.lifecycle-beans=some");
		assertThat(this.output)
			.contains("The property 'leader.elections[nightly].lifecycle-beans' cannot work: It names the bean 'some', "
					+ "and so does leader.lifecycle-beans.")
			.contains("Let the bean follow one election.");
	}

	@Test
	void withAPrivateMethod() {
		fail(PrivateMethod.class, "leader.key=app", "leader.standalone=true");
		assertThat(this.output)
			.contains("FailureAnalyzersTests$PrivateMethod.run() is annotated with @LeaderOnly, but it is private")
			.contains("Make it a method of the bean that is at least package-private");
	}

	@Test
	void withAFinalMethod() {
		fail(FinalMethod.class, "leader.key=app", "leader.standalone=true");
		assertThat(this.output)
			.contains("FailureAnalyzersTests$FinalMethod.run() is annotated with @LeaderOnly, but it is final")
			.contains("Remove 'final'");
	}

	@Test
	void withAReturnTypeThatCannotBeGuarded() {
		fail(ReturnsInt.class, "leader.key=app", "leader.standalone=true");
		assertThat(this.output)
			.contains("FailureAnalyzersTests$ReturnsInt.run() is guarded by @LeaderOnly, but it returns int")
			.contains("Set what to return, as in @LeaderOnly(defaultValue = \"0\")");
	}

	@Test
	void withoutARedisConnectionFactory() {
		run(new Class<?>[] { WithoutRedis.class }, "leader.key=app");
		assertThat(this.output).contains("Elections need a RedisConnectionFactory, but there is none")
			.contains("leader.standalone=true");
	}

	@Test
	void withSeveralRedisConnectionFactories() {
		fail(TwoFactories.class, "leader.key=app");
		assertThat(this.output)
			.contains("Elections need one RedisConnectionFactory, but there are several: [first, second].")
			.contains("Annotate the one that elections are to use with @LeaderRedis, or mark one as @Primary.");
	}

	private void fail(String... properties) {
		run(new Class<?>[] { Application.class }, properties);
	}

	private void fail(Class<?> bean, String... properties) {
		run(new Class<?>[] { Application.class, bean }, properties);
	}

	private void run(Class<?>[] sources, String... properties) {
		String[] arguments = Stream.of(properties).map((property) -> "--" + property).toArray(String[]::new);
		Throwable failure = catchThrowable(() -> new SpringApplication(sources).run(arguments).close());
		assertThat(failure).as(Arrays.toString(properties)).isNotNull();
		assertThat(this.output).contains("APPLICATION FAILED TO START").contains("Action:");
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ DataRedisAutoConfiguration.class, LeaderAutoConfiguration.class })
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(LeaderAutoConfiguration.class)
	static class WithoutRedis {

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoFactories {

		@Bean
		RedisConnectionFactory first() {
			return new LettuceConnectionFactory();
		}

		@Bean
		RedisConnectionFactory second() {
			return new LettuceConnectionFactory();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SharedFactory {

		@Bean
		RedisConnectionFactory redisConnectionFactory() {
			return mock(RedisConnectionFactory.class);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ShortTtl {

		@Bean
		ElectionSettingsCustomizer shortTtl() {
			return (election, settings) -> settings.ttl(Duration.ofMillis(15));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class CustomizesConnection {

		@Bean
		LeaseConnectionCustomizer clientName() {
			return (configuration) -> configuration.clientName("elections");
		}

	}

	static class CreatesElection {

		CreatesElection(LeaderElections elections) {
			elections.create("late", ElectionSettings.withKey("app").build());
		}

	}

	static class OneElection {

		OneElection(LeaderElection election) {
			assertThat(election).isNotNull();
		}

	}

	static class UnknownElection {

		@LeaderOnly("nightly")
		void run() {
		}

	}

	static class PrivateMethod {

		@LeaderOnly
		private void run() {
		}

	}

	static class FinalMethod {

		@LeaderOnly
		final void run() {
		}

	}

	static class ReturnsInt {

		@LeaderOnly
		int run() {
			return 1;
		}

	}

}

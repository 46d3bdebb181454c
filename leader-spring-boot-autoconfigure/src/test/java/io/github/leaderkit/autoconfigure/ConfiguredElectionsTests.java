package io.github.leaderkit.autoconfigure;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.ElectionSettings.OnError;
import io.github.leaderkit.ElectionSettings.Safety;
import io.github.leaderkit.InvalidElectionSettingException;
import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link ConfiguredElections}.
 */
class ConfiguredElectionsTests {

	@Test
	void theKeyMakesTheDefaultElection() {
		Map<String, ElectionSettings> settings = settings(null, "leader.key=app");
		assertThat(settings).containsOnlyKeys("default");
		assertThat(settings.get("default").key()).isEqualTo("app");
	}

	@Test
	void theNameOfTheApplicationMakesTheDefaultElectionIfNoneIsNamed() {
		Map<String, ElectionSettings> settings = settings("orders");
		assertThat(settings).containsOnlyKeys("default");
		assertThat(settings.get("default").key()).isEqualTo("orders");
		assertThat(settings.get("default").application()).isEqualTo("orders");
	}

	@Test
	void theNameOfTheApplicationMakesNoDefaultElectionIfSomeAreNamed() {
		assertThat(settings("orders", "leader.elections.nightly.ttl=20s")).containsOnlyKeys("nightly");
	}

	@Test
	void theKeyMakesTheDefaultElectionBesideThoseThatAreNamed() {
		assertThat(settings(null, "leader.elections.nightly.ttl=20s", "leader.key=app")).containsOnlyKeys("default",
				"nightly");
	}

	@Test
	void theKeyOfANamedElectionIsMadeOfTheInheritedKeyAndItsName() {
		assertThat(settings("orders", "leader.key=app", "leader.elections.nightly.ttl=20s").get("nightly").key())
			.isEqualTo("app:nightly");
	}

	@Test
	void theKeyOfANamedElectionIsMadeOfTheNameOfTheApplicationIfNoneIsInherited() {
		assertThat(settings("orders", "leader.elections.nightly.ttl=20s").get("nightly").key())
			.isEqualTo("orders:nightly");
	}

	@Test
	void aNamedElectionMayHaveAKeyOfItsOwn() {
		assertThat(settings(null, "leader.elections.nightly.key=own").get("nightly").key()).isEqualTo("own");
	}

	@Test
	void theDefaultElectionMayBeConfiguredByItsName() {
		Map<String, ElectionSettings> settings = settings(null, "leader.key=app", "leader.ttl=20s",
				"leader.elections.default.ttl=30s");
		assertThat(settings).containsOnlyKeys("default");
		assertThat(settings.get("default").key()).isEqualTo("app");
		assertThat(settings.get("default").ttl()).isEqualTo(Duration.ofSeconds(30));
	}

	@Test
	void configuringTheDefaultElectionByItsNameDoesNotChangeItsKey() {
		assertThat(settings("orders", "leader.elections.default.ttl=30s").get("default").key()).isEqualTo("orders");
	}

	@Test
	void withoutPropertiesAnElectionHasTheDefaults() {
		ElectionSettings settings = settings(null, "leader.key=app").get("default");
		ElectionSettings defaults = ElectionSettings.withKey("app").build();
		assertThat(settings).usingRecursiveComparison().isEqualTo(defaults);
	}

	@Test
	void everyPropertyIsUsed() {
		ElectionSettings settings = settings("orders", "leader.key=app", "leader.enabled=true",
				"leader.auto-start=false", "leader.ttl=20s", "leader.wait=5s", "leader.instance=node-1",
				"leader.safety=strict", "leader.on-error=step-down", "leader.drain-timeout=7s",
				"leader.takeover-delay=3s", "leader.candidate=false", "leader.rank=4", "leader.max-tenure=1h",
				"leader.mdc=true", "leader.interrupt-on-demotion=true", "leader.redis.retention=1d")
			.get("default");
		assertThat(settings).usingRecursiveComparison()
			.isEqualTo(ElectionSettings.withKey("app")
				.application("orders")
				.autoStart(false)
				.ttl(Duration.ofSeconds(20))
				.waitTime(Duration.ofSeconds(5))
				.instance("node-1")
				.safety(Safety.STRICT)
				.onError(OnError.STEP_DOWN)
				.drainTimeout(Duration.ofSeconds(7))
				.takeoverDelay(Duration.ofSeconds(3))
				.candidate(false)
				.rank(4)
				.maxTenure(Duration.ofHours(1))
				.mdc(true)
				.interruptOnDemotion(true)
				.retention(Duration.ofDays(1))
				.build());
	}

	@Test
	void standaloneNoElectionIsStrict() {
		Map<String, ElectionSettings> settings = settings("orders", "leader.key=app", "leader.standalone=true",
				"leader.safety=strict", "leader.elections.nightly.safety=strict");
		assertThat(settings.values()).hasSize(2).extracting(ElectionSettings::safety).containsOnly(Safety.STANDARD);
	}

	@Test
	void aNamedElectionInheritsWhatItDoesNotSet() {
		Map<String, ElectionSettings> settings = settings(null, "leader.key=app", "leader.auto-start=false",
				"leader.ttl=20s", "leader.wait=5s", "leader.instance=node-1", "leader.safety=strict",
				"leader.on-error=step-down", "leader.drain-timeout=7s", "leader.takeover-delay=3s",
				"leader.elections.nightly.key=app2");
		assertThat(settings.get("nightly")).usingRecursiveComparison()
			.ignoringFields("key")
			.isEqualTo(settings.get("default"));
	}

	@Test
	void aNamedElectionOverridesWhatItSets() {
		ElectionSettings settings = settings("orders", "leader.key=app", "leader.ttl=30s", "leader.auto-start=true",
				"leader.elections.nightly.auto-start=false", "leader.elections.nightly.ttl=20s",
				"leader.elections.nightly.wait=5s", "leader.elections.nightly.instance=node-1",
				"leader.elections.nightly.safety=strict", "leader.elections.nightly.on-error=step-down",
				"leader.elections.nightly.drain-timeout=7s", "leader.elections.nightly.takeover-delay=3s",
				"leader.elections.nightly.enabled=false")
			.get("nightly");
		assertThat(settings).usingRecursiveComparison()
			.isEqualTo(ElectionSettings.withKey("app:nightly")
				.application("orders")
				.enabled(false)
				.autoStart(false)
				.ttl(Duration.ofSeconds(20))
				.waitTime(Duration.ofSeconds(5))
				.instance("node-1")
				.safety(Safety.STRICT)
				.onError(OnError.STEP_DOWN)
				.drainTimeout(Duration.ofSeconds(7))
				.takeoverDelay(Duration.ofSeconds(3))
				.build());
	}

	@Test
	void theCommandTimeoutFollowsTheSmallestTtl() {
		ConfiguredElections elections = elections(null, "leader.key=app", "leader.ttl=12s",
				"leader.elections.fast.ttl=6s");
		assertThat(elections.commandTimeout(elections.settings().values())).isEqualTo(Duration.ofMillis(500));
	}

	@Test
	void theCommandTimeoutMayBeSet() {
		ConfiguredElections elections = elections(null, "leader.key=app", "leader.redis.command-timeout=250ms");
		assertThat(elections.commandTimeout(elections.settings().values())).isEqualTo(Duration.ofMillis(250));
	}

	@Test
	void withoutAKeyAndANameOfTheApplicationThereIsNoElection() {
		InvalidPropertyException refused = refused(null);
		assertThat(refused.property()).isEqualTo("leader.key");
		assertThat(refused.problem()).contains("Neither leader.key nor spring.application.name is set");
		assertThat(refused(" ", "leader.elections.nightly.ttl=20s").problem()).contains("'nightly'");
	}

	@Test
	void withoutAKeyElectionsThatContendNowhereExist() {
		assertThat(settings(null, "leader.enabled=false")).containsOnlyKeys("default");
		assertThat(settings(null, "leader.enabled=false", "leader.elections.a.ttl=20s", "leader.elections.b.ttl=20s"))
			.containsOnlyKeys("a", "b");
	}

	@Test
	void aBlankKeyIsRefusedByTheNameOfItsProperty() {
		assertThat(refused("orders", "leader.key=").property()).isEqualTo("leader.key");
		assertThat(refused("orders", "leader.elections.nightly.key=  ").property())
			.isEqualTo("leader.elections.nightly.key");
	}

	@Test
	void aKeyThatCannotBeIsRefusedByTheNameOfThePropertyThatItComesFrom() {
		assertThat(refused("{orders}").property()).isEqualTo("spring.application.name");
		assertThat(refused("orders", "leader.key={a}").property()).isEqualTo("leader.key");
		assertThat(refused("orders", "leader.elections.nightly.key={a}").property())
			.isEqualTo("leader.elections.nightly.key");
	}

	@Test
	void aTtlInMillisecondsIsRefusedByTheNameOfItsPropertyWithASuggestion() {
		InvalidPropertyException refused = refused(null, "leader.key=app", "leader.ttl=15");
		assertThat(refused.property()).isEqualTo("leader.ttl");
		assertThat(refused.problem()).contains("15ms", "1s");
		assertThat(refused.fix()).contains("15s");
	}

	@Test
	void aSettingOfANamedElectionIsRefusedByTheNameOfItsProperty() {
		assertThat(refused(null, "leader.key=app", "leader.elections.nightly.ttl=15").property())
			.isEqualTo("leader.elections.nightly.ttl");
		assertThat(refused(null, "leader.key=app", "leader.elections[my.report].ttl=15").property())
			.isEqualTo("leader.elections[my.report].ttl");
		assertThat(refused(null, "leader.key=app", "leader.elections.nightly.instance= ").property())
			.isEqualTo("leader.elections.nightly.instance");
		assertThat(refused(null, "leader.key=app", "leader.elections.nightly.drain-timeout=-1s").property())
			.isEqualTo("leader.elections.nightly.drain-timeout");
		assertThat(refused(null, "leader.key=app", "leader.elections.nightly.takeover-delay=-1s").property())
			.isEqualTo("leader.elections.nightly.takeover-delay");
		assertThat(refused(null, "leader.key=app", "leader.elections.nightly.wait=0").property())
			.isEqualTo("leader.elections.nightly.wait");
	}

	@Test
	void aSettingThatANamedElectionInheritsIsRefusedByTheNameOfTheInheritedProperty() {
		assertThat(refused(null, "leader.elections.nightly.key=app", "leader.ttl=15").property())
			.isEqualTo("leader.ttl");
	}

	@Test
	void aCommandTimeoutThatDoesNotFitTheTtlIsRefused() {
		InvalidPropertyException refused = refused(null, "leader.key=app", "leader.ttl=3s",
				"leader.redis.command-timeout=2s");
		assertThat(refused.property()).isEqualTo("leader.redis.command-timeout");
		assertThat(refused.problem()).contains("2s", "3s");
	}

	@Test
	void aRetentionThatDoesNotFitTheTtlIsRefused() {
		assertThat(refused(null, "leader.key=app", "leader.redis.retention=1m").property())
			.isEqualTo("leader.redis.retention");
	}

	@Test
	void twoElectionsOnOneKeyAreRefusedByTheNameOfTheProperty() {
		ConfiguredElections elections = elections(null, "leader.key=app", "leader.elections.nightly.key=app");
		InvalidPropertyException refused = catchThrowableOfType(InvalidPropertyException.class,
				() -> elections.check("nightly", () -> {
					throw new InvalidElectionSettingException("key", "Taken.", "Change it.");
				}));
		assertThat(refused.property()).isEqualTo("leader.elections.nightly.key");
	}

	@Test
	void aRankThatIsNoneIsRefusedByTheNameOfItsProperty() {
		InvalidPropertyException refused = refused(null, "leader.key=app", "leader.rank=10");
		assertThat(refused.property()).isEqualTo("leader.rank");
		assertThat(refused.problem()).contains("10");
		assertThat(refused.fix()).contains("0", "9");
		assertThat(refused(null, "leader.key=app", "leader.elections.nightly.rank=-1").property())
			.isEqualTo("leader.elections.nightly.rank");
		assertThat(refused(null, "leader.elections.nightly.key=app", "leader.rank=-1").property())
			.isEqualTo("leader.rank");
	}

	@Test
	void aTenureThatIsTooShortIsRefusedByTheNameOfItsProperty() {
		InvalidPropertyException refused = refused(null, "leader.key=app", "leader.max-tenure=10s");
		assertThat(refused.property()).isEqualTo("leader.max-tenure");
		assertThat(refused.problem()).contains("10s", "15s");
		assertThat(refused(null, "leader.key=app", "leader.elections.nightly.max-tenure=-1s").property())
			.isEqualTo("leader.elections.nightly.max-tenure");
		assertThat(refused(null, "leader.key=app", "leader.max-tenure=366d").problem()).contains("more than a year");
	}

	@Test
	void aNegativeNumberOfElectionsToLeadIsRefused() {
		InvalidPropertyException refused = catchThrowableOfType(InvalidPropertyException.class,
				() -> elections(null, "leader.key=app", "leader.max-led=-1").maxLed());
		assertThat(refused.property()).isEqualTo("leader.max-led");
		assertThat(refused.problem()).contains("-1");
		assertThat(refused.fix()).contains("leader.candidate=false");
		assertThat(elections(null, "leader.key=app").maxLed()).isZero();
		assertThat(elections(null, "leader.key=app", "leader.max-led=3").maxLed()).isEqualTo(3);
	}

	private static InvalidPropertyException refused(String application, String... properties) {
		InvalidPropertyException refused = catchThrowableOfType(InvalidPropertyException.class,
				() -> settings(application, properties));
		assertThat(refused).isNotNull();
		return refused;
	}

	private static Map<String, ElectionSettings> settings(String application, String... properties) {
		return elections(application, properties).settings();
	}

	private static ConfiguredElections elections(String application, String... properties) {
		Map<String, String> map = new LinkedHashMap<>();
		for (String property : properties) {
			int separator = property.indexOf('=');
			map.put(property.substring(0, separator), property.substring(separator + 1));
		}
		return new ConfiguredElections(
				new Binder(new MapConfigurationPropertySource(map)).bindOrCreate("leader", LeaderProperties.class),
				application);
	}

}

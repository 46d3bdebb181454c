package io.github.leaderkit.autoconfigure.actuate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.leaderkit.autoconfigure.actuate.OperatedInstance.Answer;
import io.github.leaderkit.testing.RedisServerProcess;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two applications that use one key by mistake, on a real Redis.
 */
@Tag("jdk-independent")
@ExtendWith(OutputCaptureExtension.class)
class TwoApplicationsOnRedisTests {

	private static final String WARNING = "belongs to another application";

	private final RedisServerProcess redis = RedisServerProcess.start();

	private final List<OperatedInstance> instances = new ArrayList<>();

	@AfterEach
	void close() {
		this.instances.forEach(OperatedInstance::close);
		this.redis.close();
	}

	@Test
	void whenTwoApplicationsUseOneKeyThenTheOneThatNeverLeadsSaysSoInLogHealthAndEndpoint(CapturedOutput output) {
		OperatedInstance billing = start("one", "spring.application.name=billing");
		await().until(billing.election()::isLeader);
		OperatedInstance shop = start("two", "spring.application.name=shop", "leader.wait=20ms");
		await().until(() -> shop.election().currentLeader().isPresent());
		Answer health = shop.get("/health/leader");
		assertThat(health.<String>at("$.status")).isEqualTo("UP");
		assertThat(health.<String>at("$.details.default.otherApplication")).isEqualTo("billing");
		assertThat(shop.get("/leader/default").<String>at("$.otherApplication")).isEqualTo("billing");
		assertThat(billing.get("/health/leader").<Map<String, Object>>at("$.details.default")).containsOnlyKeys("state",
				"term");
		long attempts = shop.election().status().contact().roundTrip().toNanos();
		await().until(() -> shop.election().status().contact().roundTrip().toNanos() != attempts);
		assertThat(output).containsOnlyOnce(WARNING)
			.contains("Election 'default': its leader one belongs to another application, 'billing', which uses the "
					+ "same key 'operated'");
	}

	@Test
	void whenTheElectionOfAnotherApplicationHasTheKeyThatAPrefixMakesThenThatIsSaid(CapturedOutput output) {
		OperatedInstance shop = start("one", "spring.application.name=shop", "leader.key=operated:nightly");
		await().until(shop.election()::isLeader);
		OperatedInstance billing = start("two", "spring.application.name=billing",
				"leader.elections.nightly.drain-timeout=1s");
		await().untilAsserted(
				() -> assertThat(billing.get("/health/leader").<String>at("$.details.nightly.otherApplication"))
					.isEqualTo("shop"));
		assertThat(output).containsOnlyOnce(WARNING).contains("Election 'nightly': its leader one");
	}

	@Test
	void whenTheInstancesAreOfOneApplicationThenNothingIsSaid(CapturedOutput output) {
		OperatedInstance old = start("one", "spring.application.name=shop", "spring.application.version=1");
		await().until(old.election()::isLeader);
		OperatedInstance recent = start("two", "spring.application.name=shop", "spring.application.version=2");
		await().until(() -> recent.election().currentLeader().isPresent());
		assertThat(recent.get("/health/leader").<Map<String, Object>>at("$.details.default")).containsOnlyKeys("state",
				"leader");
		assertThat(output).doesNotContain(WARNING);
	}

	private OperatedInstance start(String name, String... properties) {
		OperatedInstance instance = OperatedInstance.start(this.redis, name, properties);
		this.instances.add(instance);
		return instance;
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(20));
	}

}

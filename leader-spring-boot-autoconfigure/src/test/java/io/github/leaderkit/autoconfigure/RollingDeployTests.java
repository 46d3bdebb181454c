package io.github.leaderkit.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import io.github.leaderkit.testing.RedisExtension;
import io.github.leaderkit.testing.RedisServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One instance after the other is replaced by one of a later version.
 */
@Tag("slow")
@Timeout(value = 2, unit = TimeUnit.MINUTES)
@ExtendWith(RedisExtension.class)
class RollingDeployTests {

	private static final int INSTANCES = 3;

	@Test
	void whenTheNewInstancesHaveALowerRankThenTheLeadershipIsHandedOverOnce(RedisServer redis) throws Exception {
		String key = UUID.randomUUID().toString();
		try (Fleet fleet = new Fleet(redis, key, Duration.ofSeconds(10))) {
			List<Instance> old = new ArrayList<>();
			List<Instance> later = new ArrayList<>();
			for (int i = 0; i < INSTANCES; i++) {
				old.add(fleet.start(Map.of("leader.rank", "9")));
			}
			Instance leader = fleet.awaitLeader();
			old.remove(leader);
			old.add(0, leader);
			for (Instance instance : old) {
				Instance replacement = fleet.start(Map.of("leader.rank", "0"));
				later.add(replacement);
				Fleet.await().until(() -> listeners(redis, key) == INSTANCES + 1);
				instance.close();
				fleet.awaitLeader();
			}
			assertThat(old).extracting((instance) -> instance.promotions().size()).containsExactly(1, 0, 0);
			assertThat(later).extracting((instance) -> instance.promotions().size()).containsExactly(1, 0, 0);
			assertThat(fleet.overlaps()).isEmpty();
		}
	}

	/**
	 * How many instances hear of a release.
	 */
	private static long listeners(RedisServer redis, String key) {
		return (Long) redis.execute("PUBSUB", "NUMSUB", "leader:" + key + ":events").get(1);
	}

}

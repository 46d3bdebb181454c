package io.github.leaderkit.chaos;

import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

import io.github.leaderkit.chaos.arena.Profile;
import io.github.leaderkit.chaos.family.DataLoss;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PlanTests {

	@Test
	void whenASessionIsForSchedulesThenRedisForgetsNothing() {
		assertThat(losing("schedules")).isEmpty();
	}

	@Test
	void whenNotAllReplicasAreWaitedForThenAFailoverMayLoseWrites() {
		assertThat(DataLoss.FAILOVER.isPossible(Profile.STANDARD.waitingFor(2))).isFalse();
		assertThat(losing("sentinel")).contains("sentinel-master-isolated");
		assertThat(losing("sentinel-split")).contains("sentinel-master-killed", "sentinel-master-isolated",
				"churn+sentinel-failover");
	}

	@Test
	void whenRedisComesBackWithAllDataThenItForgetsNothing() {
		assertThat(losing("data"))
			.contains("redis-restart-empty", "redis-restart-aof-everysec", "redis-restart-rdb", "redis-flushall",
					"redis-del", "churn+redis-flushall")
			.doesNotContain("redis-restart-aof-always", "redis-out-of-memory");
	}

	private static Set<String> losing(String name) {
		Set<String> losing = new TreeSet<>();
		for (Session session : Plan.of(false, new Random(1))) {
			if (session.name().equals(name)) {
				assertThat(session.faults()).isNotEmpty();
				session.faults()
					.stream()
					.filter((family) -> family.loss().isPossible(session.profile()))
					.forEach((family) -> losing.add(family.name()));
			}
		}
		return losing;
	}

}

package io.github.leaderkit.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.store.redis.RedisLeaseStore;
import io.github.leaderkit.testing.RedisServerProcess;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many elections on a Redis that takes requests and does not answer.
 */
@Tag("slow")
@Timeout(180)
class SilentRedisTests {

	private static final int MANY = 400;

	private static final Duration TTL = Duration.ofSeconds(6);

	private static final Duration DRAIN = Duration.ofSeconds(1);

	@Test
	void whenManyElectionsStopWhileRedisIsSilentThenThatTakesNoLongerThanForOne() throws Exception {
		Duration commandTimeout = ElectionSettings.commandTimeoutFor(List.of(TTL));
		try (RedisServerProcess redis = RedisServerProcess.start()) {
			LettuceConnectionFactory application = new LettuceConnectionFactory(redis.configuration());
			application.afterPropertiesSet();
			ElectionEngine engine = new ElectionEngine(
					new RedisLeaseStore(application, "leader:", commandTimeout, System::nanoTime), commandTimeout,
					true);
			List<LeaderElection> elections = IntStream.range(0, MANY)
				.mapToObj((number) -> engine.create("election-" + number,
						ElectionSettings.withKey("key-" + number).ttl(TTL).drainTimeout(DRAIN).build()))
				.toList();
			engine.start();
			Awaitility.await()
				.atMost(Duration.ofMinutes(1))
				.until(() -> elections.stream().allMatch(LeaderElection::isLeader));
			redis.pause();
			try {
				long start = System.nanoTime();
				engine.stop().toCompletableFuture().get(2, TimeUnit.MINUTES);
				assertThat(Duration.ofNanos(System.nanoTime() - start))
					.isLessThan(DRAIN.plus(commandTimeout.multipliedBy(2)).plusSeconds(3));
			}
			finally {
				redis.resume();
				application.destroy();
			}
		}
	}

}

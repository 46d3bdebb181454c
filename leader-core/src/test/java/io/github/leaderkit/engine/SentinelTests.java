package io.github.leaderkit.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.leaderkit.engine.Contest.Contender;
import io.github.leaderkit.engine.Contest.Violations;
import io.github.leaderkit.testing.RedisSentinels;
import io.github.leaderkit.testing.SideBySide;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Elections through failovers that Sentinels make. A replica is waited for but in one
 * test: a Sentinel on a busy machine may take a master for dead, and then there are two.
 */
@Tag("jdk-independent")
@Timeout(value = 3, unit = TimeUnit.MINUTES)
@SideBySide
class SentinelTests {

	private static final Duration TTL = Duration.ofSeconds(2);

	private static final Duration SOON = Duration.ofSeconds(40);

	private static final List<String> KEYS = List.of("orders", "reports");

	private static final String KEY = KEYS.get(0);

	@Test
	void whenAReplicaIsMadeTheMasterAndAReplicaIsWaitedForThenOneLeadsAgain() throws Exception {
		try (RedisSentinels redis = RedisSentinels.start(); Contest contest = new Contest(KEYS, TTL, 1)) {
			threeJoin(contest, redis);
			long term = contest.terms().get(KEY);
			redis.failOver();
			redis.awaitAnotherMaster();
			contest.awaitLeaders(SOON);
			staysLed(contest);
			assertThat(contest.end()).matches(Violations::none);
			assertThat(contest.terms().get(KEY)).isGreaterThanOrEqualTo(term);
		}
	}

	@Test
	void whenTheMasterIsKilledThenOneLeadsAgain() throws Exception {
		try (RedisSentinels redis = RedisSentinels.start(); Contest contest = new Contest(KEYS, TTL, 1)) {
			threeJoin(contest, redis);
			redis.firstMaster().kill();
			redis.awaitAnotherMaster();
			contest.awaitLeaders(SOON);
			staysLed(contest);
			assertThat(contest.end()).matches(Violations::none);
		}
	}

	@Test
	void whenTheMasterIsCutOffWithTheLeaderAndNoReplicaIsWaitedForThenTwoLead() throws Exception {
		try (RedisSentinels redis = RedisSentinels.start(); Contest contest = new Contest(List.of(KEY), TTL, 0)) {
			Contender inside = leaderBesideTheMaster(contest, redis);
			Contender outside = contest.join(redis.configuration());
			contest.begin();
			await().until(() -> outside.election(KEY).currentLeader().isPresent());
			redis.networkOfFirstMaster().cut();
			await().atMost(SOON).until(() -> outside.isLeader(KEY));
			await("the limit that the documentation states").until(() -> inside.isLeader(KEY));
			staysLed(contest);
			assertThat(contest.end().overlaps()).containsKey(KEY);
		}
	}

	@Test
	void whenTheMasterIsCutOffWithTheLeaderAndAReplicaIsWaitedForThenOnlyOneLeads() throws Exception {
		try (RedisSentinels redis = RedisSentinels.start("--min-replicas-to-write", "1", "--min-replicas-max-lag", "1");
				Contest contest = new Contest(List.of(KEY), TTL, 1)) {
			Contender inside = leaderBesideTheMaster(contest, redis);
			Contender outside = contest.join(redis.configuration());
			contest.begin();
			await().until(() -> outside.election(KEY).currentLeader().isPresent());
			long term = contest.terms().get(KEY);
			redis.networkOfFirstMaster().cut();
			await().atMost(SOON)
				.until(() -> outside.election(KEY)
					.leadership()
					.filter((leadership) -> leadership.term() > term)
					.isPresent());
			assertThat(inside.isLeader(KEY)).isFalse();
			assertThat(inside.replicaShortfalls()).isPositive();
			redis.networkOfFirstMaster().heal();
			redis.awaitFirstMasterIsReplica();
			staysLed(contest);
			assertThat(contest.end()).matches(Violations::none);
		}
	}

	private static void threeJoin(Contest contest, RedisSentinels redis) {
		Stream.generate(redis::configuration).limit(3).forEach(contest::join);
		contest.begin();
		contest.awaitLeaders(SOON);
	}

	/**
	 * Speaks to the master on its own port, and thus on its side of the cut.
	 */
	private static Contender leaderBesideTheMaster(Contest contest, RedisSentinels redis) {
		Contender leader = contest.join(redis.firstMaster().configuration());
		await().atMost(SOON).until(() -> leader.isLeader(KEY));
		return leader;
	}

	/**
	 * Watches for a ttl more.
	 */
	private static void staysLed(Contest contest) throws InterruptedException {
		TimeUnit.MILLISECONDS.sleep(TTL.toMillis());
		contest.awaitLeaders(SOON);
	}

}

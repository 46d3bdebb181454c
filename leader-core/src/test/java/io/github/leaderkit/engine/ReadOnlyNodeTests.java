package io.github.leaderkit.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.leaderkit.engine.Contest.Contender;
import io.github.leaderkit.engine.Contest.Violations;
import io.github.leaderkit.testing.BreakableNetwork;
import io.github.leaderkit.testing.RedisReplication;
import io.lettuce.core.api.async.RedisAsyncCommands;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.data.redis.connection.RedisConnection;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A failover as a managed Redis makes it: the name leads to another node, and the old one
 * lives on as a replica, with the connections that it has.
 */
@Tag("jdk-independent")
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ReadOnlyNodeTests {

	private static final Duration TTL = Duration.ofSeconds(2);

	private static final List<String> KEYS = List.of("orders", "reports");

	@ParameterizedTest
	@ValueSource(ints = { 0, 1 })
	void whenTheNodeBecomesAReplicaThenOwnConnectionsAreMadeAnewAndNotThoseOfTheApplication(int waitReplicas)
			throws Exception {
		try (BreakableNetwork name = new BreakableNetwork();
				RedisReplication redis = RedisReplication.start(2);
				Contest contest = new Contest(KEYS, TTL, waitReplicas)) {
			name.leadTo(redis.master());
			Contender first = contest.join(name.configuration());
			Contender second = contest.join(name.configuration());
			contest.begin();
			contest.awaitLeaders(Duration.ofSeconds(20));
			long firstClient = clientId(first);
			long secondClient = clientId(second);
			failOver(redis, name);
			contest.awaitLeaders(Duration.ofSeconds(30));
			TimeUnit.MILLISECONDS.sleep(TTL.toMillis());
			contest.awaitLeaders(Duration.ofSeconds(10));
			assertThat(contest.end()).matches(Violations::none);
			assertThat(clientId(first)).isEqualTo(firstClient);
			assertThat(clientId(second)).isEqualTo(secondClient);
			assertThat(redis.master().execute("ROLE").get(0)).isEqualTo("slave");
			assertThat(redis.replica(0).execute("HGET", "leader:orders", "o").get(0).toString()).contains("#");
		}
	}

	private static void failOver(RedisReplication redis, BreakableNetwork name) {
		String[] newMaster = { "REPLICAOF", "127.0.0.1", String.valueOf(redis.replica(0).port()) };
		redis.replica(0).execute("REPLICAOF", "NO", "ONE");
		redis.replica(1).execute(newMaster);
		redis.master().execute(newMaster);
		name.leadTo(redis.replica(0));
	}

	private static long clientId(Contender contender) throws Exception {
		try (RedisConnection connection = contender.factory().getConnection()) {
			return ((RedisAsyncCommands<?, ?>) connection.getNativeConnection()).clientId().get();
		}
	}

}

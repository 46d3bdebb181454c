package io.github.leaderkit.samples.operations;

import java.time.Duration;

import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.samples.operations.RunningInstance.Answer;
import io.github.leaderkit.testing.RedisServerProcess;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who may see and do what.
 */
@Tag("slow")
class OperationsApplicationTests {

	private static RedisServerProcess redis;

	private static RunningInstance one;

	private static RunningInstance two;

	@BeforeAll
	static void start() {
		redis = RedisServerProcess.start();
		one = RunningInstance.start(redis, "one");
		two = RunningInstance.start(redis, "two");
	}

	@AfterAll
	static void stop() {
		two.close();
		one.close();
		redis.close();
	}

	@Test
	void whenSomebodyUnknownAsksThenOnlyHealthAndMetricsAreTold() {
		assertThat(one.get("/leader").status()).isEqualTo(401);
		assertThat(one.get("/leader/default").status()).isEqualTo(401);
		assertThat(one.get("/info").status()).isEqualTo(401);
		assertThat(one.post("/leader/default/resign").status()).isEqualTo(401);
		assertThat(one.get("/prometheus").status()).isEqualTo(200);
		assertThat(one.get("/health").status()).isEqualTo(200);
		assertThat(one.get("/health").body()).doesNotContain("default");
	}

	@Test
	void whenThePasswordIsWrongThenNothingIsTold() {
		assertThat(one.as("on-call", "guess").get("/leader").status()).isEqualTo(401);
	}

	@Test
	void whenSomebodyIsOnCallThenTheyMayLookAndChangeNothing() {
		RunningInstance leader = leader();
		assertThat(leader.onCall().get("/leader").status()).isEqualTo(200);
		assertThat(leader.onCall().get("/leader").body()).contains("\"leading\":true");
		for (String action : new String[] { "resign", "pause", "resume", "revoke" }) {
			assertThat(leader.onCall().post("/leader/default/" + action).status()).as(action).isEqualTo(403);
		}
		assertThat(leader.election().isLeader()).isTrue();
	}

	@Test
	void whenAnOperatorLetsTheLeaderResignThenTheOtherLeads() {
		RunningInstance leader = leader();
		Answer answer = leader.operator().post("/leader/default/resign");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.body()).contains("gives the leadership up");
		LeaderElection other = ((leader == one) ? two : one).election();
		Awaitility.await().until(other::isLeader);
	}

	@Test
	void whenAnythingIsAskedThenNoPasswordIsTold() {
		assertThat(leader().operator().get("/leader").body()).doesNotContain("secret");
		assertThat(leader().operator().get("/info").body()).doesNotContain("secret");
		assertThat(leader().get("/prometheus").body()).doesNotContain("secret");
	}

	private static RunningInstance leader() {
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.until(() -> one.election().isLeader() || two.election().isLeader());
		return one.election().isLeader() ? one : two;
	}

}

package io.github.leaderkit.autoconfigure;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import io.github.leaderkit.LeaderElection.GuardedCall;
import io.github.leaderkit.LeaderElection.Registration;
import io.github.leaderkit.testing.Alone;
import io.github.leaderkit.testing.RedisServerProcess;
import io.github.leaderkit.testing.SideBySide;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the meters of running applications show of what happens on a Redis. A clock of
 * Redis that jumps cannot be had here.
 */
@Tag("jdk-independent")
@Timeout(60)
@SideBySide
class MetersOnRedisTests {

	private static final Duration TTL = Duration.ofSeconds(2);

	private final String key = UUID.randomUUID().toString();

	private final RedisServerProcess redis = RedisServerProcess.start();

	private final Fleet fleet = new Fleet(this.redis, this.key, TTL);

	@AfterEach
	void close() throws Exception {
		this.fleet.close();
		this.redis.close();
		assertThat(this.fleet.overlaps()).isEmpty();
	}

	@Test
	@Alone
	void whenOneLeadsAndAnotherFollowsThenTheMetersOfEachShowIt() {
		Instance leader = startLeader();
		Instance follower = startFollower();
		Fleet.await().until(() -> count(timer(leader, "leader.election.renewal", "outcome", "renewed")) > 1);
		Fleet.await().until(() -> count(timer(follower, "leader.election.attempt", "outcome", "held")) > 0);
		assertThat(gauge(leader, "leader.election.leading")).isOne();
		assertThat(gauge(leader, "leader.election.lease.remaining")).isBetween(0.01, 1.7);
		assertThat(gauge(leader, "leader.election.renewal.age")).isBetween(0.0, 1.7);
		assertThat(gauge(leader, "leader.election.leaderless")).isZero();
		assertThat(gauge(leader, "leader.election.eligible")).isOne();
		assertThat(counter(leader, "leader.election.promotions")).isOne();
		assertThat(count(timer(leader, "leader.election.attempt", "outcome", "granted"))).isOne();
		assertThat(count(timer(leader, "leader.election.announcing"))).isPositive();
		assertThat(gauge(follower, "leader.election.leading")).isZero();
		assertThat(gauge(follower, "leader.election.term")).isEqualTo(gauge(leader, "leader.election.term"))
			.isEqualTo(leader.term());
		assertThat(gauge(follower, "leader.election.lease.remaining")).isZero();
		assertThat(gauge(follower, "leader.election.renewal.age")).isNaN();
		assertThat(counter(follower, "leader.election.promotions")).isZero();
	}

	@Test
	@Alone
	void whenTheLeaderStopsThenTheDemotionAndTheHandoverAreMeasured() {
		Instance leader = startLeader();
		Instance follower = startFollower();
		leader.election().stop().toCompletableFuture().join();
		Fleet.await().until(() -> count(timer(follower, "leader.election.handover")) == 1);
		assertThat(follower.election().isLeader()).isTrue();
		assertThat(counter(leader, "leader.election.demotions", "reason", "stopped")).isOne();
		assertThat(timer(follower, "leader.election.handover").max(TimeUnit.SECONDS)).isLessThan(1);
		assertThat(count(timer(leader, "leader.election.draining"))).isZero();
	}

	@Test
	void whenALeaderWithWorkResignsThenTheDrainAndTheGuardedCallsAreMeasured() {
		Instance leader = startLeader();
		GuardedCall call = enter(leader);
		assertThat(gauge(leader, "leader.election.guard.active")).isOne();
		leader.election().resign();
		Fleet.await().until(() -> leader.election().status().state().name().equals("DRAINING"));
		assertThat(leader.election().tryEnter(TTL)).isNull();
		Fleet.await().until(() -> timer(leader, "leader.election.announcing").count() > 1);
		call.close();
		Fleet.await().until(() -> count(timer(leader, "leader.election.draining")) == 1);
		assertThat(counter(leader, "leader.election.demotions", "reason", "resigned")).isOne();
		assertThat(guardCalls(leader, "executed")).isOne();
		assertThat(guardCalls(leader, "skipped")).isOne();
		assertThat(gauge(leader, "leader.election.guard.active")).isZero();
		assertThat(counter(leader, "leader.election.drain.timeouts")).isZero();
	}

	@Test
	void whenTheWorkDoesNotLeaveThenTheDrainTimesOut() {
		Instance leader = startLeader(Map.of("leader.drain-timeout", "100ms"));
		try (GuardedCall call = enter(leader)) {
			leader.election().resign();
			Fleet.await().until(() -> counter(leader, "leader.election.drain.timeouts") == 1);
		}
	}

	@Test
	void whenTheKeyIsDeletedThenItsReturnIsCounted() {
		Instance leader = startLeader();
		this.redis.execute("DEL", "leader:" + this.key);
		Fleet.await().until(() -> counter(leader, "leader.election.readoptions") == 1);
		assertThat(count(timer(leader, "leader.election.renewal", "outcome", "readopted"))).isOne();
		assertThat(leader.election().isLeader()).isTrue();
	}

	@Test
	void whenRedisIsEmptiedAndTheLeaderIsGoneThenTheQuarantineIsCounted() {
		Instance leader = startLeader();
		Instance follower = startFollower();
		Registration veto = follower.election().veto("as the test wants it");
		assertThat(gauge(follower, "leader.election.eligible")).isZero();
		leader.election().stop().toCompletableFuture().join();
		this.redis.execute("FLUSHALL");
		Fleet.await().until(() -> gauge(follower, "leader.election.leaderless") > 0.1);
		veto.close();
		Fleet.await().until(() -> counter(follower, "leader.election.quarantines") == 1);
		Fleet.await().until(() -> count(timer(follower, "leader.election.handover")) == 1);
	}

	@Test
	void whenRedisDoesNotAnswerThenTheErrorsTheDemotionAndTheWorkThatGoesOnAreCounted() {
		Instance leader = startLeader(Map.of("leader.drain-timeout", "1s"));
		try (GuardedCall call = enter(leader)) {
			this.redis.pause();
			Fleet.await().until(() -> counter(leader, "leader.election.demotions", "reason", "expired") == 1);
			assertThat(counter(leader, "leader.election.errors", "kind", "unreachable")).isPositive();
			assertThat(count(timer(leader, "leader.election.renewal", "outcome", "failed"))).isPositive();
			Fleet.await().until(() -> counter(leader, "leader.election.work.overruns") == 1);
		}
		finally {
			this.redis.resume();
		}
		Fleet.await().until(() -> count(timer(leader, "leader.election.handover")) == 1);
	}

	@Test
	void whenALeadershipIsTakenAwayThenTheReasonIsCounted() {
		Instance leader = startLeader();
		leader.election().revoke();
		Fleet.await().until(() -> counter(leader, "leader.election.demotions", "reason", "revoked") == 1);
		assertThat(count(timer(leader, "leader.election.renewal", "outcome", "lost"))).isOne();
		Fleet.await().until(leader.election()::isLeader);
		try (Registration veto = leader.election().veto("as the test wants it")) {
			Fleet.await().until(() -> counter(leader, "leader.election.demotions", "reason", "ineligible") == 1);
		}
		Fleet.await().until(leader.election()::isLeader);
		this.redis.execute("SET", "leader:" + this.key, "something else");
		Fleet.await().until(() -> counter(leader, "leader.election.demotions", "reason", "foreign_data") == 1);
		assertThat(counter(leader, "leader.election.errors", "kind", "foreign_data")).isPositive();
		assertThat(count(timer(leader, "leader.election.renewal", "outcome", "foreign"))).isOne();
		this.redis.execute("DEL", "leader:" + this.key);
	}

	@Test
	void whenAReplicaIsMissingThenTheShortfallIsCountedAndIsAnError() {
		Instance instance = this.fleet.start(Map.of("leader.redis.wait-replicas", "1"));
		Fleet.await().until(() -> counter(instance, "leader.election.errors", "kind", "not_replicated") > 0);
		assertThat(registry(instance).get("leader.replica.shortfalls").functionCounter().count()).isPositive();
		assertThat(count(timer(instance, "leader.election.attempt", "outcome", "failed"))).isPositive();
		assertThat(gauge(instance, "leader.election.leading")).isZero();
	}

	private Instance startLeader() {
		return startLeader(Map.of());
	}

	private Instance startLeader(Map<String, String> properties) {
		Instance leader = this.fleet.start(properties);
		Fleet.await().until(() -> !leader.promotions().isEmpty());
		return leader;
	}

	private Instance startFollower() {
		Instance follower = this.fleet.start();
		Fleet.await().until(() -> !follower.leaders().isEmpty());
		return follower;
	}

	private static GuardedCall enter(Instance instance) {
		return Objects.requireNonNull(instance.election().tryEnter());
	}

	private static MeterRegistry registry(Instance instance) {
		return instance.bean(MeterRegistry.class);
	}

	private static double gauge(Instance instance, String name) {
		return registry(instance).get(name).tag("election", "default").gauge().value();
	}

	private static double counter(Instance instance, String name, String... tag) {
		Counter counter = registry(instance).get(name).tag("election", "default").tags(tag).counter();
		return counter.count();
	}

	private static double guardCalls(Instance instance, String outcome) {
		return registry(instance).get("leader.election.guard.calls").tag("outcome", outcome).functionCounter().count();
	}

	private static Timer timer(Instance instance, String name, String... tag) {
		return registry(instance).get(name).tag("election", "default").tags(tag).timer();
	}

	private static long count(Timer timer) {
		return timer.count();
	}

}

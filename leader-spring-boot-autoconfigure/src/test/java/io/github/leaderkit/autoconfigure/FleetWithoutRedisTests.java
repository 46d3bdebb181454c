package io.github.leaderkit.autoconfigure;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.LeadershipEvent.Demoted;
import io.github.leaderkit.testing.Alone;
import io.github.leaderkit.testing.RedisServerProcess;
import io.github.leaderkit.testing.SideBySide;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of instances of an application whose Redis fails.
 */
@Tag("slow")
@Tag("jdk-independent")
@Timeout(value = 2, unit = TimeUnit.MINUTES)
@SideBySide
class FleetWithoutRedisTests {

	private static final Duration TTL = Duration.ofSeconds(2);

	/** For tests in which the leader shall stay, whatever else the machine does. */
	private static final Duration LONG_TTL = Duration.ofSeconds(5);

	private static final Map<String, String> LONG_LEASES = Map.of("leader.ttl", LONG_TTL.toSeconds() + "s");

	private final RedisServerProcess redis = RedisServerProcess.start();

	private final Fleet fleet = new Fleet(this.redis, "app", TTL);

	@AfterEach
	void close() throws Exception {
		this.fleet.close();
		this.redis.close();
		assertThat(this.fleet.overlaps()).isEmpty();
	}

	@Test
	void whenRedisIsDownAtTheStartThenTheApplicationStartsAndLeadsOnceItIsThere() {
		this.redis.stop();
		Instance first = this.fleet.start();
		assertThat(first.context().isActive()).isTrue();
		Fleet.await().until(() -> !first.errors().isEmpty());
		assertThat(first.election().isLeader()).isFalse();
		this.redis.startAgain();
		Fleet.await().until(first.election()::isLeader);
		Instance second = this.fleet.start();
		Fleet.await().until(() -> !second.leaders().isEmpty());
		assertThat(second.election().isLeader()).isFalse();
	}

	@Test
	void whenRedisIsDownAndTheApplicationIsClosedThenTheCloseIsPrompt() {
		Instance first = this.fleet.start();
		Fleet.await().until(first.election()::isLeader);
		this.redis.kill();
		long begun = System.nanoTime();
		first.close();
		assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
		assertThat(first.demotions()).hasSize(1);
	}

	@Test
	@Alone
	void whenRedisStandsStillForFourTenthsOfALeaseThenTheLeaderStays() {
		Instance first = this.fleet.start(LONG_LEASES);
		Fleet.await().until(first.election()::isLeader);
		Instance second = this.fleet.start(LONG_LEASES);
		long term = first.term();
		awaitRenewal();
		this.redis.pause();
		pass(LONG_TTL.multipliedBy(4).dividedBy(10));
		this.redis.resume();
		Fleet.await().during(LONG_TTL).until(first.election()::isLeader);
		assertThat(first.term()).isEqualTo(term);
		assertThat(first.demotions()).isEmpty();
		assertThat(second.promotions()).isEmpty();
	}

	@Test
	@Alone
	void whenRedisStandsStillForTwoLeasesThenTheLeaderIsDemotedAtItsDeadlineAndSomeoneLeadsAgain() {
		Instance first = this.fleet.start();
		Fleet.await().until(first.election()::isLeader);
		this.fleet.start();
		long term = first.term();
		Instant paused = Instant.now();
		this.redis.pause();
		Fleet.await().until(() -> !first.demotions().isEmpty());
		Demoted demoted = first.demotions().get(0);
		assertThat(demoted.reason()).isEqualTo(DemotionReason.EXPIRED);
		assertThat(demoted.at()).isBefore(paused.plus(first.election().settings().validity()).plusMillis(500));
		assertThat(first.election().isLeader()).isFalse();
		pass(TTL);
		this.redis.resume();
		Instance next = this.fleet.awaitLeader();
		assertThat(next.term()).isGreaterThan(term);
	}

	@Test
	void whenRedisIsGoneForTwoLeasesThenTheLeaderIsDemotedAndLeadsAgainByItself() {
		Instance first = this.fleet.start();
		Fleet.await().until(first.election()::isLeader);
		long term = first.term();
		this.redis.kill();
		Fleet.await().until(() -> !first.demotions().isEmpty());
		pass(TTL);
		this.redis.startAgain();
		Fleet.await().until(first.election()::isLeader);
		assertThat(first.term()).isGreaterThan(term);
		assertThat(first.demotions()).extracting(Demoted::reason).containsExactly(DemotionReason.EXPIRED);
	}

	@Test
	void whenRedisStartsAgainEmptyThenTheLeaderIsAdoptedAndNobodyElseLeads() {
		Instance first = this.fleet.start(LONG_LEASES);
		Fleet.await().until(first.election()::isLeader);
		Instance second = this.fleet.start(LONG_LEASES);
		Fleet.await().until(() -> !second.leaders().isEmpty());
		long term = first.term();
		awaitRenewal();
		this.redis.kill();
		this.redis.startAgain();
		Fleet.await().until(() -> this.redis.execute("HGET", "leader:app", "t").contains(String.valueOf(term)));
		Fleet.await().during(LONG_TTL).until(first.election()::isLeader);
		assertThat(first.term()).isEqualTo(term);
		assertThat(first.demotions()).isEmpty();
		assertThat(second.promotions()).isEmpty();
	}

	@Test
	void whenALeaderStepsDownOnErrorsThenItsFirstFailedRenewalEndsItsLeadership() {
		Instance first = this.fleet.start(Map.of("leader.on-error", "step-down"));
		Fleet.await().until(first.election()::isLeader);
		this.redis.kill();
		Fleet.await().until(() -> !first.demotions().isEmpty());
		assertThat(first.demotions()).extracting(Demoted::reason).containsExactly(DemotionReason.STORE_ERROR);
		Fleet.await().until(() -> !first.errors().isEmpty());
	}

	private void awaitRenewal() {
		Object expiry = expiry();
		Fleet.await().until(() -> !expiry.equals(expiry()));
	}

	private Object expiry() {
		return this.redis.execute("HGET", "leader:app", "x");
	}

	private static void pass(Duration time) {
		Awaitility.await().pollDelay(time).atMost(time.plusSeconds(10)).until(() -> true);
	}

}

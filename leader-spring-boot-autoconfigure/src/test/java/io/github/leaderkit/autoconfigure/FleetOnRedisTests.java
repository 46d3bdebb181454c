package io.github.leaderkit.autoconfigure;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderOnly;
import io.github.leaderkit.Leadership;
import io.github.leaderkit.LeadershipEvent.Demoted;
import io.github.leaderkit.LeadershipEvent.Promoted;
import io.github.leaderkit.testing.Alone;
import io.github.leaderkit.testing.RedisExtension;
import io.github.leaderkit.testing.RedisServer;
import io.github.leaderkit.testing.SideBySide;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of two and three instances of an application on a Redis that works.
 */
@Tag("slow")
@ExtendWith(RedisExtension.class)
@Timeout(120)
@SideBySide
class FleetOnRedisTests {

	/** Outlasts any stall of the machine. */
	private static final Duration TTL = Duration.ofSeconds(10);

	/** For tests in which a lease runs out, or that wait for as long. */
	private static final Duration SHORT_TTL = Duration.ofSeconds(3);

	private static final Map<String, String> SHORT_LEASES = Map.of("leader.ttl", SHORT_TTL.toSeconds() + "s");

	private final String key = UUID.randomUUID().toString();

	private Fleet fleet;

	@BeforeEach
	void createFleet(RedisServer redis) {
		this.fleet = new Fleet(redis, this.key, TTL);
	}

	@AfterEach
	void closeFleet() throws Exception {
		this.fleet.close();
		assertThat(this.fleet.overlaps()).isEmpty();
	}

	@Test
	void ofThreeInstancesOneLeadsAndAllKnowWho() {
		Instance a = this.fleet.start();
		Instance b = this.fleet.start();
		Instance c = this.fleet.start();
		Instance leader = this.fleet.awaitLeader();
		for (Instance instance : new Instance[] { a, b, c }) {
			Fleet.await().until(() -> instance.election().currentLeader().isPresent());
			assertThat(instance.election().currentLeader().orElseThrow().instance())
				.isEqualTo(leader.election().settings().instance());
			Fleet.await().until(() -> !instance.leaders().isEmpty());
			assertThat(instance.promotions()).hasSize((instance == leader) ? 1 : 0);
		}
	}

	@Test
	@Alone
	void whenTheLeaderIsClosedThenAnotherLeadsLongBeforeTheLeaseWouldEnd() {
		Instance first = this.fleet.start();
		Fleet.await().until(first.election()::isLeader);
		Instance second = this.fleet.start();
		Fleet.await().until(() -> !second.leaders().isEmpty());
		first.close();
		long closed = System.nanoTime();
		Fleet.await().until(second.election()::isLeader);
		assertThat(Duration.ofNanos(System.nanoTime() - closed)).isLessThan(TTL.dividedBy(4));
		assertThat(first.demotions()).extracting(Demoted::reason).containsExactly(DemotionReason.STOPPED);
		Fleet.await().until(() -> !second.promotions().isEmpty());
		assertThat(second.promotions()).singleElement()
			.satisfies((promoted) -> assertThat(promoted.term()).isGreaterThan(first.promotions().get(0).term()));
	}

	@Test
	void onlyTheLeaderRunsGuardedMethods() {
		Instance first = this.fleet.start(Job.class);
		Fleet.await().until(first.election()::isLeader);
		Instance second = this.fleet.start(Job.class);
		first.bean(Job.class).run(() -> assertThat(Leadership.required().term()).isEqualTo(first.term()));
		second.bean(Job.class).run(() -> {
			throw new IllegalStateException("Must not run");
		});
		assertThat(first.bean(Job.class).runs()).isOne();
		assertThat(second.bean(Job.class).runs()).isZero();
	}

	@Test
	void whenTheLeaderResignsThenAnotherLeads() {
		Instance first = this.fleet.start();
		Fleet.await().until(first.election()::isLeader);
		Instance second = this.fleet.start();
		Fleet.await().until(() -> !second.leaders().isEmpty());
		first.election().resign().toCompletableFuture().join();
		assertThat(this.fleet.awaitLeaderOtherThan(first)).isSameAs(second);
		Fleet.await().until(() -> !first.demotions().isEmpty());
		assertThat(first.demotions()).extracting(Demoted::reason).containsExactly(DemotionReason.RESIGNED);
	}

	@Test
	void whenAListenerResignsThenAnotherLeads() {
		Instance first = this.fleet.start(ResignsWhenPromoted.class);
		Instance second = this.fleet.start();
		Fleet.await().until(second.election()::isLeader);
		assertThat(first.demotions()).extracting(Demoted::reason).containsOnly(DemotionReason.RESIGNED);
		assertThat(first.bean(ResignsWhenPromoted.class).resigned).succeedsWithin(Duration.ofSeconds(10));
	}

	@Test
	void whenGuardedWorkResignsThenItEndsBeforeAnotherLeads() throws Exception {
		Instance first = this.fleet.start(SHORT_LEASES, Job.class);
		Fleet.await().until(first.election()::isLeader);
		Instance second = this.fleet.start(SHORT_LEASES);
		Fleet.await().until(() -> !second.leaders().isEmpty());
		CompletableFuture<CompletionStage<Void>> resigned = new CompletableFuture<>();
		first.bean(Job.class).run(() -> {
			resigned.complete(first.election().resign());
			Fleet.await().during(SHORT_TTL.plusSeconds(1)).until(() -> !second.election().isLeader());
			assertThat(first.election().isLeader()).isTrue();
		});
		resigned.get().toCompletableFuture().get(10, TimeUnit.SECONDS);
		Fleet.await().until(second.election()::isLeader);
	}

	@Test
	void whenTheApplicationIsClosedByGuardedWorkThenTheCloseDoesNotWaitForIt() {
		Instance first = this.fleet.start(SHORT_LEASES, Job.class);
		Fleet.await().until(first.election()::isLeader);
		Instance second = this.fleet.start(SHORT_LEASES);
		long begun = System.nanoTime();
		first.bean(Job.class).run(() -> first.context().close());
		assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
		Fleet.await().until(second.election()::isLeader);
	}

	@Test
	void whenTheApplicationIsClosedByAListenerThenTheCloseDoesNotWaitForIt() {
		Instance first = this.fleet.start(SHORT_LEASES, ClosesWhenPromoted.class);
		ClosesWhenPromoted listener = first.bean(ClosesWhenPromoted.class);
		listener.started.countDown();
		assertThat(listener.closed).succeedsWithin(Duration.ofSeconds(10));
		assertThat(first.context().isActive()).isFalse();
		Instance second = this.fleet.start(SHORT_LEASES);
		Fleet.await().until(second.election()::isLeader);
	}

	@Test
	void whenAListenerOfTheDemotionTakesLongerThanTheLeaseThenNobodyElseLeadsMeanwhile() throws Exception {
		Instance first = this.fleet.start(SHORT_LEASES, SlowWhenDemoted.class);
		Fleet.await().until(first.election()::isLeader);
		Instance second = this.fleet.start(SHORT_LEASES);
		Fleet.await().until(() -> !second.leaders().isEmpty());
		SlowWhenDemoted slow = first.bean(SlowWhenDemoted.class);
		CompletableFuture<Void> closed = CompletableFuture.runAsync(first::close);
		assertThat(slow.begun.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(first.election().isLeader()).isFalse();
		Fleet.await().during(SHORT_TTL.plusSeconds(1)).until(() -> !second.election().isLeader());
		slow.end.countDown();
		closed.get(10, TimeUnit.SECONDS);
		Fleet.await().until(second.election()::isLeader);
	}

	@Test
	void whenTheLeadershipIsRevokedThenThereIsOneLeaderAtEveryMoment() {
		Instance first = this.fleet.start(SHORT_LEASES);
		Fleet.await().until(first.election()::isLeader);
		long term = first.term();
		Instance second = this.fleet.start(SHORT_LEASES);
		Fleet.await().until(() -> !second.leaders().isEmpty());
		assertThat(second.election().revoke().toCompletableFuture().join()).isTrue();
		Fleet.await().until(() -> !first.demotions().isEmpty());
		assertThat(first.demotions()).extracting(Demoted::reason).containsExactly(DemotionReason.REVOKED);
		Instance next = this.fleet.awaitLeader();
		assertThat(next.term()).isGreaterThan(term);
	}

	@Test
	void whenElectionsAreStoppedAndStartedThenTheyContendAgain() {
		Instance first = this.fleet.start();
		Fleet.await().until(first.election()::isLeader);
		Instance second = this.fleet.start();
		first.election().stop().toCompletableFuture().join();
		Fleet.await().until(second.election()::isLeader);
		first.election().start();
		second.close();
		Fleet.await().until(first.election()::isLeader);
		assertThat(first.promotions()).extracting(Promoted::term).isSorted().doesNotHaveDuplicates();
	}

	@Test
	void whenTheContextIsStoppedAndStartedThenItContendsAgainAtOnce() {
		Instance first = this.fleet.start();
		Fleet.await().until(first.election()::isLeader);
		first.context().stop();
		assertThat(first.election().isLeader()).isFalse();
		Instance second = this.fleet.start();
		Fleet.await().until(second.election()::isLeader);
		second.close();
		first.context().start();
		Fleet.await().until(first.election()::isLeader);
	}

	@Test
	void whenTheScriptsAreFlushedThenTheLeaderGoesOn() {
		Instance first = this.fleet.start(SHORT_LEASES);
		Fleet.await().until(first.election()::isLeader);
		long term = first.term();
		// the first connection of a cold process may have taken too long
		int errorsBefore = first.errors().size();
		this.fleet.redis().execute("SCRIPT", "FLUSH");
		Fleet.await().during(SHORT_TTL).until(first.election()::isLeader);
		assertThat(first.term()).isEqualTo(term);
		assertThat(first.errors()).hasSize(errorsBefore);
	}

	@Test
	void whenTheKeyHoldsSomethingElseThenNobodyLeadsAndItIsNotTouched() {
		this.fleet.redis().execute("SET", "leader:" + this.key, "mine");
		Instance first = this.fleet.start();
		Fleet.await().until(() -> !first.errors().isEmpty());
		assertThat(first.errors().get(0).kind()).isEqualTo(ErrorKind.FOREIGN_DATA);
		assertThat(first.errors().get(0).message()).contains(this.key);
		assertThat(first.election().isLeader()).isFalse();
		assertThat(this.fleet.redis().execute("GET", "leader:" + this.key).get(0)).isEqualTo("mine");
		this.fleet.redis().execute("DEL", "leader:" + this.key);
		Fleet.await().until(first.election()::isLeader);
	}

	@Test
	void whenTheKeyIsOverwrittenThenTheLeaderIsDemoted() {
		Instance first = this.fleet.start();
		Fleet.await().until(first.election()::isLeader);
		this.fleet.redis().execute("SET", "leader:" + this.key, "mine");
		Fleet.await().until(() -> !first.demotions().isEmpty());
		assertThat(first.demotions()).extracting(Demoted::reason).containsExactly(DemotionReason.FOREIGN_DATA);
		assertThat(this.fleet.redis().execute("GET", "leader:" + this.key).get(0)).isEqualTo("mine");
		this.fleet.redis().execute("DEL", "leader:" + this.key);
	}

	@Test
	void whenTheUserMayNotPublishThenElectionsWorkByPolling() {
		this.fleet.redis().execute("ACL", "SETUSER", "mute", "on", ">secret", "~*", "&*", "+@all", "-publish");
		Map<String, String> mute = Map.of("spring.data.redis.username", "mute", "spring.data.redis.password", "secret",
				"leader.wait", "300ms");
		Instance first = this.fleet.start(mute);
		Fleet.await().until(first.election()::isLeader);
		Instance second = this.fleet.start(mute);
		Fleet.await().until(() -> !second.leaders().isEmpty());
		first.close();
		Fleet.await().until(second.election()::isLeader);
		assertThat(first.demotions()).extracting(Demoted::reason).containsExactly(DemotionReason.STOPPED);
	}

	@Test
	void whenOneElectionOfTwoIsLostThenTheOtherIsNot() {
		Map<String, String> nightly = Map.of("leader.elections.nightly.drain-timeout", "5s");
		Instance first = this.fleet.start(nightly);
		LeaderElection firstNightly = nightly(first.context());
		Fleet.await().until(() -> first.election().isLeader() && firstNightly.isLeader());
		Instance second = this.fleet.start(nightly);
		LeaderElection secondNightly = nightly(second.context());
		firstNightly.resign().toCompletableFuture().join();
		Fleet.await().until(secondNightly::isLeader);
		assertThat(first.election().isLeader()).isTrue();
		assertThat(second.election().isLeader()).isFalse();
	}

	private static LeaderElection nightly(ConfigurableApplicationContext context) {
		return context.getBean("nightlyLeaderElection", LeaderElection.class);
	}

	static class Job {

		private int runs;

		@LeaderOnly
		void run(Runnable work) {
			this.runs++;
			work.run();
		}

		int runs() {
			return this.runs;
		}

	}

	static class ResignsWhenPromoted {

		private final LeaderElection election;

		private final CompletableFuture<Void> resigned = new CompletableFuture<>();

		ResignsWhenPromoted(LeaderElection election) {
			this.election = election;
		}

		@EventListener
		void on(Promoted event) {
			this.election.resign().thenRun(() -> this.resigned.complete(null));
		}

	}

	static class ClosesWhenPromoted {

		private final CountDownLatch started = new CountDownLatch(1);

		private final CompletableFuture<Void> closed = new CompletableFuture<>();

		private final ConfigurableApplicationContext context;

		ClosesWhenPromoted(ConfigurableApplicationContext context) {
			this.context = context;
		}

		@EventListener
		void on(Promoted event) throws InterruptedException {
			this.started.await(20, TimeUnit.SECONDS);
			this.context.close();
			this.closed.complete(null);
		}

	}

	static class SlowWhenDemoted {

		private final CountDownLatch begun = new CountDownLatch(1);

		private final CountDownLatch end = new CountDownLatch(1);

		@EventListener
		void on(Demoted event) throws InterruptedException {
			this.begun.countDown();
			this.end.await(20, TimeUnit.SECONDS);
		}

	}

}

package io.github.leaderkit.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.Fire;
import io.github.leaderkit.FireClaim;
import io.github.leaderkit.Interrupted;
import io.github.leaderkit.LeaderElection.Registration;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipEvent.FireInterrupted;
import io.github.leaderkit.LeadershipEvent.FireMissed;
import io.github.leaderkit.ScheduleSettings;
import io.github.leaderkit.ScheduleStatus;
import io.github.leaderkit.ScheduleStatus.Outcome;
import io.github.leaderkit.engine.report.ElectionObserver;
import io.github.leaderkit.schedule.FireRun;
import io.github.leaderkit.schedule.FireThreads;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.memory.InMemoryLeaseStore;
import io.github.leaderkit.store.memory.OldData;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Schedules of an election, in several processes, in virtual time.
 */
class SchedulesInVirtualTimeTests {

	private static final Duration TTL = Duration.ofSeconds(3);

	private static final ScheduleSettings EACH_SECOND = ScheduleSettings.cron("job", "* * * * * *", ZoneOffset.UTC);

	private static final ScheduleSettings HOURLY = ScheduleSettings.fixedRate("job", Duration.ofHours(1))
		.withInitialDelay(Duration.ofHours(1));

	private final VirtualWorld world = new VirtualWorld(7);

	private final VirtualClocks serverClock = new VirtualClocks(this.world, 1);

	private final InMemoryLeaseStore server = new InMemoryLeaseStore(this.serverClock::currentTimeMillis);

	private final List<Instance> instances = new ArrayList<>();

	private final List<Fire> fires = new ArrayList<>();

	@Test
	void whenAnInstanceLeadsThenEachPlannedTimeRunsOnceAndNeverBeforeItsTime() {
		instances(3, EACH_SECOND, this::done);
		run(Duration.ofSeconds(60));
		assertThat(this.fires).hasSizeBetween(59, 60);
		assertThat(this.fires).allMatch((fire) -> fire.standsFor() == 1 && fire.attempt() == 1);
		assertThat(this.fires).allMatch((fire) -> fire.lateness().toMillis() <= 2);
		assertAccounted(0);
	}

	@Test
	void whenTheLeadershipPassesAtTheMomentOfAFireThenEachPlannedTimeRunsOnce() {
		instances(3, EACH_SECOND, this::done);
		run(Duration.ofSeconds(5));
		for (int i = 0; i < 200; i++) {
			run(untilNextSecond().plusNanos((i - 100) * 200_000L));
			leader().node.election.resign();
			run(Duration.ofMillis(1_200));
		}
		assertThat(this.fires.stream().map(Fire::term).distinct()).hasSizeGreaterThan(150);
		assertAccounted(0);
		assertThat(events(FireMissed.class)).isEmpty();
		assertThat(events(FireInterrupted.class)).isEmpty();
	}

	@Test
	void whenLeadersCrashThenEachPlannedTimeIsRunOrStoodForOrReported() {
		instances(3, EACH_SECOND, takes(Duration.ofMillis(300)));
		run(Duration.ofSeconds(5));
		for (int i = 0; i < 60; i++) {
			run(untilNextSecond().plusMillis(i * 13L % 700));
			crash(leader());
			instance(EACH_SECOND, takes(Duration.ofMillis(300)));
			run(Duration.ofSeconds(8));
		}
		assertThat(this.fires.stream().filter((fire) -> fire.standsFor() > 1).count()).isGreaterThan(20);
		assertThat(events(FireInterrupted.class)).hasSizeGreaterThan(10);
		assertAccounted(events(FireInterrupted.class).size());
	}

	@Test
	void whenNobodyLedForLongThenTheLatestFireIsRunAndKnowsTheOneBefore() {
		Instance first = instance(EACH_SECOND, this::done);
		run(Duration.ofSeconds(10));
		first.node.stop();
		Fire before = last();
		run(Duration.ofSeconds(30));
		instance(EACH_SECOND, this::done);
		run(Duration.ofMillis(100));
		assertThat(last().planned()).isAfter(before.planned());
		assertThat(last().previous()).contains(before.planned());
		assertThat(last().standsFor()).isEqualTo(Duration.between(before.planned(), last().planned()).toSeconds());
		assertAccounted(0);
	}

	@Test
	void whenAFireIsLaterThanCatchUpThenItIsReportedOnceAndNotRun() {
		ScheduleSettings hourly = ScheduleSettings.cron("job", "0 0 * * * *", ZoneOffset.UTC)
			.withCatchUp(Duration.ofMinutes(5));
		Instance first = instance(hourly, this::done);
		run(Duration.ofHours(2).plusMinutes(1));
		first.node.stop();
		int ran = this.fires.size();
		run(Duration.ofHours(3).plusMinutes(9));
		List<Instance> others = instances(3, hourly, this::done);
		run(Duration.ofMinutes(1));
		others.get(0).node.election.resign();
		others.get(1).node.election.resign();
		run(Duration.ofMinutes(1));
		assertThat(this.fires).hasSize(ran);
		assertThat(events(FireMissed.class)).singleElement().satisfies((missed) -> {
			assertThat(missed.count()).isEqualTo(3);
			assertThat(missed.cause()).isEqualTo(FireMissed.Cause.TOO_LATE);
		});
		run(Duration.ofHours(1));
		assertThat(this.fires).hasSize(ran + 1);
	}

	@Test
	void whenTheLeaderDiesDuringARunThenThatIsReportedOnceAndNeverRunAgain() {
		ScheduleSettings hourly = ScheduleSettings.fixedRate("job", Duration.ofHours(1));
		Instance first = instance(hourly, takes(Duration.ofMinutes(10)));
		run(Duration.ofMinutes(61));
		crash(first);
		instances(2, hourly, this::done);
		run(Duration.ofMinutes(10));
		assertThat(events(FireInterrupted.class)).singleElement().satisfies((interrupted) -> {
			assertThat(interrupted.planned()).isEqualTo(last().planned());
			assertThat(interrupted.instance()).isEqualTo(first.node.election.settings().instance());
		});
		assertThat(this.fires).hasSize(2);
		run(Duration.ofHours(1));
		assertThat(this.fires).hasSize(3);
	}

	/**
	 * The next leader gives the run up, does not learn that it has, and loses the lease;
	 * the one after it finds nothing left to give up, and goes on.
	 */
	@Test
	void whenALeaderDoesNotLearnThatItHasGivenUpAFireThenThatIsReportedAllTheSame() {
		int reportedTwice = 0;
		instances(3, EACH_SECOND, takes(Duration.ofMillis(300)));
		for (int i = 0; i < 60; i++) {
			run(Duration.ofSeconds(8));
			run(untilNextSecond().plusMillis(100));
			Instant interrupted = last().planned();
			crash(leader());
			instance(EACH_SECOND, takes(Duration.ofMillis(300)));
			this.instances
				.forEach((one) -> one.node.runtime.network.latency(Duration.ofMillis(2), Duration.ofMillis(2)));
			while (nobodyLeads()) {
				run(Duration.ofMillis(1));
			}
			VirtualNetwork network = leader().node.runtime.network;
			run(Duration.ofNanos(i * 200_000));
			network.loseReplies(true);
			run(Duration.ofMillis(15));
			network.cutOff(true);
			run(Duration.ofSeconds(8));
			network.loseReplies(false);
			network.cutOff(false);
			run(Duration.ofSeconds(8));
			assertThat(last().planned()).isAfter(interrupted.plusSeconds(5));
			long reports = events(FireInterrupted.class).stream()
				.filter((event) -> event.planned().equals(interrupted))
				.count();
			assertThat(reports).as("reports of %s, replies lost after %d * 0.2 ms", interrupted, i).isPositive();
			reportedTwice += (reports > 1) ? 1 : 0;
		}
		assertThat(reportedTwice).isLessThan(30);
	}

	private boolean nobodyLeads() {
		return this.instances.stream()
			.noneMatch((instance) -> instance.node.runtime.isAwake() && instance.node.isLeader());
	}

	@Test
	void whenTheLeaderDiesDuringARunThatIsWantedAgainThenTheNextOneRunsItAgain() {
		ScheduleSettings hourly = ScheduleSettings.fixedRate("job", Duration.ofHours(1))
			.withInterrupted(Interrupted.AGAIN);
		for (int i = 0; i < 4; i++) {
			Instance instance = instance(hourly, takes(Duration.ofMinutes(1)));
			run(Duration.ofSeconds(10));
			crash(instance);
		}
		Instance last = instance(hourly, takes(Duration.ofMinutes(1)));
		run(Duration.ofSeconds(10));
		assertThat(this.fires).extracting(Fire::attempt).containsExactly(1, 2, 3);
		assertThat(this.fires.stream().map(Fire::planned).distinct()).hasSize(1);
		assertThat(last.events(FireInterrupted.class)).isEmpty();
		assertThat(events(FireInterrupted.class)).singleElement()
			.satisfies((interrupted) -> assertThat(interrupted.attempt()).isEqualTo(3));
	}

	@Test
	void whenALeaderResignsDuringARunThenTheDrainWaitsUntilItsEndIsRecorded() {
		ScheduleSettings hourly = ScheduleSettings.fixedRate("job", Duration.ofHours(1));
		Instance first = instance(hourly, takes(Duration.ofSeconds(2)));
		run(Duration.ofSeconds(1));
		instance(hourly, this::done);
		CompletableFuture<Void> stopped = first.node.stop();
		run(Duration.ofMillis(500));
		assertThat(stopped).isNotDone();
		run(Duration.ofSeconds(1));
		assertThat(stopped).isDone();
		assertThat(status().outcome()).isEqualTo(Outcome.DONE);
		assertThat(this.fires).hasSize(1);
		assertThat(events(FireInterrupted.class)).isEmpty();
	}

	@Test
	void whenTheDrainIsTooShortThenTheRunIsMarkedAndNotBegunAgain() {
		ScheduleSettings hourly = ScheduleSettings.fixedRate("job", Duration.ofHours(1))
			.withInterrupted(Interrupted.AGAIN);
		Instance first = instance(hourly, takes(Duration.ofSeconds(60)),
				(settings) -> settings.drainTimeout(Duration.ofSeconds(2)));
		run(Duration.ofSeconds(1));
		Instance second = instance(hourly, this::done);
		first.node.election.resign();
		run(Duration.ofSeconds(30));
		assertThat(second.node.isLeader()).isTrue();
		assertThat(this.fires).hasSize(1);
		assertThat(second.events(FireInterrupted.class)).hasSize(1);
		run(Duration.ofSeconds(60));
		assertThat(status().outcome()).isEqualTo(Outcome.DONE);
	}

	@Test
	void whenAScheduleIsRemovedDuringARunThenThatIsWaitedForAndMarkedAllTheSame() {
		ScheduleSettings hourly = ScheduleSettings.fixedRate("job", Duration.ofHours(1))
			.withInterrupted(Interrupted.AGAIN);
		Instance first = new Instance((settings) -> settings.drainTimeout(Duration.ofSeconds(2)));
		Registration registration = first.add(hourly, takes(Duration.ofSeconds(60)), FireThreads.none());
		run(Duration.ofSeconds(1));
		Instance second = instance(hourly, this::done);
		registration.close();
		first.node.stop();
		run(Duration.ofMillis(1_500));
		assertThat(second.node.isLeader()).isFalse();
		run(Duration.ofSeconds(30));
		assertThat(second.node.isLeader()).isTrue();
		assertThat(this.fires).hasSize(1);
		assertThat(second.events(FireInterrupted.class)).hasSize(1);
	}

	@Test
	void whenAnswersAreLostThenAClaimIsRepeatedAndRunsOnce() {
		instances(2, EACH_SECOND, this::done);
		run(Duration.ofSeconds(3));
		for (int i = 0; i < 50; i++) {
			run(untilNextSecond().plusNanos(200_000 + i * 20_000L));
			this.instances.forEach((instance) -> instance.node.runtime.network.cutOff(true));
			run(Duration.ofMillis(300));
			this.instances.forEach((instance) -> instance.node.runtime.network.cutOff(false));
			run(Duration.ofMillis(1_900));
		}
		run(Duration.ofSeconds(10));
		assertAccounted(events(FireInterrupted.class).size());
		assertThat(events(FireInterrupted.class)).isEmpty();
	}

	@Test
	void whenALeaderIsCutOffDuringARunThenItRecordsItsEndWhenItCan() {
		ScheduleSettings hourly = ScheduleSettings.fixedRate("job", Duration.ofHours(1));
		Instance first = instance(hourly, takes(Duration.ofSeconds(1)));
		run(Duration.ofMillis(500));
		first.node.runtime.network.cutOff(true);
		run(Duration.ofSeconds(10));
		first.node.runtime.network.cutOff(false);
		run(Duration.ofSeconds(30));
		assertThat(this.fires).hasSize(1);
		assertThat(status().outcome()).isEqualTo(Outcome.DONE);
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void whenTheElectionsStopBeforeTheEndOfARunIsRecordedThenThatIsLoggedOnce(CapturedOutput output) {
		ScheduleSettings hourly = ScheduleSettings.fixedRate("job", Duration.ofHours(1));
		Instance first = instance(hourly, takes(Duration.ofSeconds(1)));
		run(Duration.ofMillis(500));
		first.node.runtime.network.cutOff(true);
		run(Duration.ofSeconds(10));
		assertThat(output).doesNotContain("before Redis has taken");
		CompletableFuture<Void> stopped = first.node.stop();
		run(Duration.ofMinutes(10));
		assertThat(stopped).isDone();
		assertThat(output)
			.containsOnlyOnce("it stops before Redis has taken what became of a run of the schedule 'job'");
		first.node.runtime.network.cutOff(false);
		first.node.engine.start();
		run(Duration.ofSeconds(30));
		assertThat(status().outcome()).isEqualTo(Outcome.DONE);
		assertThat(output).containsOnlyOnce("before Redis has taken");
	}

	@Test
	void whenRedisLosesTheRecordThenTheLeaderWritesItAgainAndNothingRunsTwice() {
		instances(2, EACH_SECOND, this::done);
		run(Duration.ofSeconds(5));
		for (int i = 0; i < 20; i++) {
			run(untilNextSecond().plusMillis(i * 50L));
			this.server.forget("test");
			run(Duration.ofSeconds(4));
		}
		assertAccounted(0);
		assertThat(events(FireMissed.class)).isEmpty();
	}

	@Test
	void whenThereAreManySchedulesThenAllFireOnceAlsoIfRedisLosesThem() {
		Instance instance = new Instance();
		for (int i = 0; i < 120; i++) {
			instance.add(ScheduleSettings.cron("job-" + i, "0 * * * * *", ZoneOffset.UTC), this::done,
					FireThreads.none());
		}
		run(Duration.ofSeconds(90));
		assertThat(this.fires.stream().filter((fire) -> fire.planned().equals(last().planned()))).hasSize(120);
		int ran = this.fires.size();
		this.server.forget("test");
		run(Duration.ofSeconds(10));
		assertThat(this.fires).hasSize(ran);
		run(Duration.ofSeconds(60));
		assertThat(this.fires).hasSize(ran + 120);
		assertThat(this.fires.stream().map((fire) -> fire.schedule() + fire.planned())).doesNotHaveDuplicates();
	}

	@Test
	void whenRedisLosesTheRecordAndTheLeaderDiesThenFiresFromBeforeAreReportedAsInDoubt() {
		ScheduleSettings eachMinute = ScheduleSettings.cron("job", "0 * * * * *", ZoneOffset.UTC);
		List<Instance> all = instances(2, eachMinute, this::done);
		run(Duration.ofMinutes(5));
		Instance leader = leader();
		Instance other = all.get(1 - all.indexOf(leader));
		run(untilNext(60_000).minusMillis(100));
		crash(leader);
		run(Duration.ofMillis(300));
		this.server.restart();
		run(Duration.ofSeconds(50));
		assertThat(other.node.isLeader()).isTrue();
		assertThat(events(FireMissed.class)).singleElement()
			.satisfies((missed) -> assertThat(missed.cause()).isEqualTo(FireMissed.Cause.IN_DOUBT));
		run(Duration.ofMinutes(5));
		assertAccounted(1);
	}

	@Test
	void whenRedisGoesBackBehindARunThatOutlivesItsTermThenItsFireIsNotRunAgain() {
		Instance instance = instance(ScheduleSettings.fixedDelay("job", Duration.ofMillis(900)),
				(fire) -> takes((this.fires.size() == 3) ? Duration.ofSeconds(12) : Duration.ofMillis(100)).run(fire));
		run(Duration.ofMillis(3_000));
		assertThat(this.fires).hasSize(3);
		Runnable restart = OldData.of(this.server, "test");
		run(Duration.ofMillis(500));
		assertThat(this.fires).hasSize(4);
		long term = last().term();
		instance.node.runtime.network.cutOff(true);
		run(TTL.plusSeconds(1));
		restart.run();
		instance.node.runtime.network.cutOff(false);
		run(Duration.ofSeconds(30));
		assertThat(last().term()).isGreaterThan(term);
		assertThat(this.fires.stream().map(Fire::planned)).doesNotHaveDuplicates();
		assertThat(status().planned()).isAfter(this.fires.get(3).planned());
	}

	/**
	 * By the clock that it went by before, the leader would wait for half an hour more.
	 */
	@Test
	void whenTheClockOfTheStoreIsSetForwardThenWhatIsDueRunsAsSoonAsARenewalShowsIt() {
		Instance instance = instance(HOURLY, this::done);
		run(Duration.ofMinutes(30).plusMillis(10));
		this.serverClock.step(Duration.ofMinutes(40));
		instance.node.runtime.calls.clear();
		// The first one comes too late by that clock, and is repeated
		while (instance.node.calls(LeaseRequest.Renew.class) < 2) {
			run(Duration.ofMillis(1));
		}
		run(Duration.ofMillis(5));
		assertThat(this.fires).singleElement()
			.satisfies((fire) -> assertThat(fire.lateness()).isLessThan(Duration.ofMinutes(11)));
	}

	@Test
	void whenAScheduleIsPausedThenNothingRunsUntilItIsResumedAndNothingIsOwed() {
		instances(2, EACH_SECOND, this::done);
		run(Duration.ofSeconds(5));
		change((node) -> node.engine.schedules().pause("default", "job"));
		assertThat(status().paused()).isTrue();
		int ran = this.fires.size();
		run(Duration.ofSeconds(20));
		leader().node.election.resign();
		run(Duration.ofSeconds(20));
		assertThat(this.fires).hasSize(ran);
		change((node) -> node.engine.schedules().resume("default", "job"));
		assertThat(status().paused()).isFalse();
		run(Duration.ofSeconds(10));
		assertThat(this.fires).hasSizeBetween(ran + 8, ran + 10);
		assertThat(events(FireMissed.class)).isEmpty();
	}

	@Test
	void whenAScheduleIsPausedThenThatIsNotTakenForALossWhateverElseRuns() {
		for (Instance instance : instances(2, ScheduleSettings.cron("job", "0 * * * * *", ZoneOffset.UTC),
				this::done)) {
			instance.add(ScheduleSettings.fixedRate("other", Duration.ofSeconds(2)), this::done, FireThreads.none());
		}
		run(Duration.ofMillis(61_500));
		change((node) -> node.engine.schedules().pause("default", "job"));
		run(Duration.ofMinutes(3));
		assertThat(status().paused()).isTrue();
		assertThat(this.fires.stream().filter((fire) -> fire.schedule().equals("job"))).hasSizeLessThanOrEqualTo(2);
		change((node) -> node.engine.schedules().pause("default", "other"));
		run(Duration.ofMinutes(3));
		assertThat(statusOf("other").paused()).isTrue();
		assertThat(status().paused()).isTrue();
		change((node) -> node.engine.schedules().resume("default", "job"));
		run(Duration.ofMinutes(2));
		assertThat(status().paused()).isFalse();
		assertThat(last().schedule()).isEqualTo("job");
	}

	@Test
	void whenAScheduleIsForgottenThenItBeginsAnew() {
		instances(1, EACH_SECOND, this::done);
		run(Duration.ofMillis(5_500));
		change((node) -> node.engine.schedules().forget("default", "job"));
		assertThat(status().planned()).isNull();
		run(Duration.ofSeconds(5));
		assertThat(status().planned()).isEqualTo(last().planned());
		assertThat(this.fires.stream().map(Fire::planned)).doesNotHaveDuplicates();
	}

	@Test
	void whenThereIsNoSuchScheduleThenAPauseFails() {
		instances(1, EACH_SECOND, this::done);
		run(Duration.ofSeconds(1));
		CompletableFuture<Void> pause = leader().node.engine.schedules()
			.pause("default", "other")
			.toCompletableFuture();
		run(Duration.ofMillis(100));
		assertThatThrownBy(pause::join).hasCauseInstanceOf(IllegalArgumentException.class)
			.hasMessageContaining("no schedule 'other'");
	}

	@Test
	void whenAScheduleIsTriggeredThenTheLeaderRunsItOnceBesideThePlannedTimes() {
		instances(3, EACH_SECOND, this::done);
		for (int i = 0; i < 50; i++) {
			run(Duration.ofSeconds(5).plus(untilNextSecond()).plusMillis(20L * i - 500));
			Instant asked = Instant.ofEpochMilli(this.world.millis());
			change((node) -> node.engine.schedules().trigger("default", "job"));
			run(TTL.dividedBy(2));
			assertThat(triggered()).hasSize(i + 1);
			assertThat(triggered().get(i).planned()).isBetween(asked, asked.plusMillis(100));
			assertThat(triggered().get(i).standsFor()).isOne();
			assertThat(triggered().get(i).schedule()).isEqualTo("job");
			ScheduleStatus.Trigger trigger = status().trigger();
			assertThat(trigger.asked()).isEqualTo(triggered().get(i).planned());
			assertThat(trigger.outcome()).isEqualTo(Outcome.DONE);
			assertThat(trigger.ended()).isNotNull();
		}
		this.fires.removeIf(Fire::triggered);
		assertThat(this.fires).allMatch((fire) -> fire.standsFor() == 1);
		assertAccounted(0);
		assertThat(events(FireMissed.class)).isEmpty();
	}

	@Test
	void whenItIsTriggeredAgainBeforeTheRunBeginsThenThereIsOneRunAndAfterwardsAnother() {
		instances(2, HOURLY, takes(Duration.ofSeconds(20)));
		run(Duration.ofSeconds(3));
		for (int i = 0; i < 2; i++) {
			trigger();
			trigger();
			run(TTL);
			trigger();
			trigger();
			run(Duration.ofSeconds(60));
			assertThat(triggered()).hasSize(2 * i + 2);
		}
		assertThat(events(FireMissed.class)).isEmpty();
		assertThat(events(FireInterrupted.class)).isEmpty();
	}

	@Test
	void whenRunsTakeLongerThanThePeriodThenATriggerComesBetweenThemAndDoesNotOverlap() {
		int[] running = { 0, 0 };
		instances(1, EACH_SECOND, (fire) -> {
			this.fires.add(fire);
			running[0]++;
			running[1] = Math.max(running[1], running[0]);
			CompletableFuture<Void> end = new CompletableFuture<>();
			this.world.after(Duration.ofMillis(1_500).toNanos(), () -> {
				running[0]--;
				end.complete(null);
			});
			return end;
		});
		run(Duration.ofSeconds(5));
		trigger();
		run(Duration.ofSeconds(5));
		assertThat(triggered()).hasSize(1);
		assertThat(running[1]).isOne();
	}

	@Test
	void whenAScheduleIsPausedThenATriggerRunsItAllTheSame() {
		instances(1, EACH_SECOND, this::done);
		run(Duration.ofSeconds(3));
		change((node) -> node.engine.schedules().pause("default", "job"));
		this.fires.clear();
		trigger();
		run(Duration.ofSeconds(10));
		assertThat(this.fires).singleElement().matches(Fire::triggered);
		assertThat(status().paused()).isTrue();
	}

	@Test
	void whenNobodyLeadsWithinAMinuteThenATriggerIsGivenUpAndReportedOnce() {
		Instance first = instance(HOURLY, this::done);
		run(Duration.ofSeconds(3));
		first.node.stop();
		run(Duration.ofSeconds(1));
		Instance other = new Instance((settings) -> settings.candidate(false));
		CompletionStage<Void> asked = other.node.engine.schedules().trigger("default", "job");
		run(Duration.ofSeconds(61));
		assertThat(asked.toCompletableFuture()).isCompleted();
		instances(2, HOURLY, this::done);
		run(Duration.ofSeconds(5));
		leader().node.election.resign();
		run(Duration.ofSeconds(5));
		assertThat(triggered()).isEmpty();
		assertThat(events(FireMissed.class)).singleElement().satisfies((missed) -> {
			assertThat(missed.schedule()).isEqualTo("job");
			assertThat(missed.count()).isOne();
			assertThat(missed.cause()).isEqualTo(FireMissed.Cause.TOO_LATE);
		});
	}

	@Test
	void whenTheLeaderDiesBeforeATriggeredRunThenTheNextOneRunsItAndDuringItThenThatIsReported() {
		Instance first = instance(HOURLY, takes(Duration.ofMinutes(5)));
		run(Duration.ofSeconds(3));
		trigger();
		crash(first);
		Instance second = instance(HOURLY, takes(Duration.ofMinutes(5)));
		run(Duration.ofSeconds(10));
		assertThat(triggered()).hasSize(1);
		crash(second);
		instance(HOURLY, this::done);
		run(Duration.ofSeconds(10));
		assertThat(triggered()).hasSize(1);
		assertThat(events(FireInterrupted.class)).singleElement().satisfies((interrupted) -> {
			assertThat(interrupted.schedule()).isEqualTo("job");
			assertThat(interrupted.instance()).isEqualTo("instance-1");
		});
		awake().node.engine.schedules().trigger("default", "job");
		run(Duration.ofSeconds(3));
		assertThat(triggered()).hasSize(2);
	}

	@Test
	void whenThereIsNoSuchScheduleOrItIsClaimedByHandThenATriggerFails() {
		instances(1, EACH_SECOND, this::done);
		run(Duration.ofSeconds(1));
		assertThat(claims(1)).hasSize(1);
		assertRefused((node) -> node.engine.schedules().trigger("default", "other"), "no schedule 'other'");
		assertRefused((node) -> node.engine.schedules().trigger("default", "job!"), "contains '!'");
		assertRefused((node) -> node.engine.schedules().trigger("default", "import"), "claimed by hand");
	}

	@Test
	void whenWhatIsClaimedByHandIsPausedThenNobodyGetsItUntilItIsResumedAndForgottenNumbersAreFree() {
		instances(2, EACH_SECOND, this::done);
		run(Duration.ofSeconds(1));
		assertThat(claims(1)).hasSize(1);
		change((node) -> node.engine.schedules().pause("default", "import"));
		assertThat(claims(2)).isEmpty();
		change((node) -> node.engine.schedules().resume("default", "import"));
		assertThat(claims(2)).hasSize(1);
		change((node) -> node.engine.schedules().forget("default", "import"));
		assertThat(claims(1)).hasSize(1);
	}

	private void assertRefused(Function<VirtualNode, CompletionStage<Void>> change, String message) {
		CompletableFuture<Void> refused = change.apply(awake().node).toCompletableFuture();
		run(Duration.ofMillis(100));
		assertThatThrownBy(refused::join).hasCauseInstanceOf(IllegalArgumentException.class)
			.hasMessageContaining(message);
	}

	private void trigger() {
		change((node) -> node.engine.schedules().trigger("default", "job"));
	}

	private List<Fire> triggered() {
		return this.fires.stream().filter(Fire::triggered).toList();
	}

	@Test
	void whenThereIsNoThreadThenNothingIsClaimedAndTheFireComesLate() {
		List<FireRun> waiting = new ArrayList<>();
		Instance instance = new Instance();
		instance.add(EACH_SECOND, this::done, waiting::add);
		run(Duration.ofSeconds(10));
		assertThat(waiting).hasSize(1);
		assertThat(status().planned()).isNull();
		FireRun run = waiting.remove(0);
		run.begin().thenRun(run::work);
		run(Duration.ofMillis(10));
		assertThat(last().standsFor()).isBetween(10L, 11L);
		assertThat(last().lateness()).isLessThan(Duration.ofMillis(1_100));
	}

	@Test
	void whenThreadsAreRefusedThenTheFireComesWhenThereIsOne() {
		Instance instance = new Instance();
		int[] refusals = { 5 };
		instance.add(EACH_SECOND, this::done, (run) -> {
			if (refusals[0]-- > 0) {
				throw new RejectedExecutionException("as the test wants it");
			}
			FireThreads.none().start(run);
		});
		run(Duration.ofSeconds(20));
		assertThat(this.fires).hasSizeGreaterThan(10);
		assertAccounted(0);
	}

	@Test
	void whenTheWorkFailsThenThatIsRecordedAndTheNextFireComes() {
		instance(EACH_SECOND, (fire) -> {
			this.fires.add(fire);
			throw new IllegalStateException("as the test wants it");
		});
		run(Duration.ofSeconds(5));
		assertThat(this.fires).hasSizeGreaterThan(3);
		assertThat(status().outcome()).isEqualTo(Outcome.FAILED);
	}

	@Test
	void whenARunTakesLongerThanThePeriodThenRunsDoNotOverlapAndStandForWhatWasDueMeanwhile() {
		instances(2, EACH_SECOND, takes(Duration.ofMillis(2_500)));
		run(Duration.ofSeconds(60));
		assertThat(this.fires).hasSizeBetween(19, 24);
		assertThat(this.fires.stream().skip(1)).allMatch((fire) -> fire.standsFor() >= 2);
		assertAccounted(0);
		assertThat(events(FireMissed.class)).isEmpty();
	}

	@Test
	void whenTimesWereDueDuringARunAndAreTooLateAfterItThenThatIsObservedAndNotReported() {
		AtomicLong coalesced = new AtomicLong();
		ScheduleSettings everyTenMinutes = ScheduleSettings.cron("job", "0 0/10 * * * *", ZoneOffset.UTC)
			.withCatchUp(Duration.ZERO);
		Instance instance = new Instance();
		instance.node.engine.addObserver(new ElectionObserver() {

			@Override
			public void firesCoalesced(String election, String schedule, long count) {
				assertThat(election + " " + schedule).isEqualTo("default job");
				coalesced.addAndGet(count);
			}

		});
		instance.add(everyTenMinutes, takes(Duration.ofMinutes(25)), FireThreads.none());
		run(Duration.ofMinutes(26));
		assertThat(this.fires).hasSize(1);
		assertThat(coalesced).hasValue(2);
		run(Duration.ofMinutes(5));
		assertThat(this.fires).hasSize(2);
		assertThat(last().standsFor()).isOne();
		assertThat(events(FireMissed.class)).isEmpty();
	}

	@Test
	void whenTheDelayIsFixedThenItCountsFromTheEndOfARunAlsoOnTheNextLeader() {
		ScheduleSettings delayed = ScheduleSettings.fixedDelay("job", Duration.ofSeconds(10))
			.withInitialDelay(Duration.ofSeconds(5));
		instances(2, delayed, takes(Duration.ofSeconds(2)));
		run(Duration.ofSeconds(6));
		assertThat(this.fires).hasSize(1);
		run(Duration.ofSeconds(4));
		leader().node.election.resign();
		run(Duration.ofSeconds(6));
		assertThat(this.fires).hasSize(1);
		run(Duration.ofSeconds(2));
		assertThat(this.fires).hasSize(2);
		assertThat(Duration.between(this.fires.get(0).planned(), this.fires.get(1).planned()))
			.isBetween(Duration.ofMillis(12_000), Duration.ofMillis(12_100));
	}

	@Test
	void whenAScheduleHasChangedThenItBeginsAnewWithTheFirstLeaderThatHasIt() {
		Instance old = instance(EACH_SECOND, this::done);
		run(Duration.ofSeconds(5));
		old.node.stop();
		run(Duration.ofMinutes(10));
		ScheduleSettings changed = ScheduleSettings.cron("job", "0 * * * * *", ZoneOffset.UTC);
		int ran = this.fires.size();
		instance(changed, this::done);
		run(untilNext(60_000).minusMillis(10));
		assertThat(this.fires).hasSize(ran);
		run(Duration.ofSeconds(1));
		assertThat(this.fires).hasSize(ran + 1);
		assertThat(events(FireMissed.class)).isEmpty();
	}

	@Test
	void whenThereIsAScheduleOfThatNameThenAnotherIsRefused() {
		Instance instance = instance(EACH_SECOND, this::done);
		assertThatThrownBy(() -> instance.add(EACH_SECOND, this::done, FireThreads.none()))
			.isInstanceOf(IllegalArgumentException.class)
			.hasMessageContaining("already has a schedule 'job'");
	}

	@Test
	void whenAnElectionIsClosedAndCreatedAgainThenItsSchedulesGoOnUntilTheyAreRemoved() {
		Instance instance = new Instance();
		Registration registration = instance.node.engine.schedules()
			.add("default", EACH_SECOND, this::done, Runnable::run);
		run(Duration.ofSeconds(5));
		instance.recreate((settings) -> settings);
		int ran = this.fires.size();
		run(Duration.ofSeconds(5));
		assertThat(this.fires.size()).isBetween(ran + 4, ran + 6);
		assertAccounted(0);
		registration.close();
		ran = this.fires.size();
		run(Duration.ofSeconds(5));
		instance.recreate((settings) -> settings);
		run(Duration.ofSeconds(5));
		assertThat(this.fires).hasSize(ran);
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void whenTheNewElectionIsTooShortForAScheduleThenThatIsLogged(CapturedOutput output) {
		Instance instance = new Instance();
		instance.recreate((settings) -> settings.ttl(Duration.ofSeconds(9)));
		ScheduleSettings fiveSeconds = EACH_SECOND.withMinRemaining(Duration.ofSeconds(5));
		instance.node.engine.schedules().add("default", fiveSeconds, this::done, Runnable::run);
		instance.recreate((settings) -> settings);
		assertThat(output).contains("The schedule 'job' would never fire");
		assertThatThrownBy(() -> instance.add(fiveSeconds, this::done, FireThreads.none()))
			.isInstanceOf(IllegalArgumentException.class)
			.hasMessageContaining("minRemaining is 5s");
	}

	@Test
	void whenNothingIsDueThenALeaderAsksForNothingMoreThanWithoutSchedules() {
		Instance instance = instance(ScheduleSettings.fixedRate("job", Duration.ofHours(1)), this::done);
		run(Duration.ofSeconds(10));
		instance.node.runtime.calls.clear();
		run(Duration.ofMinutes(10));
		assertThat(instance.node.runtime.calls).allMatch((call) -> call instanceof LeaseRequest.Renew);
	}

	@Test
	void whenNumbersAreClaimedByHandThenEachIsClaimedOnceAndTheyRise() {
		instances(3, EACH_SECOND, this::done);
		run(Duration.ofSeconds(1));
		assertThat(claims(1)).hasSize(1);
		assertThat(claims(1)).isEmpty();
		assertThat(claims(7)).hasSize(1);
		assertThat(claims(5)).isEmpty();
		leader().node.election.resign();
		run(Duration.ofSeconds(1));
		assertThat(claims(7)).isEmpty();
		assertThat(claims(8)).hasSize(1);
		run(Duration.ofSeconds(1));
		assertThat(statusOf("import").outcome()).isEqualTo(Outcome.DONE);
	}

	@Test
	void whenRedisLosesTheRecordThenTheLeaderClaimsNoNumberByHandTwice() {
		instances(3, ScheduleSettings.cron("job", "0 0 3 * * *", ZoneOffset.UTC), this::done);
		run(Duration.ofSeconds(1));
		assertThat(claims(7)).hasSize(1);
		this.server.forget("test");
		for (int i = 0; i < 50; i++) {
			assertThat(claims(7)).isEmpty();
		}
		assertThat(claims(8)).hasSize(1);
	}

	@Test
	void whenTheAnswerToAClaimByHandIsLostThenTheSameClaimSucceedsWhenItIsRepeated() {
		Instance instance = instance(EACH_SECOND, this::done);
		run(Duration.ofSeconds(1));
		assertThat(claims(1)).hasSize(1);
		FireClaim claim = instance.node.election.claim("import", 2);
		// The record is read after 20 ms, and the claim arrives after 30
		instance.node.runtime.network.latency(Duration.ofMillis(10), Duration.ofMillis(10));
		CompletableFuture<Boolean> first = claim.start().toCompletableFuture();
		run(Duration.ofMillis(25));
		instance.node.runtime.network.loseReplies(true);
		run(Duration.ofMillis(400));
		instance.node.runtime.network.loseReplies(false);
		instance.node.runtime.network.prompt();
		assertThat(first).isCompletedExceptionally();
		assertThat(statusOf("import").outcome()).isEqualTo(Outcome.RUNNING);
		CompletableFuture<Boolean> second = claim.start().toCompletableFuture();
		run(Duration.ofMillis(100));
		assertThat(second).isCompletedWithValue(true);
		assertThat(claim.leadership().election()).isEqualTo("default");
		claim.fail();
		claim.close();
		run(Duration.ofMillis(100));
		assertThat(statusOf("import").outcome()).isEqualTo(Outcome.FAILED);
	}

	@Test
	void whenALeaderResignsDuringAClaimByHandThenItWaitsUntilThatIsClosed() {
		Instance first = instance(EACH_SECOND, this::done);
		run(Duration.ofSeconds(1));
		FireClaim claim = first.node.election.claim("import", 2);
		claim.start();
		run(Duration.ofMillis(100));
		CompletableFuture<Void> stopped = first.node.stop();
		run(Duration.ofMillis(500));
		assertThat(stopped).isNotDone();
		claim.close();
		run(Duration.ofMillis(100));
		assertThat(stopped).isDone();
	}

	@Test
	void whenAClaimByHandIsClosedThenItIsOverAndNeverClaimedAgain() {
		Instance instance = instance(EACH_SECOND, this::done);
		run(Duration.ofSeconds(1));
		FireClaim claim = instance.node.election.claim("import", 2);
		claim.start();
		run(Duration.ofMillis(100));
		claim.close();
		CompletableFuture<Boolean> again = claim.start().toCompletableFuture();
		run(Duration.ofMillis(100));
		assertThat(again).isCompletedWithValue(false);
		assertThat(statusOf("import").outcome()).isEqualTo(Outcome.DONE);
		CompletableFuture<Void> stopped = instance.node.stop();
		run(Duration.ofMillis(100));
		assertThat(stopped).isDone();
	}

	@Test
	void whenAClaimByHandIsClosedBeforeItIsKnownThenItIsGivenBackAndHoldsNobodyUp() {
		Instance instance = instance(EACH_SECOND, this::done);
		run(Duration.ofSeconds(1));
		FireClaim claim = instance.node.election.claim("import", 2);
		CompletableFuture<Boolean> started = claim.start().toCompletableFuture();
		claim.close();
		run(Duration.ofMillis(100));
		assertThat(started).isCompletedWithValue(false);
		assertThat(claims(2)).hasSize(1);
		CompletableFuture<Void> stopped = instance.node.stop();
		run(Duration.ofMillis(100));
		assertThat(stopped).isDone();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void whenRedisGoesBackBehindAClaimByHandThatOutlivesItsTermThenItsNumberIsNotClaimedAgain(boolean first) {
		Instance instance = instance(EACH_SECOND, this::done);
		run(Duration.ofSeconds(1));
		if (!first) {
			assertThat(claims(1)).hasSize(1);
			run(Duration.ofSeconds(1));
		}
		Runnable restart = OldData.of(this.server, "test");
		FireClaim claim = claimed(instance, 2);
		long term = claim.leadership().term();
		instance.node.runtime.network.cutOff(true);
		run(TTL.plusSeconds(1));
		restart.run();
		instance.node.runtime.network.cutOff(false);
		run(Duration.ofMinutes(1));
		assertThat(instance.node.election.leadership().orElseThrow().term()).isGreaterThan(term);
		claim.close();
		run(Duration.ofSeconds(1));
		assertThat(claims(2)).isEmpty();
		assertThat(statusOf("import").outcome()).isEqualTo(Outcome.DONE);
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, 30, 3_000 })
	void whenRedisLosesAClaimByHandUnderItsLeaderThenItIsWrittenAgain(long closedAfter) {
		Instance instance = instance(EACH_SECOND, this::done);
		run(Duration.ofMillis(1_500));
		Runnable restart = OldData.of(this.server, "test");
		FireClaim claim = claimed(instance, 2);
		restart.run();
		run(Duration.ofMillis(closedAfter));
		claim.close();
		run(Duration.ofSeconds(5));
		assertThat(claims(2)).isEmpty();
		assertThat(statusOf("import").outcome()).isEqualTo(Outcome.DONE);
		assertAccounted(0);
	}

	private FireClaim claimed(Instance instance, long number) {
		FireClaim claim = instance.node.election.claim("import", number);
		CompletableFuture<Boolean> claimed = claim.start().toCompletableFuture();
		run(Duration.ofMillis(50));
		assertThat(claimed).isCompletedWithValue(true);
		return claim;
	}

	@Test
	void whenTheNameIsThatOfAScheduleThenItIsNotClaimedByHand() {
		Instance instance = instance(EACH_SECOND, this::done);
		run(Duration.ofSeconds(1));
		assertThatThrownBy(() -> instance.node.election.claim("job", 1)).isInstanceOf(IllegalArgumentException.class)
			.hasMessageContaining("not to be claimed by hand");
		Instance other = new Instance();
		instance.node.stop();
		run(Duration.ofSeconds(1));
		CompletableFuture<Boolean> claim = other.node.election.claim("job", Instant.EPOCH.plusMillis(1))
			.start()
			.toCompletableFuture();
		run(Duration.ofMillis(100));
		assertThatThrownBy(claim::join).hasCauseInstanceOf(IllegalArgumentException.class);
	}

	/**
	 * Each instance tries to claim a number, and ends what it has claimed.
	 */
	private List<FireClaim> claims(long number) {
		List<FireClaim> claimed = new ArrayList<>();
		for (Instance instance : this.instances) {
			FireClaim claim = instance.node.election.claim("import", number);
			claim.start().thenAccept((success) -> {
				if (success) {
					claimed.add(claim);
				}
			});
		}
		run(Duration.ofMillis(100));
		claimed.forEach(FireClaim::close);
		return claimed;
	}

	@ParameterizedTest
	@EnumSource
	void whenClocksDifferThenEachPlannedTimeRunsOnce(Clocks clocks) {
		for (int i = 0; i < 3; i++) {
			Instance instance = instance(EACH_SECOND, this::done);
			clocks.change.accept(instance.node, i);
		}
		run(Duration.ofSeconds(5));
		for (int i = 0; i < 40; i++) {
			run(untilNextSecond().plusMillis(i * 31L % 1000));
			leader().node.election.resign();
			run(Duration.ofMillis(1_500));
		}
		assertAccounted(0);
		assertThat(events(FireMissed.class)).isEmpty();
	}

	/**
	 * How the clocks of instances differ.
	 */
	enum Clocks {

		WALL_CLOCKS_AHEAD_AND_BEHIND((node, number) -> node.runtime.clocks.step(Duration.ofSeconds(2L * number - 2)));

		private final java.util.function.ObjIntConsumer<VirtualNode> change;

		Clocks(java.util.function.ObjIntConsumer<VirtualNode> change) {
			this.change = change;
		}

	}

	private void change(Function<VirtualNode, CompletionStage<Void>> change) {
		CompletableFuture<Void> done = change.apply(this.instances.get(0).node).toCompletableFuture();
		run(Duration.ofMillis(100));
		done.join();
	}

	private ScheduleStatus status() {
		return statusOf("job");
	}

	private ScheduleStatus statusOf(String name) {
		CompletableFuture<List<ScheduleStatus>> all = awake().node.engine.schedules()
			.lookUp("default")
			.toCompletableFuture();
		run(Duration.ofMillis(100));
		return all.join().stream().filter((one) -> one.name().equals(name)).findFirst().orElseThrow();
	}

	private Instance awake() {
		return this.instances.stream()
			.filter((instance) -> instance.node.runtime.isAwake() && instance.node.engine.isRunning())
			.findFirst()
			.orElseThrow();
	}

	/**
	 * Each planned time from the first to the last is covered by one run, or by one
	 * report.
	 * @param reported how many runs or times are known to have been reported
	 */
	private void assertAccounted(int reported) {
		Map<Instant, String> covered = new TreeMap<>();
		for (Fire fire : this.fires) {
			Instant from = fire.previous().orElse(fire.planned().minusSeconds(fire.standsFor()));
			for (Instant time = from.plusSeconds(1); !time.isAfter(fire.planned()); time = time.plusSeconds(1)) {
				assertThat(covered.put(time, fire.toString())).as("twice at %s", time).isNull();
			}
		}
		List<Instant> times = List.copyOf(covered.keySet());
		for (int i = 1; i < times.size(); i++) {
			Instant time = times.get(i);
			boolean next = Duration.between(times.get(i - 1), time).equals(Duration.ofSeconds(1));
			assertThat(next || reported > 0).as("nothing between %s and %s", times.get(i - 1), time).isTrue();
		}
	}

	private CompletionStage<?> done(Fire fire) {
		this.fires.add(fire);
		return CompletableFuture.completedStage(null);
	}

	private Work takes(Duration duration) {
		return (fire) -> {
			this.fires.add(fire);
			CompletableFuture<Void> end = new CompletableFuture<>();
			this.world.after(duration.toNanos(), () -> end.complete(null));
			return end;
		};
	}

	private List<Instance> instances(int count, ScheduleSettings schedule, Work work) {
		for (int i = 0; i < count; i++) {
			instance(schedule, work);
		}
		return List.copyOf(this.instances.subList(this.instances.size() - count, this.instances.size()));
	}

	private Instance instance(ScheduleSettings schedule, Work work) {
		return instance(schedule, work, (settings) -> settings);
	}

	private Instance instance(ScheduleSettings schedule, Work work,
			UnaryOperator<ElectionSettings.Builder> customizer) {
		Instance instance = new Instance(customizer);
		instance.add(schedule, work, FireThreads.none());
		return instance;
	}

	private Instance leader() {
		return this.instances.stream()
			.filter((instance) -> instance.node.runtime.isAwake() && instance.node.isLeader())
			.findFirst()
			.orElseThrow();
	}

	private void crash(Instance instance) {
		instance.node.runtime.crash();
	}

	private Fire last() {
		return this.fires.get(this.fires.size() - 1);
	}

	private <E extends LeadershipEvent> List<E> events(Class<E> type) {
		return this.instances.stream().flatMap((instance) -> instance.events(type).stream()).toList();
	}

	private Duration untilNextSecond() {
		return untilNext(1_000);
	}

	private Duration untilNext(long millis) {
		return Duration.ofMillis(millis - Math.floorMod(this.world.millis(), millis));
	}

	private void run(Duration duration) {
		this.world.run(duration);
	}

	@FunctionalInterface
	private interface Work {

		@Nullable CompletionStage<?> run(Fire fire) throws Exception;

	}

	/**
	 * A process, with what it has run.
	 */
	private final class Instance {

		private final VirtualNode node;

		Instance() {
			this((settings) -> settings);
		}

		Instance(UnaryOperator<ElectionSettings.Builder> customizer) {
			String label = "instance-" + SchedulesInVirtualTimeTests.this.instances.size();
			this.node = new VirtualNode(SchedulesInVirtualTimeTests.this.world, SchedulesInVirtualTimeTests.this.server,
					customizer.apply(ElectionSettings.withKey("test").ttl(TTL).instance(label)).build());
			SchedulesInVirtualTimeTests.this.instances.add(this);
		}

		/**
		 * What a process that has crashed does is done by nobody.
		 */
		Registration add(ScheduleSettings schedule, Work work, FireThreads threads) {
			return this.node.engine.find("default")
				.map(LeasedElection.class::cast)
				.orElseThrow()
				.schedule(schedule, work::run, threads);
		}

		void recreate(UnaryOperator<ElectionSettings.Builder> customizer) {
			this.node.engine.close("default");
			SchedulesInVirtualTimeTests.this.run(Duration.ofSeconds(1));
			this.node.engine.create("default",
					customizer.apply(ElectionSettings.withKey("test").ttl(TTL).instance("again")).build());
		}

		<E extends LeadershipEvent> List<E> events(Class<E> type) {
			return this.node.events(type);
		}

	}

}

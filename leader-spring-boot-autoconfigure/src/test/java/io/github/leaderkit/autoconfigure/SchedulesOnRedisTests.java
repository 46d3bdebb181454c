package io.github.leaderkit.autoconfigure;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import io.github.leaderkit.Fire;
import io.github.leaderkit.LeaderScheduled;
import io.github.leaderkit.testing.RedisExtension;
import io.github.leaderkit.testing.RedisServer;
import io.github.leaderkit.testing.SideBySide;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the schedules of two instances of an application on one Redis.
 */
@Tag("slow")
@ExtendWith(RedisExtension.class)
@Timeout(120)
@SideBySide
class SchedulesOnRedisTests {

	private static final Duration TTL = Duration.ofSeconds(10);

	private static final int SECONDS = 4;

	private Fleet fleet;

	@BeforeEach
	void createFleet(RedisServer redis) {
		this.fleet = new Fleet(redis, UUID.randomUUID().toString(), TTL);
	}

	@AfterEach
	void closeFleet() throws Exception {
		this.fleet.close();
		assertThat(this.fleet.overlaps()).isEmpty();
	}

	@Test
	void whenTheLeaderResignsThenEachPlannedTimeIsRunOnce() {
		Instance first = this.fleet.start(EachSecond.class);
		Fleet.await().until(first.election()::isLeader);
		Instance second = this.fleet.start(EachSecond.class);
		Fleet.await().until(() -> !second.leaders().isEmpty());
		awaitRuns(first);
		first.election().resign().toCompletableFuture().join();
		Fleet.await().until(second.election()::isLeader);
		awaitRuns(second);
		checkEachRunOnce(first.bean(EachSecond.class), second.bean(EachSecond.class));
	}

	@Test
	void whenTheLeaderIsClosedThenEachPlannedTimeIsRunOnce() {
		Instance first = this.fleet.start(EachSecond.class);
		Fleet.await().until(first.election()::isLeader);
		Instance second = this.fleet.start(EachSecond.class);
		Fleet.await().until(() -> !second.leaders().isEmpty());
		awaitRuns(first);
		EachSecond ofFirst = first.bean(EachSecond.class);
		first.close();
		awaitRuns(second);
		checkEachRunOnce(ofFirst, second.bean(EachSecond.class));
	}

	@Test
	void whenARunIsUnderWayThenALeaderThatIsClosedWaitsForIt() {
		Instance first = this.fleet.start(Slow.class);
		Slow slow = first.bean(Slow.class);
		Fleet.await().until(() -> !slow.begun.isEmpty());
		first.close();
		assertThat(slow.ended).hasSameSizeAs(slow.begun);
		assertThat(slow.interrupted).isEmpty();
	}

	private static void awaitRuns(Instance instance) {
		EachSecond jobs = instance.bean(EachSecond.class);
		Fleet.await().until(() -> jobs.rate.size() > SECONDS && jobs.cron.size() > SECONDS);
	}

	private static void checkEachRunOnce(EachSecond first, EachSecond second) {
		check(first.rate, second.rate);
		check(first.cron, second.cron);
	}

	/**
	 * A run that stands for several times accounts for each of them.
	 */
	private static void check(List<Fire> first, List<Fire> second) {
		List<Fire> fires = Stream.concat(first.stream(), second.stream()).toList();
		List<Long> covered = fires.stream()
			.flatMapToLong((fire) -> LongStream.range(0, fire.standsFor())
				.map((before) -> fire.planned().toEpochMilli() - 1000 * before))
			.sorted()
			.boxed()
			.toList();
		Instant begin = Instant.ofEpochMilli(covered.get(0));
		assertThat(covered).containsExactlyElementsOf(
				LongStream.range(0, covered.size()).map((i) -> begin.toEpochMilli() + 1000 * i).boxed().toList());
		assertThat(second.get(0).term()).isGreaterThan(first.get(0).term());
		assertThat(fires).allSatisfy((fire) -> assertThat(fire.attempt()).isOne());
	}

	static class EachSecond {

		final List<Fire> rate = new CopyOnWriteArrayList<>();

		final List<Fire> cron = new CopyOnWriteArrayList<>();

		@LeaderScheduled(fixedRate = "1s")
		void rate(Fire fire) {
			this.rate.add(fire);
		}

		@LeaderScheduled(cron = "* * * * * *", zone = "UTC")
		void cron(Fire fire) {
			this.cron.add(fire);
		}

	}

	static class Slow {

		final List<Fire> begun = new CopyOnWriteArrayList<>();

		final List<Fire> ended = new CopyOnWriteArrayList<>();

		final List<Fire> interrupted = new CopyOnWriteArrayList<>();

		@LeaderScheduled(fixedRate = "1s")
		void run(Fire fire) {
			this.begun.add(fire);
			try {
				Thread.sleep(1_500);
				this.ended.add(fire);
			}
			catch (InterruptedException ex) {
				this.interrupted.add(fire);
			}
		}

	}

}

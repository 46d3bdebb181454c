package io.github.leaderkit.test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.github.leaderkit.Fire;
import io.github.leaderkit.LeaderScheduled;
import io.github.leaderkit.LeadershipEvent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Schedules where a test decides who leads and lets time pass.
 */
@Tag("slow")
@SpringBootTest(classes = SchedulesTests.SchedulingApplication.class)
@AutoConfigureTestLeaderElection
class SchedulesTests {

	@Autowired
	private TestLeaderElection election;

	@Autowired
	private Jobs jobs;

	@BeforeEach
	void forget() {
		this.jobs.fires.clear();
		this.jobs.missed.clear();
		this.jobs.during = () -> {
		};
	}

	@Test
	void whenTimePassesThenWhatIsDueRunsOnTheThreadOfTheTest() {
		this.election.promote();
		this.election.passTime(Duration.ofMinutes(3));
		assertThat(this.jobs.fires).hasSizeBetween(3, 4).allMatch((fire) -> fire.standsFor() == 1);
		assertThat(this.jobs.threads).containsOnly(Thread.currentThread());
	}

	@Test
	void whenThisInstanceFollowsThenNothingRunsAndItMakesUpForItWhenItLeads() {
		this.election.promote();
		this.election.passTime(Duration.ofMinutes(2));
		this.election.leaderIs("another");
		int ran = this.jobs.fires.size();
		this.election.passTime(Duration.ofMinutes(5));
		assertThat(this.jobs.fires).hasSize(ran);
		this.election.promote();
		this.election.passTime(Duration.ofSeconds(1));
		assertThat(this.jobs.fires).hasSize(ran + 1);
		assertThat(this.jobs.fires.get(ran).standsFor()).isBetween(4L, 6L);
	}

	@Test
	void whenNobodyLeadsForLongerThanCatchUpThenThatIsPublishedAsMissed() {
		this.election.promote();
		this.election.passTime(Duration.ofSeconds(1));
		this.election.demote();
		// Two are due while nobody leads, and the last one half an hour before somebody
		// does
		this.election.passTime(Duration.ofMinutes(150).minusMillis(this.jobs.millisOfHour()));
		this.election.promote();
		this.election.passTime(Duration.ofSeconds(1));
		assertThat(this.jobs.missed).singleElement().satisfies((missed) -> {
			assertThat(missed.schedule()).isEqualTo("each-hour");
			assertThat(missed.count()).isEqualTo(2);
		});
	}

	@Test
	void whenTheLeadershipEndsInTheMiddleOfARunThenTheNextOneDoesNotBeginItAgain() {
		this.jobs.during = () -> this.election.demote();
		this.election.promote();
		this.election.passTime(Duration.ofMinutes(2));
		int ran = this.jobs.fires.size();
		assertThat(ran).isBetween(1, 2);
		this.jobs.during = () -> {
		};
		this.election.promote();
		this.election.passTime(Duration.ofMinutes(1));
		assertThat(this.jobs.fires.stream().map(Fire::planned)).doesNotHaveDuplicates();
		assertThat(this.jobs.fires).hasSizeGreaterThan(ran);
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@Import(Jobs.class)
	static class SchedulingApplication {

	}

	static class Jobs {

		private final List<Fire> fires = new ArrayList<>();

		private final List<Thread> threads = new ArrayList<>();

		private final List<LeadershipEvent.FireMissed> missed = new ArrayList<>();

		private Instant promoted = Instant.EPOCH;

		private Runnable during = () -> {
		};

		@LeaderScheduled(name = "each-minute", cron = "0 * * * * *", zone = "UTC")
		void eachMinute(Fire fire) {
			this.fires.add(fire);
			this.threads.add(Thread.currentThread());
			this.during.run();
		}

		@LeaderScheduled(name = "each-hour", cron = "0 0 * * * *", zone = "UTC", catchUp = "10m")
		void eachHour() {
		}

		@EventListener
		void on(LeadershipEvent.Promoted event) {
			this.promoted = event.at();
		}

		/**
		 * How long ago an hour began when this instance was promoted.
		 */
		long millisOfHour() {
			return this.promoted.toEpochMilli() % Duration.ofHours(1).toMillis();
		}

		@EventListener
		void on(LeadershipEvent.FireMissed event) {
			this.missed.add(event);
		}

	}

}

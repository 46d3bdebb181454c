package io.github.leaderkit.test;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

import io.github.leaderkit.Fire;
import io.github.leaderkit.LeaderScheduled;
import io.github.leaderkit.Leadership;
import io.github.leaderkit.LeadershipEvent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

	/**
	 * Whatever the time of day and the tests before, this instance leads and has made up
	 * for everything at half a minute after half an hour.
	 */
	@BeforeEach
	void lead() {
		this.jobs.during = () -> {
		};
		this.election.promote();
		Instant begin = this.election.now().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofMinutes(90).plusSeconds(30));
		this.election.passTime(Duration.between(this.election.now(), begin));
		this.jobs.fires.clear();
		this.jobs.missed.clear();
	}

	@Test
	void whenTimePassesThenWhatIsDueRunsOnTheThreadOfTheTest() {
		this.election.passTime(Duration.ofMinutes(3));
		assertThat(this.jobs.fires).hasSize(3).allMatch((fire) -> fire.standsFor() == 1);
		assertThat(this.jobs.threads).containsOnly(Thread.currentThread());
	}

	@Test
	void whenThisInstanceFollowsThenNothingRunsAndItMakesUpForItWhenItLeads() {
		this.election.leaderIs("another");
		this.election.passTime(Duration.ofMinutes(5));
		assertThat(this.jobs.fires).isEmpty();
		this.election.promote();
		assertThat(this.jobs.fires).singleElement().matches((fire) -> fire.standsFor() == 5);
	}

	@Test
	void whenNobodyLeadsForLongerThanCatchUpThenThatIsPublishedAsMissed() {
		this.election.demote();
		this.election.passTime(Duration.ofHours(2));
		this.election.promote();
		assertThat(this.jobs.missed).singleElement().satisfies((missed) -> {
			assertThat(missed.schedule()).isEqualTo("each-hour");
			assertThat(missed.count()).isEqualTo(2);
		});
	}

	@Test
	void whenAFireThatIsDueEndsTheLeadershipAtOnceThenThePromotionReturnsWhatHasEnded() {
		this.election.demote();
		this.election.passTime(Duration.ofMinutes(1));
		this.jobs.during = () -> this.election.demote();
		Leadership leadership = this.election.promote();
		assertThat(leadership.isValid()).isFalse();
		assertThat(this.jobs.fires).singleElement().matches((fire) -> fire.term() == leadership.term());
	}

	@Test
	void whenTheLeadershipEndsInTheMiddleOfARunThenTheNextOneDoesNotBeginItAgain() {
		this.jobs.during = () -> this.election.demote();
		this.election.passTime(Duration.ofMinutes(1));
		assertThat(this.jobs.fires).hasSize(1);
		this.jobs.during = () -> {
		};
		this.election.promote();
		this.election.passTime(Duration.ofMinutes(1));
		assertThat(this.jobs.fires.stream().map(Fire::planned)).hasSize(2).doesNotHaveDuplicates();
	}

	@Test
	void whenTheRecordIsLostWhileThisInstanceLeadsThenNothingRunsTwiceAndNothingIsMissed() {
		this.election.passTime(Duration.ofMinutes(2));
		this.election.loseRecord();
		this.election.passTime(Duration.ofMinutes(2));
		assertThat(this.jobs.fires.stream().map(Fire::planned)).hasSize(4).doesNotHaveDuplicates();
		assertThat(this.jobs.fires).allMatch((fire) -> fire.standsFor() == 1);
		assertThat(this.jobs.missed).isEmpty();
	}

	@Test
	void whenTheRecordIsLostWhileNobodyLeadsThenTheNextLeaderKnowsOfNothingBefore() {
		this.election.passTime(Duration.ofMinutes(1));
		this.election.demote();
		this.election.loseRecord();
		this.jobs.fires.clear();
		this.election.promote();
		this.election.passTime(Duration.ofMinutes(2));
		assertThat(this.jobs.fires).hasSizeBetween(1, 2).first().matches((fire) -> fire.previous().isEmpty());
	}

	@ParameterizedTest
	@ValueSource(longs = { -3600, 3600 })
	void whenTheClockOfThisInstanceIsWrongThenFiresComeByTheClockOfTheStore(long seconds) {
		this.election.demote();
		this.election.skewClock(Duration.ofSeconds(seconds));
		this.election.promote();
		this.election.passTime(Duration.ofMinutes(3));
		assertThat(this.jobs.fires).hasSize(3)
			.allMatch((fire) -> fire.lateness().compareTo(Duration.ofSeconds(1)) < 0)
			.allMatch((fire) -> !fire.planned().isAfter(this.election.now()));
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
		void on(LeadershipEvent.FireMissed event) {
			this.missed.add(event);
		}

	}

}

package io.github.leaderkit.docs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.leaderkit.Fire;
import io.github.leaderkit.LeaderOnly;
import io.github.leaderkit.LeaderScheduled;
import io.github.leaderkit.test.AutoConfigureTestLeaderElection;
import io.github.leaderkit.test.TestLeaderElection;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What docs/testing.md shows.
 */
class TestingDocsTests {

	@Nested
	@SpringBootTest
	@AutoConfigureTestLeaderElection
	class ReportTests {

		@Autowired
		private TestLeaderElection election;

		@Autowired
		private Report report;

		@Test
		void whenItIsDemotedThenItReportsNoMore() {
			this.election.promote();
			this.report.make();
			this.election.demote();
			this.report.make();
			assertThat(this.report.made()).isEqualTo(1);
		}

		@Test
		void whenRedisIsGoneThenItReportsUntilItsLeaseHasEnded() {
			this.election.promote();
			this.election.fail();
			this.report.make();
			this.election.passTime(Duration.ofSeconds(15));
			this.report.make();
			assertThat(this.report.made()).isEqualTo(1);
		}

	}

	@Nested
	@SpringBootTest(classes = { Application.class, TenMinuteReport.class })
	@AutoConfigureTestLeaderElection
	class ScheduleTests {

		@Autowired
		private TestLeaderElection election;

		@Autowired
		private TenMinuteReport report;

		@Test
		void whenNobodyLedThenTheReportCoversTheGap() {
			this.election.promote();
			this.election.passTime(Duration.ofHours(1));
			this.election.leaderIs("another-host:1");
			this.election.passTime(Duration.ofHours(1));
			this.election.promote();
			assertThat(this.report.lastFire().standsFor()).isGreaterThan(1);
		}

	}

	@Nested
	@SpringBootTest(properties = { "leader.key=app", "leader.elections.nightly.ttl=20s" })
	@AutoConfigureTestLeaderElection(leading = true)
	class SeveralElectionsTests {

		@Autowired
		@Qualifier("nightly")
		private TestLeaderElection nightly;

		@Autowired
		private Report report;

		@Test
		void whenAnotherInstanceLeadsTheNightlyElectionThenReportsGoOn() {
			this.nightly.leaderIs("another-host:1");
			this.report.make();
			assertThat(this.report.made()).isEqualTo(1);
		}

	}

	@Nested
	@WebMvcTest(JobController.class)
	@AutoConfigureTestLeaderElection
	class JobControllerTests {

		@Autowired
		private MockMvcTester mvc;

		@Autowired
		private TestLeaderElection election;

		@Test
		void whenAnotherInstanceLeadsThenTheRequestIsTurnedAway() {
			this.election.leaderIs("another-host:1");
			assertThat(this.mvc.get().uri("/jobs").exchange()).hasStatus(503);
			this.election.promote();
			assertThat(this.mvc.get().uri("/jobs").exchange()).hasStatusOk();
		}

	}

	@RestController
	static class JobController {

		@GetMapping("/jobs")
		@LeaderOnly
		String jobs() {
			return "none";
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@Import({ Report.class, JobController.class })
	static class Application {

	}

	static class TenMinuteReport {

		private final List<Fire> fires = new ArrayList<>();

		@LeaderScheduled(cron = "0 */10 * * * *", zone = "UTC")
		void make(Fire fire) {
			this.fires.add(fire);
		}

		Fire lastFire() {
			return this.fires.get(this.fires.size() - 1);
		}

	}

	static class Report {

		private final AtomicInteger made = new AtomicInteger();

		@LeaderOnly
		void make() {
			this.made.incrementAndGet();
		}

		int made() {
			return this.made.getAndSet(0);
		}

	}

}

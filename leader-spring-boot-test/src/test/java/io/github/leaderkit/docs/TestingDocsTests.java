package io.github.leaderkit.docs;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.LeaderOnly;
import io.github.leaderkit.test.AutoConfigureTestLeaderElection;
import io.github.leaderkit.test.TestLeaderElection;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What docs/programming-model.md shows of tests.
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
			this.election.demote(DemotionReason.REVOKED);
			this.report.make();
			assertThat(this.report.made()).isEqualTo(1);
		}

		@Test
		void whenRedisIsGoneThenItReportsUntilItsLeaseHasEnded() {
			this.election.promote();
			this.election.fail(ErrorKind.UNREACHABLE);
			this.report.make();
			this.election.passTime(Duration.ofSeconds(15));
			this.report.make();
			assertThat(this.report.made()).isEqualTo(1);
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

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@Import(Report.class)
	static class Application {

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

package io.github.leaderkit.samples.report;

import java.time.Duration;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.test.AutoConfigureTestLeaderElection;
import io.github.leaderkit.test.TestLeaderElection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The report without Redis: the test says who leads. Reports are made by hand.
 */
@SpringBootTest(properties = "report.every=1d")
@AutoConfigureTestLeaderElection
@ExtendWith(OutputCaptureExtension.class)
class ReportTests {

	@Autowired
	private TestLeaderElection election;

	@Autowired
	private Report report;

	@Test
	void whenAnotherInstanceLeadsThenNothingIsReported(CapturedOutput output) {
		this.election.leaderIs("another-host:1");
		this.report.make();
		assertThat(output).doesNotContain("REPORT");
	}

	@Test
	void whenItIsPromotedThenItReportsInTheNewTerm(CapturedOutput output) {
		long term = this.election.promote().term();
		this.report.make();
		assertThat(output).contains("PROMOTED election=default term=" + term + " at=")
			.contains("REPORT election=default term=" + term + " run=");
	}

	@Test
	void whenItIsRevokedThenItReportsNoMore(CapturedOutput output) {
		this.election.promote();
		this.election.demote(DemotionReason.REVOKED);
		this.report.make();
		assertThat(output).containsPattern("DEMOTED election=default term=\\d+ reason=REVOKED")
			.doesNotContain("REPORT");
	}

	@Test
	void whenRedisIsGoneThenItReportsUntilItsLeaseHasEnded(CapturedOutput output) {
		this.election.promote();
		this.election.fail(ErrorKind.UNREACHABLE);
		this.election.passTime(Duration.ofSeconds(12));
		assertThat(output).doesNotContain("DEMOTED");
		this.election.passTime(Duration.ofSeconds(1));
		assertThat(output).containsPattern("DEMOTED election=default term=\\d+ reason=EXPIRED");
	}

}

package io.github.leaderkit.docs;

import io.github.leaderkit.test.AutoConfigureTestLeaderElection;
import io.github.leaderkit.test.TestLeaderElection;
import net.javacrumbs.shedlock.spring.annotation.SchedulerLock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Locks of the leader in a test that says who leads, without Redis.
 */
@Tag("slow")
@SpringBootTest(classes = LocksInTestsTests.Application.class)
@AutoConfigureTestLeaderElection
@Timeout(60)
class LocksInTestsTests {

	@Autowired
	private TestLeaderElection election;

	@Autowired
	private Job job;

	@Test
	void onlyTheInstanceThatLeadsGetsTheLock() {
		this.election.promote();
		this.job.run();
		assertThat(this.job.runs()).isEqualTo(1);
		this.job.run();
		assertThat(this.job.runs()).isEqualTo(2);
		this.election.demote();
		this.job.run();
		assertThat(this.job.runs()).isEqualTo(2);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ LocksOfTheLeader.class, Job.class })
	static class Application {

	}

	/**
	 * A job that keeps its annotation.
	 */
	static class Job {

		private int runs;

		@SchedulerLock(name = "job")
		void run() {
			this.runs++;
		}

		int runs() {
			return this.runs;
		}

	}

}

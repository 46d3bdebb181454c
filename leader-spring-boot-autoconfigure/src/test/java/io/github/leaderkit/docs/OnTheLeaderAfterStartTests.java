package io.github.leaderkit.docs;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.LeaderOnly;
import io.github.leaderkit.Leadership;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.autoconfigure.LeaderAutoConfiguration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The code of "On the leader, after start", and that it does what the page says.
 */
@Timeout(60)
class OnTheLeaderAfterStartTests {

	@Test
	void whenPromotedThenTheWorkIsDoneOnceForEachLeadership() throws Exception {
		oncePerLeadership(Importing.class);
	}

	@Test
	void whenThereAreSeveralElectionsThenTheWorkIsDoneForItsOwnOnAnotherThread() throws Exception {
		oncePerLeadership(Indexing.class, "leader.elections.nightly.auto-start=true");
	}

	private static void oncePerLeadership(Class<?> work, String... properties) throws Exception {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class, work)
			.web(WebApplicationType.NONE)
			.properties("leader.key=app", "leader.standalone=true")
			.properties(properties)
			.run()) {
			List<String> done = context.getBean(Reports.class).done;
			LeaderElections elections = context.getBean(LeaderElections.class);
			Awaitility.await().until(() -> !done.isEmpty());
			assertThat(elections.all()).hasSize(properties.length + 1);
			Awaitility.await().until(() -> elections.all().stream().allMatch(LeaderElection::isLeader));
			LeaderElection election = elections.get("default");
			long first = term(election);
			election.resign().toCompletableFuture().get(10, TimeUnit.SECONDS);
			Awaitility.await().until(() -> done.size() > 1 && election.isLeader());
			assertThat(done).containsExactly("done in term " + first, "done in term " + term(election));
		}
	}

	private static long term(LeaderElection election) {
		return election.leadership().orElseThrow().term();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(LeaderAutoConfiguration.class)
	@EnableAsync
	static class Application {

		@Bean
		Reports reports() {
			return new Reports();
		}

	}

	static class Reports {

		private final List<String> done = new CopyOnWriteArrayList<>();

		void importAll(long term) {
			assertThat(Leadership.current().orElseThrow().term()).isEqualTo(term);
			this.done.add("done in term " + term);
		}

		void index(long term) {
			assertThat(Thread.currentThread().getName()).doesNotContain("leader");
			importAll(term);
		}

	}

	static class Importing {

		private final Reports reports;

		Importing(Reports reports) {
			this.reports = reports;
		}

		@LeaderOnly
		@EventListener
		void importReports(LeadershipEvent.Promoted event) {
			this.reports.importAll(event.term());
		}

	}

	static class Indexing {

		private final Reports reports;

		Indexing(Reports reports) {
			this.reports = reports;
		}

		@Async
		@LeaderOnly
		@EventListener(condition = "#event.election() == 'default'")
		void index(LeadershipEvent.Promoted event) {
			this.reports.index(event.term());
		}

	}

}

package io.github.leaderkit.docs;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderEligibility;
import io.github.leaderkit.LeaderOnly;
import io.github.leaderkit.LeaderScheduled;
import io.github.leaderkit.Leadership;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.autoconfigure.LeaderAutoConfiguration;
import io.github.leaderkit.autoconfigure.LeaderProperties;
import org.aopalliance.intercept.MethodInterceptor;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.aop.Advisor;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.annotation.AnnotationMatchingPointcut;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What docs/migrating.md shows is compiled and bound, and a lock around a guarded method
 * is taken only where the method runs.
 */
class MigratingDocsTests {

	private final DocumentationPage page = DocumentationPage.of("migrating.md");

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LeaderAutoConfiguration.class))
		.withUserConfiguration(LockedJobs.class)
		.withPropertyValues("leader.key=billing");

	@Test
	void whenThePageShowsCodeThenItIsCompiled() {
		String compiled = DocumentationPage.compiledCode();
		assertThat(this.page.code("java")).hasSize(7).allSatisfy((block) -> assertThat(compiled).contains(block));
	}

	@Test
	void whenThePageShowsPropertiesThenTheyExist() {
		assertThat(this.page.yaml("leader")).hasSize(3)
			.allSatisfy((yaml) -> assertThat(DocumentationPage.bind(yaml, "leader", LeaderProperties.class).getKey())
				.isNotNull());
	}

	@Test
	void whenAJobIsGuardedAndLockedThenAFollowerDoesNotTakeTheLock() {
		this.runner.withPropertyValues("leader.enabled=false").run((context) -> {
			context.getBean(Job.class).run();
			assertThat(context.getBean(Journal.class).entries).isEmpty();
		});
	}

	@Test
	void whenAJobIsGuardedAndLockedThenTheLeaderTakesTheLockAndRuns() {
		this.runner.withPropertyValues("leader.standalone=true").run((context) -> {
			context.publishEvent(new ApplicationReadyEvent(new SpringApplication(), new String[0],
					context.getSourceApplicationContext(ConfigurableApplicationContext.class), Duration.ZERO));
			Awaitility.await().until(context.getBean(LeaderElection.class)::isLeader);
			context.getBean(Job.class).run();
			assertThat(context.getBean(Journal.class).entries).containsExactly("locked", "ran");
		});
	}

	/**
	 * A stand-in for the advice of {@code @SchedulerLock}.
	 */
	@Configuration(proxyBeanMethods = false)
	static class LockedJobs {

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static Journal journal() {
			return new Journal();
		}

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static Advisor lock(Journal journal) {
			MethodInterceptor interceptor = (invocation) -> {
				journal.entries.add("locked");
				return invocation.proceed();
			};
			DefaultPointcutAdvisor advisor = new DefaultPointcutAdvisor(
					AnnotationMatchingPointcut.forMethodAnnotation(Locked.class), interceptor);
			advisor.setOrder(Ordered.LOWEST_PRECEDENCE);
			return advisor;
		}

		@Bean
		Job job(Journal journal) {
			return new Job(journal);
		}

	}

	@Retention(RetentionPolicy.RUNTIME)
	@interface Locked {

	}

	static class Journal {

		private final List<String> entries = new CopyOnWriteArrayList<>();

	}

	static class Job {

		private final Journal journal;

		Job(Journal journal) {
			this.journal = journal;
		}

		@LeaderOnly
		@Locked
		void run() {
			this.journal.entries.add("ran");
		}

	}

	static class FromShedLock {

		private final LeaderElection election;

		private final Invoices invoices;

		FromShedLock(LeaderElection election, Invoices invoices) {
			this.election = election;
			this.invoices = invoices;
		}

		@LeaderScheduled(name = "invoices", cron = "0 */15 * * * *", zone = "UTC")
		void sendInvoices() {
			Leadership.required().checkValid();
			this.invoices.send();
		}

		boolean sendByHand() {
			boolean executed = this.election.runIfLeader(this.invoices::send);
			return executed;
		}

	}

	static class FromSpringIntegration {

		private final LeaderElection election;

		private final Feed feed;

		FromSpringIntegration(LeaderElection election, Feed feed) {
			this.election = election;
			this.feed = feed;
		}

		@EventListener
		void granted(LeadershipEvent.Promoted event) {
			this.feed.open(event.term());
		}

		@EventListener
		void revoked(LeadershipEvent.Demoted event) {
			this.feed.close();
		}

		void handOver() {
			this.election.resign(); // do not wait for it in a listener or in guarded work
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ChangingOver {

		@Bean
		LeaderEligibility onlyWhereTheOldOneLeads(OldElection old) {
			return (election) -> old.isLeader();
		}

	}

	interface Invoices {

		void send();

	}

	interface Feed {

		void open(long term);

		void close();

	}

	interface OldElection {

		boolean isLeader();

	}

}

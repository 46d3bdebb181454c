package io.github.leaderkit.integration;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Date;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderOnly;
import io.github.leaderkit.LeaderOnly.Otherwise;
import io.github.leaderkit.docs.ClaimingJobDocs;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.quartz.QuartzJobBean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Guarded jobs of Quartz.
 */
@Tag("jdk-independent")
class QuartzTests {

	private static final String[] CLUSTERED = { "spring.quartz.job-store-type=jdbc",
			"spring.quartz.jdbc.initialize-schema=always", "spring.datasource.generate-unique-name=true",
			"spring.quartz.properties.org.quartz.scheduler.instanceId=AUTO",
			"spring.quartz.properties.org.quartz.jobStore.isClustered=true" };

	@Test
	void whenTheSchedulerIsClusteredThenAGuardedJobIsRefused() {
		assertThat(Applications.refusal(Details.class, CLUSTERED))
			.hasMessageContaining(Nightly.class.getName() + ".execute(JobExecutionContext)")
			.hasMessageContaining("takes the work as done");
	}

	@Test
	void whenEachInstanceHasItsOwnSchedulerThenAGuardedJobIsAccepted() {
		Applications.run(Details.class).close();
	}

	@Test
	void whenAJobSaysOtherwiseThenItIsAcceptedByAClusteredScheduler() {
		Applications.run(ThrowingDetails.class, CLUSTERED).close();
	}

	@Test
	void whenAJobIsCalledByItsSuperclassThenItIsRefused() {
		assertThat(Applications.refusal(Template.class)).hasMessageContaining("its superclass calls it");
	}

	@Test
	void whenAJobClaimsItsFireThenOfTwoSchedulersOneRunsIt() throws Exception {
		try (ConfigurableApplicationContext application = Applications.run(Claiming.class,
				"spring.quartz.auto-startup=false")) {
			LeaderElection election = application.getBean(LeaderElection.class);
			election.start();
			assertThat(election.awaitLeadership(Duration.ofSeconds(10))).isPresent();
			AtomicInteger runs = new AtomicInteger();
			Date planned = new Date(1_000);
			// The schedulers of two instances come to the same fire
			for (int i = 0; i < 2; i++) {
				execute(new ClaimingJobDocs(election, runs::incrementAndGet), planned);
			}
			assertThat(runs).hasValue(1);
			execute(new ClaimingJobDocs(election, runs::incrementAndGet), new Date(2_000));
			assertThat(runs).hasValue(2);
			election.stop().toCompletableFuture().join();
			execute(new ClaimingJobDocs(election, runs::incrementAndGet), new Date(3_000));
			assertThat(runs).hasValue(2);
		}
	}

	private static void execute(Job job, Date planned) throws JobExecutionException {
		job.execute((JobExecutionContext) Proxy.newProxyInstance(QuartzTests.class.getClassLoader(),
				new Class<?>[] { JobExecutionContext.class },
				(proxy, method, arguments) -> method.getName().equals("getScheduledFireTime") ? planned : null));
	}

	@Configuration(proxyBeanMethods = false)
	static class Claiming {

	}

	static class Nightly implements Job {

		@LeaderOnly
		@Override
		public void execute(JobExecutionContext context) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Details {

		@Bean
		JobDetail nightly() {
			return JobBuilder.newJob(Nightly.class).withIdentity("nightly").storeDurably().build();
		}

		@Bean
		JobDetail unguarded() {
			return JobBuilder.newJob(Unguarded.class).withIdentity("unguarded").storeDurably().build();
		}

	}

	static class Unguarded implements Job {

		@Override
		public void execute(JobExecutionContext context) {
		}

	}

	static class Throwing implements Job {

		@LeaderOnly(otherwise = Otherwise.THROW)
		@Override
		public void execute(JobExecutionContext context) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ThrowingDetails {

		@Bean
		JobDetail nightly() {
			return JobBuilder.newJob(Throwing.class).withIdentity("nightly").storeDurably().build();
		}

	}

	static class Template extends QuartzJobBean {

		@LeaderOnly
		@Override
		protected void executeInternal(JobExecutionContext context) {
		}

	}

}

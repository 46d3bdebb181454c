package io.github.leaderkit.integration;

import java.time.Duration;
import java.util.List;

import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.LeaderOnly;
import io.github.leaderkit.LeaderOnly.Otherwise;
import io.github.leaderkit.LeaderSchedules;
import io.github.leaderkit.NotLeaderException;
import io.github.leaderkit.ScheduleStatus;
import io.github.leaderkit.ScheduleStatus.Outcome;
import io.github.leaderkit.docs.NightlyJobDocs;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.item.ItemReader;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.batch.infrastructure.support.transaction.ResourcelessTransactionManager;
import org.springframework.beans.BeanUtils;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Guarded parts of jobs of Spring Batch.
 */
@Tag("jdk-independent")
class BatchTests {

	@Test
	void whenATaskletIsGuardedThenItIsRefusedSinceASkippedOneWouldComplete() {
		assertThat(Applications.refusal(Skipped.class)).hasMessageContaining(Skipped.class.getName() + ".execute(")
			.hasMessageContaining("takes the work as done");
	}

	@Test
	void whenAReaderIsGuardedThenItIsRefusedSinceASkippedOneWouldBeAtItsEnd() {
		assertThat(Applications.refusal(Reader.class)).hasMessageContaining(Reader.class.getName() + ".read()");
	}

	@Test
	void whenATaskletThrowsOnAFollowerThenTheJobFails() throws Exception {
		try (ConfigurableApplicationContext context = Applications.run(Nightly.class)) {
			JobExecution execution = context.getBean(JobOperator.class)
				.start(context.getBean(Job.class), new JobParameters());
			assertThat(execution.getStatus()).isEqualTo(BatchStatus.FAILED);
			assertThat(execution.getAllFailureExceptions()).singleElement().isInstanceOf(NotLeaderException.class);
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "DONE", "FAILED" })
	void whenAScheduleStartsAJobThenItsRunEndsAsTheJobDoes(Outcome outcome) throws Exception {
		Class<?> tasklet = (outcome == Outcome.DONE) ? Working.class : Broken.class;
		try (ConfigurableApplicationContext context = Applications.run(ScheduledJob.class, "leader.ttl=3s",
				"tasklet=" + tasklet.getName())) {
			LeaderElection election = context.getBean(LeaderElection.class);
			LeaderSchedules schedules = context.getBean(LeaderSchedules.class);
			election.start();
			assertThat(election.awaitLeadership(Duration.ofSeconds(10))).isPresent();
			Awaitility.await().until(() -> !lookUp(schedules).isEmpty());
			schedules.trigger(election.name(), "NightlyJobDocs.start").toCompletableFuture().join();
			Awaitility.await().until(() -> lookUp(schedules).get(0).trigger().outcome() == outcome);
		}
	}

	private static List<ScheduleStatus> lookUp(LeaderSchedules schedules) {
		return schedules.lookUp(LeaderElections.DEFAULT).toCompletableFuture().join();
	}

	static class Skipped implements Tasklet {

		@LeaderOnly
		@Override
		public RepeatStatus execute(StepContribution contribution, ChunkContext chunk) {
			return RepeatStatus.FINISHED;
		}

	}

	static class Reader implements ItemReader<String> {

		@LeaderOnly
		@Override
		public String read() {
			return "";
		}

	}

	static class Throwing implements Tasklet {

		@LeaderOnly(otherwise = Otherwise.THROW)
		@Override
		public RepeatStatus execute(StepContribution contribution, ChunkContext chunk) {
			return RepeatStatus.FINISHED;
		}

	}

	static class Working implements Tasklet {

		@Override
		public RepeatStatus execute(StepContribution contribution, ChunkContext chunk) {
			return RepeatStatus.FINISHED;
		}

	}

	static class Broken implements Tasklet {

		@Override
		public RepeatStatus execute(StepContribution contribution, ChunkContext chunk) {
			throw new IllegalStateException("as the test wants it");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(NightlyJobDocs.class)
	static class ScheduledJob {

		@Bean
		Job job(JobRepository repository, @Value("${tasklet}") Class<? extends Tasklet> tasklet) {
			return Nightly.job(repository, BeanUtils.instantiateClass(tasklet));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Nightly {

		@Bean
		Throwing tasklet() {
			return new Throwing();
		}

		@Bean
		static Job job(JobRepository repository, Tasklet tasklet) {
			return new JobBuilder("nightly", repository)
				.start(new StepBuilder("step", repository).tasklet(tasklet, new ResourcelessTransactionManager())
					.build())
				.build();
		}

	}

}

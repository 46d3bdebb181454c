package io.github.leaderkit.docs;

import io.github.leaderkit.Fire;
import io.github.leaderkit.LeaderScheduled;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobExecutionException;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.stereotype.Component;

/**
 * The job of Spring Batch that docs/schedules.md shows.
 */
@Component
public class NightlyJobDocs {

	private final JobOperator operator;

	private final Job nightly;

	/**
	 * Creates it.
	 * @param operator starts jobs
	 * @param nightly the job
	 */
	public NightlyJobDocs(JobOperator operator, Job nightly) {
		this.operator = operator;
		this.nightly = nightly;
	}

	@LeaderScheduled(cron = "0 0 3 * * *", zone = "Europe/Berlin")
	void start(Fire fire) throws JobExecutionException {
		JobParameters parameters = new JobParametersBuilder().addLong("planned", fire.planned().toEpochMilli())
			.addLong("term", fire.term(), false)
			.toJobParameters();
		JobExecution execution = this.operator.start(this.nightly, parameters);
		if (execution.getStatus() != BatchStatus.COMPLETED) {
			throw new JobExecutionException("The job is " + execution.getStatus());
		}
	}

}

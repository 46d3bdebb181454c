package io.github.leaderkit.samples.report;

import io.github.leaderkit.LeaderOnly;
import io.github.leaderkit.Leadership;
import io.github.leaderkit.LeadershipEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * A report that of all running instances only the leader makes.
 */
@Component
class Report {

	private static final Logger logger = LoggerFactory.getLogger(Report.class);

	private long run;

	@LeaderOnly
	@Scheduled(fixedRateString = "${report.every}")
	void make() {
		Leadership leadership = Leadership.required();
		logger.info("REPORT election={} term={} run={} at={}", leadership.election(), leadership.term(), ++this.run,
				System.currentTimeMillis());
	}

	@EventListener
	void on(LeadershipEvent.Promoted event) {
		logger.info("PROMOTED election={} term={} at={}", event.election(), event.term(), event.at().toEpochMilli());
	}

	@EventListener
	void on(LeadershipEvent.Demoted event) {
		logger.info("DEMOTED election={} term={} reason={} at={}", event.election(), event.term(), event.reason(),
				event.at().toEpochMilli());
	}

}

package io.github.leaderkit.samples.operations;

import io.github.leaderkit.LeaderOnly;
import io.github.leaderkit.Leadership;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * What only the leader does here.
 */
@Component
class Invoices {

	private static final Logger logger = LoggerFactory.getLogger(Invoices.class);

	@LeaderOnly
	@Scheduled(fixedRateString = "${invoices.every}")
	void send() {
		logger.debug("Sending under term {}", Leadership.required().term());
	}

}

package io.github.leaderkit.samples.report;

import io.github.leaderkit.Fire;
import io.github.leaderkit.LeaderScheduled;
import io.github.leaderkit.LeadershipEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * A schedule that belongs to the election: each second is run once, whatever happens to
 * instances, or a later run stands for it, or it is reported.
 */
@Component
class EachSecond {

	private static final Logger logger = LoggerFactory.getLogger(EachSecond.class);

	@LeaderScheduled(name = "each-second", cron = "* * * * * *", zone = "UTC")
	void run(Fire fire) {
		logger.info("FIRE schedule={} planned={} count={}", fire.schedule(), fire.planned().toEpochMilli(),
				fire.standsFor());
	}

	@EventListener
	void on(LeadershipEvent.FireMissed event) {
		logger.info("MISSED schedule={} planned={} count={}", event.schedule(), event.planned().toEpochMilli(),
				event.count());
	}

	@EventListener
	void on(LeadershipEvent.FireInterrupted event) {
		logger.info("INTERRUPTED schedule={} planned={} count={}", event.schedule(), event.planned().toEpochMilli(),
				event.count());
	}

}

package io.github.leaderkit.docs;

import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderSchedules;
import io.github.leaderkit.shedlock.LeaderLockProvider;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.spring.annotation.EnableSchedulerLock;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;

@Configuration(proxyBeanMethods = false)
@EnableScheduling
@EnableSchedulerLock(defaultLockAtMostFor = "10m")
class LocksOfTheLeader {

	@Bean
	LockProvider lockProvider(LeaderElection election, LeaderSchedules schedules) {
		return new LeaderLockProvider(election, schedules);
	}

}

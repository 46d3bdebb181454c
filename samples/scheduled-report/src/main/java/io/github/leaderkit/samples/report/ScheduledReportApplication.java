package io.github.leaderkit.samples.report;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.scheduling.annotation.EnableScheduling;

@EnableScheduling
@SpringBootApplication
public class ScheduledReportApplication {

	public static void main(String[] args) {
		SpringApplication.run(ScheduledReportApplication.class, args);
	}

}

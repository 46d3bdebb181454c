package com.example.reports;

import io.github.leaderkit.LeaderOnly;
import io.github.leaderkit.LeadershipEvent;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

@SpringBootApplication
@EnableScheduling
public class ReportsApplication {

	public static void main(String[] args) {
		SpringApplication.run(ReportsApplication.class, args);
	}

	@Component
	static class Reports {

		@LeaderOnly
		@Scheduled(fixedRate = 2_000)
		void make() {
			System.out.println("Report made");
		}

		@EventListener
		void promoted(LeadershipEvent.Promoted event) {
			System.out.println("This instance leads from now on");
		}

		@EventListener
		void demoted(LeadershipEvent.Demoted event) {
			System.out.println("This instance leads no longer");
		}

	}

}

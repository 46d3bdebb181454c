package io.github.leaderkit.docs;

import java.time.Instant;
import java.util.concurrent.CompletionStage;

import io.github.leaderkit.Fire;
import io.github.leaderkit.FireClaim;
import io.github.leaderkit.Interrupted;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.LeaderOnly.OnDemotion;
import io.github.leaderkit.LeaderScheduled;
import io.github.leaderkit.LeaderSchedules;
import io.github.leaderkit.LeadershipEvent;
import reactor.core.publisher.Mono;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * The code that docs/schedules.md shows.
 */
class SchedulesDocs {

	@Component
	static class Reports {

		private final Repository repository = new Repository();

		@LeaderScheduled(cron = "0 0 3 * * *", zone = "Europe/Berlin")
		void nightly(Fire fire) {
			Instant from = fire.previous().orElse(Instant.EPOCH);
			this.repository.report(from, fire.planned(), fire.term());
		}

		@LeaderScheduled(fixedDelay = "${reports.clean-up.delay:10m}", election = "reports")
		Mono<Void> cleanUp() {
			return this.repository.cleanUp();
		}

		@LeaderScheduled(name = "import", fixedRate = "1h", catchUp = "20m", interrupted = Interrupted.AGAIN,
				onDemotion = OnDemotion.INTERRUPT)
		void importAll(Fire fire) throws InterruptedException {
			this.repository.importAll(fire.term());
		}

	}

	@Component
	static class Alerts {

		@EventListener
		void missed(LeadershipEvent.FireMissed missed) {
			System.out.println(missed.count() + " of " + missed.schedule() + " were missed: " + missed.cause());
		}

		@EventListener
		void interrupted(LeadershipEvent.FireInterrupted interrupted) {
			System.out.println(interrupted.schedule() + " was interrupted on " + interrupted.instance());
		}

	}

	static class ByCode {

		private static final long VERSION = 42;

		private final Repository repository = new Repository();

		private final LeaderSchedules schedules;

		private final LeaderElection election;

		ByCode(LeaderSchedules schedules, LeaderElection election) {
			this.schedules = schedules;
			this.election = election;
		}

		CompletionStage<Void> duringMaintenance() {
			return this.schedules.pause(LeaderElections.DEFAULT, "import");
		}

		void importOf(Instant planned) {
			FireClaim claim = this.election.claim("import-by-hand", planned);
			if (claim.start().toCompletableFuture().join()) {
				try (claim) {
					this.repository.importOf(planned, claim.leadership().term());
				}
			}
		}

		@EventListener
		void promoted(LeadershipEvent.Promoted event) {
			FireClaim claim = this.election.claim("migration", VERSION);
			claim.start().thenAccept((claimed) -> {
				if (claimed) {
					try (claim) {
						this.repository.migrate();
					}
				}
			});
		}

	}

	static class Repository {

		void report(Instant from, Instant until, long term) {
		}

		Mono<Void> cleanUp() {
			return Mono.empty();
		}

		void importAll(long term) throws InterruptedException {
			Thread.sleep(0);
		}

		void importOf(Instant planned, long term) {
		}

		void migrate() {
		}

	}

}

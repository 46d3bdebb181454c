package io.github.leaderkit.docs;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.github.leaderkit.LeaderOnly;
import io.github.leaderkit.LeaderOnly.OnDemotion;
import io.github.leaderkit.LeaderOnly.Otherwise;
import io.github.leaderkit.Leadership;
import reactor.core.publisher.Mono;

import org.springframework.context.annotation.Bean;
import org.springframework.core.task.support.ContextPropagatingTaskDecorator;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * The code that docs/guarded-methods.md shows.
 */
class GuardedMethodsDocs {

	static class Reports {

		private final Repository repository = new Repository();

		@LeaderOnly
		@Scheduled(cron = "0 0 3 * * *")
		void nightly() {
			this.repository.write(Leadership.required().term());
		}

		@LeaderOnly
		Optional<Report> latest() {
			return this.repository.latest();
		}

		@LeaderOnly(defaultValue = "0")
		int purge() {
			return this.repository.purge();
		}

		@LeaderOnly(otherwise = Otherwise.THROW)
		Report make() {
			return this.repository.make();
		}

		@Async
		@LeaderOnly
		CompletableFuture<List<Report>> all() {
			return this.repository.all();
		}

		@LeaderOnly
		Mono<Report> publish() {
			return Mono.deferContextual((context) -> this.repository.publish(context.get(Leadership.class).term()));
		}

		@LeaderOnly(onDemotion = OnDemotion.INTERRUPT, minRemaining = "5s")
		void rebuild() throws InterruptedException {
			for (Report report : this.repository.outdated()) {
				Leadership.required().checkValid();
				this.repository.rebuild(report);
			}
		}

	}

	static class Propagation {

		@Bean
		ContextPropagatingTaskDecorator taskDecorator() {
			return new ContextPropagatingTaskDecorator();
		}

	}

	record Report(String text) {
	}

	static class Repository {

		void write(long term) {
		}

		Optional<Report> latest() {
			return Optional.empty();
		}

		int purge() {
			return 0;
		}

		Report make() {
			return new Report("");
		}

		CompletableFuture<List<Report>> all() {
			return CompletableFuture.completedFuture(List.of());
		}

		Mono<Report> publish(long term) {
			return Mono.just(new Report(""));
		}

		List<Report> outdated() {
			return List.of();
		}

		void rebuild(Report report) throws InterruptedException {
			Thread.sleep(0);
		}

	}

}

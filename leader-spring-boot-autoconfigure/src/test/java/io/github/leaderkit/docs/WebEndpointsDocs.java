package io.github.leaderkit.docs;

import java.util.Map;

import io.github.leaderkit.LeaderOnly;
import io.github.leaderkit.NotLeaderException;
import io.github.leaderkit.autoconfigure.web.NotLeaderResponseCustomizer;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * The code of "Web endpoints".
 */
class WebEndpointsDocs {

	@RestController
	static class Jobs {

		@PostMapping("/jobs")
		@ResponseStatus(HttpStatus.ACCEPTED)
		@LeaderOnly
		void submit(@RequestBody Job job) {
			// done by the leader only
		}

	}

	record Job(String name) {
	}

	@RestControllerAdvice
	static class TryLater {

		@ExceptionHandler
		ResponseEntity<String> notLeader(NotLeaderException ex) {
			return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
				.header("Retry-After", "1")
				.body("Try again: another instance does this.");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Customizers {

		@Bean
		NotLeaderResponseCustomizer withoutLeader() {
			return (exception, problem, headers) -> {
				problem.setProperties(Map.of("contact", "operations"));
				headers.setCacheControl("no-store");
			};
		}

	}

}

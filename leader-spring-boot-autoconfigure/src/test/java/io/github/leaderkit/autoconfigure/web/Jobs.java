package io.github.leaderkit.autoconfigure.web;

import java.util.concurrent.atomic.AtomicInteger;

import io.github.leaderkit.LeaderOnly;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * A controller with methods that only the leader may serve.
 */
@RestController
public class Jobs {

	final AtomicInteger runs = new AtomicInteger();

	@PostMapping("/jobs")
	@ResponseStatus(HttpStatus.ACCEPTED)
	@LeaderOnly
	public void run(@RequestBody Job job) {
		this.runs.incrementAndGet();
	}

	@GetMapping("/jobs")
	@LeaderOnly
	public void list() {
		this.runs.incrementAndGet();
	}

	@GetMapping("/health")
	public String health() {
		return "up";
	}

	int runs() {
		return this.runs.get();
	}

	/**
	 * What is to be done.
	 *
	 * @param name the name
	 */
	public record Job(String name) {
	}

}

package io.github.leaderkit.autoconfigure.web;

import java.net.InetSocketAddress;
import java.net.URI;

import io.github.leaderkit.NotLeaderException;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;

/**
 * Answers requests that only the leader may serve, in Spring WebFlux. The application's
 * own advice comes first.
 */
@ControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
class ReactiveNotLeaderAdvice {

	private final NotLeaderResponses responses;

	ReactiveNotLeaderAdvice(NotLeaderResponses responses) {
		this.responses = responses;
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> notLeader(NotLeaderException ex, ServerHttpRequest request) {
		URI uri = request.getURI();
		int standard = "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
		InetSocketAddress local = request.getLocalAddress();
		return this.responses.answer(ex,
				new RequestTarget((uri.getHost() != null) ? uri.getHost() : "",
						(uri.getPort() >= 0) ? uri.getPort() : standard, (local != null) ? local.getPort() : -1,
						uri.getRawPath(), uri.getRawQuery()));
	}

}

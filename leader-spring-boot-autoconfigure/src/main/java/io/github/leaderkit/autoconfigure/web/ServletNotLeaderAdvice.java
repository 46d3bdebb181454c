package io.github.leaderkit.autoconfigure.web;

import io.github.leaderkit.NotLeaderException;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;

/**
 * Answers requests that only the leader may serve, in Spring MVC. The application's own
 * advice comes first.
 */
@ControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
class ServletNotLeaderAdvice {

	private final NotLeaderResponses responses;

	ServletNotLeaderAdvice(NotLeaderResponses responses) {
		this.responses = responses;
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> notLeader(NotLeaderException ex, HttpServletRequest request) {
		return this.responses.answer(ex, new RequestTarget(request.getServerName(), request.getServerPort(),
				request.getLocalPort(), request.getRequestURI(), request.getQueryString()));
	}

}

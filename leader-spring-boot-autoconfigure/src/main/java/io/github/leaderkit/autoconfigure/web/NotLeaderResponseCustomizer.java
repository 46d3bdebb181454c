package io.github.leaderkit.autoconfigure.web;

import io.github.leaderkit.NotLeaderException;

import org.springframework.http.HttpHeaders;
import org.springframework.http.ProblemDetail;

/**
 * Changes the answer of an instance that does not lead, in Spring MVC and Spring WebFlux.
 * All beans of this type are called, in their order, for each such answer but a redirect,
 * by the thread that answers the request.
 *
 * <p>
 * The status of the problem detail is the status of the answer. It must stay an error
 * (400 or more), since an answer that looks like a success would be wrong. Otherwise the
 * request fails with an {@link IllegalStateException}. The request also fails if a
 * customizer throws an exception.
 */
@FunctionalInterface
public interface NotLeaderResponseCustomizer {

	/**
	 * Changes an answer.
	 * @param exception the exception, which names the election and the last known leader
	 * @param problem the body, to be changed in place
	 * @param headers the headers, to be changed in place; {@code Retry-After} is among
	 * them
	 */
	void customize(NotLeaderException exception, ProblemDetail problem, HttpHeaders headers);

}

package io.github.leaderkit.autoconfigure.web;

import reactor.core.publisher.Mono;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.Ordered;
import org.springframework.web.reactive.DispatchExceptionHandler;
import org.springframework.web.reactive.HandlerResult;
import org.springframework.web.reactive.HandlerResultHandler;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;

/**
 * Lets the advice answer where Spring WebFlux does not ask it: for functional endpoints,
 * for filters, and for what fails while a response is written. An advice of the
 * application comes first here too, and so does an exception handler of the application
 * that is ordered before that of Spring Boot or like it.
 */
final class ReactiveNotLeaderHandler implements WebExceptionHandler, Ordered {

	private final ObjectProvider<DispatchExceptionHandler> advices;

	private final ObjectProvider<HandlerResultHandler> resultHandlers;

	ReactiveNotLeaderHandler(ObjectProvider<DispatchExceptionHandler> advices,
			ObjectProvider<HandlerResultHandler> resultHandlers) {
		this.advices = advices;
		this.resultHandlers = resultHandlers;
	}

	/**
	 * That of the handler of Spring Boot, which is registered later.
	 */
	@Override
	public int getOrder() {
		return -1;
	}

	@Override
	public Mono<Void> handle(ServerWebExchange exchange, Throwable ex) {
		if (exchange.getResponse().isCommitted() || !NotLeaderResponses.isDueTo(ex)) {
			return Mono.error(ex);
		}
		Mono<HandlerResult> result = Mono.error(ex);
		for (DispatchExceptionHandler advice : this.advices.orderedStream().toList()) {
			result = result.onErrorResume((failure) -> advice.handleError(exchange, failure));
		}
		return result.flatMap((answer) -> write(exchange, answer, ex));
	}

	private Mono<Void> write(ServerWebExchange exchange, HandlerResult answer, Throwable ex) {
		return this.resultHandlers.orderedStream()
			.filter((handler) -> handler.supports(answer))
			.findFirst()
			.map((handler) -> handler.handleResult(exchange, answer))
			.orElseGet(() -> Mono.error(ex));
	}

}

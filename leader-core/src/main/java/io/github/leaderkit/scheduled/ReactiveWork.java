package io.github.leaderkit.scheduled;

import java.lang.reflect.Method;
import java.util.concurrent.CompletableFuture;

import io.github.leaderkit.Leadership;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

import org.springframework.core.CoroutinesUtils;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;

/**
 * Subscribes to what methods return, and to suspending functions. Needs Reactor.
 */
final class ReactiveWork {

	private ReactiveWork() {
	}

	/**
	 * Subscribes to what a method has returned.
	 * @param result what it has returned
	 * @param leadership the leadership, which goes into the context
	 * @return completes when the subscription ends, and cancels it if cancelled; or
	 * {@code null} if this is no reactive type
	 */
	static @Nullable CompletableFuture<?> subscribe(Object result, Leadership leadership) {
		ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(null, result);
		return (adapter != null) ? subscribe(adapter.<Object>toPublisher(result), leadership) : null;
	}

	static Publisher<?> suspending(Method method, Object bean, @Nullable Object[] arguments) {
		return CoroutinesUtils.invokeSuspendingFunction(method, bean, arguments);
	}

	private static CompletableFuture<?> subscribe(Publisher<?> work, Leadership leadership) {
		return Flux.from(work)
			.then()
			.contextWrite((context) -> context.put(Leadership.class, leadership))
			.contextCapture()
			.toFuture();
	}

}

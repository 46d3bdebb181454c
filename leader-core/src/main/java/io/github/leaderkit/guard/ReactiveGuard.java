package io.github.leaderkit.guard;

import java.util.function.Function;

import io.github.leaderkit.LeaderElection.GuardedCall;
import io.github.leaderkit.Leadership;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.aop.ProxyMethodInvocation;

/**
 * Guards a method that returns a reactive type: each subscription calls the method if
 * this instance leads. The work is done when the subscription terminates or is cancelled.
 */
final class ReactiveGuard implements Guard {

	private final Entrance entrance;

	private final @Nullable SkippedValue skipped;

	private final Conversion conversion;

	/**
	 * Creates the guard.
	 * @param entrance where subscribers are let in
	 * @param skipped what a subscriber is sent that is not let in, nothing if that is
	 * {@code null}; or {@code null} if it is sent an error
	 * @param conversion between the type that the method returns and Reactor's
	 */
	ReactiveGuard(Entrance entrance, @Nullable SkippedValue skipped, Conversion conversion) {
		this.entrance = entrance;
		this.skipped = skipped;
		this.conversion = conversion;
	}

	@Override
	public Object call(MethodInvocation invocation) {
		return this.conversion.fromPublisher()
			.apply(this.conversion.many() ? Flux.defer(() -> many(invocation)) : Mono.defer(() -> one(invocation)));
	}

	private Flux<?> many(MethodInvocation invocation) {
		GuardedCall call = this.entrance.enter();
		if (call == null) {
			return Flux.from(otherwise());
		}
		Flux<?> work = Flux.from(work(invocation, call));
		return (this.entrance.interrupts() ? untilDemotion(work, call) : work)
			.contextWrite((context) -> context.put(Leadership.class, call.leadership()))
			.doOnTerminate(call::close)
			.doFinally((signal) -> call.close());
	}

	private Mono<?> one(MethodInvocation invocation) {
		GuardedCall call = this.entrance.enter();
		if (call == null) {
			return otherwise();
		}
		Mono<?> work = Mono.from(work(invocation, call));
		return (this.entrance.interrupts() ? untilDemotion(work, call) : work)
			.contextWrite((context) -> context.put(Leadership.class, call.leadership()))
			.doOnTerminate(call::close)
			.doFinally((signal) -> call.close());
	}

	private <T> Flux<T> untilDemotion(Flux<T> work, GuardedCall call) {
		Demotion demotion = new Demotion(this.entrance);
		call.onDemotion(demotion);
		return work.takeUntilOther(demotion.signal()).concatWith(demotion.error());
	}

	private <T> Mono<T> untilDemotion(Mono<T> work, GuardedCall call) {
		Demotion demotion = new Demotion(this.entrance);
		call.onDemotion(demotion);
		return work.takeUntilOther(demotion.signal()).switchIfEmpty(demotion.error());
	}

	private Mono<?> otherwise() {
		if (this.skipped == null) {
			return Mono.error(this.entrance.refusal());
		}
		this.entrance.skipped();
		return Mono.justOrEmpty(this.skipped.get());
	}

	private Publisher<?> work(MethodInvocation invocation, GuardedCall call) {
		try {
			Object result = (invocation instanceof ProxyMethodInvocation repeatable)
					? repeatable.invocableClone().proceed() : invocation.proceed();
			return (result != null) ? this.conversion.toPublisher().apply(result) : Mono.empty();
		}
		catch (Throwable ex) {
			return Mono.error(ex);
		}
		finally {
			call.detach();
		}
	}

	/**
	 * The end of the leadership. Its signal completes, since one that fails would not
	 * cancel the work; the error is sent after that.
	 */
	private static final class Demotion implements Runnable {

		private final Sinks.Empty<Void> signal = Sinks.empty();

		private final Entrance entrance;

		private volatile boolean demoted;

		private Demotion(Entrance entrance) {
			this.entrance = entrance;
		}

		@Override
		public void run() {
			this.demoted = true;
			this.signal.tryEmitEmpty();
		}

		private Mono<Void> signal() {
			return this.signal.asMono();
		}

		private <T> Mono<T> error() {
			return Mono.defer(() -> this.demoted ? Mono.error(this.entrance.refusal()) : Mono.empty());
		}

	}

	/**
	 * How a reactive type is converted.
	 *
	 * @param many whether it is of more than one value
	 * @param toPublisher makes a publisher of a value of the type
	 * @param fromPublisher makes a value of the type
	 */
	record Conversion(boolean many, Function<Object, Publisher<?>> toPublisher,
			Function<Publisher<?>, Object> fromPublisher) {
	}

}

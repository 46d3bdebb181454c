package io.github.leaderkit.guard;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ReactiveTypeDescriptor;
import org.springframework.util.ClassUtils;

/**
 * Chooses how methods that return a reactive type are guarded, and suspending functions,
 * which Spring calls through one. Needs Reactor.
 */
final class ReactivePlans {

	private static final boolean COROUTINES_REACTOR_PRESENT = ClassUtils.isPresent("kotlinx.coroutines.reactor.MonoKt",
			ReactivePlans.class.getClassLoader());

	private static final String FLOW = "kotlinx.coroutines.flow.Flow";

	private ReactivePlans() {
	}

	static boolean isReactive(Class<?> type) {
		return ReactiveAdapterRegistry.getSharedInstance().getAdapter(type) != null;
	}

	/**
	 * Finds out how a method is guarded that returns a reactive type.
	 * @param method the method
	 * @param type what it returns
	 * @return the plan, or {@code null} if it does not return a reactive type
	 */
	static @Nullable GuardPlan of(GuardedMethod method, Class<?> type) {
		ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(type);
		if (adapter == null) {
			return null;
		}
		if (!type.isAssignableFrom(adapter.getReactiveType())) {
			throw method.refused("no instance of it can be created that checks the leadership.",
					"Return " + adapter.getReactiveType().getSimpleName() + ".");
		}
		SkippedValue skipped = method.throwsOtherwise() ? null : skipped(method, adapter.getDescriptor());
		ReactiveGuard.Conversion conversion = new ReactiveGuard.Conversion(adapter.isMultiValue(),
				(result) -> adapter.toPublisher(result), adapter::fromPublisher);
		return (entrance) -> new ReactiveGuard(entrance, skipped, conversion);
	}

	private static SkippedValue skipped(GuardedMethod method, ReactiveTypeDescriptor descriptor) {
		if (!method.annotation().defaultValue().isEmpty() && !descriptor.isMultiValue() && !descriptor.isNoValue()) {
			return SkippedValues.wrapped(method);
		}
		if (!method.annotation().defaultValue().isEmpty()) {
			return SkippedValues.returned(method);
		}
		if (!descriptor.supportsEmpty()) {
			throw method.refused("it cannot be empty when a call is skipped.",
					"Return a type that can, set a defaultValue if it is of a simple type, or let it signal an error "
							+ "instead, with @LeaderOnly(otherwise = Otherwise.THROW).");
		}
		return () -> null;
	}

	static boolean canSuspend() {
		return COROUTINES_REACTOR_PRESENT;
	}

	/**
	 * How a suspending function is guarded: calling it gives a Mono, or a Flux if it
	 * returns a Flow, which Spring AOP subscribes to.
	 * @param method the method
	 * @return the plan
	 */
	static GuardPlan suspending(GuardedMethod method) {
		boolean many = FLOW.equals(method.returnType().toClass().getName());
		SkippedValue skipped = method.throwsOtherwise() ? null : (many ? () -> null : SkippedValues.returned(method));
		ReactiveGuard.Conversion conversion = new ReactiveGuard.Conversion(many,
				(result) -> many ? Flux.from((Publisher<?>) result) : Mono.from((Publisher<?>) result),
				(publisher) -> publisher);
		return (entrance) -> new ReactiveGuard(entrance, skipped, conversion);
	}

}

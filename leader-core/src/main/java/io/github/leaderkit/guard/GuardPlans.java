package io.github.leaderkit.guard;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * Chooses how a method is guarded, by what it returns, and refuses methods that cannot be
 * guarded.
 */
final class GuardPlans {

	static final boolean REACTOR_PRESENT = ClassUtils.isPresent("reactor.core.publisher.Flux",
			GuardPlans.class.getClassLoader());

	private GuardPlans() {
	}

	/**
	 * Finds out how a method is guarded.
	 * @param method the method
	 * @return the plan
	 * @throws InvalidLeaderOnlyException if it cannot be guarded
	 */
	static GuardPlan of(GuardedMethod method) {
		checkDefault(method);
		if (method.isSuspending()) {
			return suspending(method);
		}
		ResolvableType type = method.returnType();
		Class<?> raw = type.toClass();
		if (Future.class.isAssignableFrom(raw) || CompletionStage.class.isAssignableFrom(raw)) {
			return future(method, raw);
		}
		GuardPlan reactive = REACTOR_PRESENT ? ReactivePlans.of(method, raw) : null;
		if (reactive != null) {
			return reactive;
		}
		if (LaterWork.isIn(type)) {
			throw method.refused("its later work would not be guarded.",
					"Return a CompletableFuture, a reactive type, or the result itself. The types of Kotlin coroutines "
							+ "and those of RxJava need their libraries for Reactor.");
		}
		return value(method, raw);
	}

	private static void checkDefault(GuardedMethod method) {
		String value = method.annotation().defaultValue();
		if (!value.isEmpty() && method.throwsOtherwise()) {
			throw method.refused("a call on another instance throws and needs no default value.",
					"Remove defaultValue = \"" + value + "\".");
		}
	}

	private static GuardPlan suspending(GuardedMethod method) {
		if (!REACTOR_PRESENT || !ReactivePlans.canSuspend()) {
			throw method.refused("it cannot be guarded without the library kotlinx-coroutines-reactor.",
					"Add the dependency org.jetbrains.kotlinx:kotlinx-coroutines-reactor.");
		}
		return ReactivePlans.suspending(method);
	}

	private static GuardPlan future(GuardedMethod method, Class<?> type) {
		boolean made = type.isAssignableFrom(CompletableFuture.class);
		if (!made && !method.throwsOtherwise()) {
			throw method.refused("no instance of it can be created for a skipped call.",
					"Return a Future, a CompletionStage or a CompletableFuture, or let it throw instead, with "
							+ "@LeaderOnly(otherwise = Otherwise.THROW).");
		}
		SkippedValue skipped = method.throwsOtherwise() ? null : SkippedValues.wrapped(method);
		return (entrance) -> new FutureGuard(entrance, skipped, !made);
	}

	private static GuardPlan value(GuardedMethod method, Class<?> type) {
		SkippedValue skipped = skipped(method, type);
		return (entrance) -> new ValueGuard(entrance, skipped);
	}

	private static @Nullable SkippedValue skipped(GuardedMethod method, Class<?> type) {
		if (method.throwsOtherwise()) {
			return null;
		}
		if (type == void.class && method.annotation().defaultValue().isEmpty()) {
			return () -> null;
		}
		return SkippedValues.returned(method);
	}

}

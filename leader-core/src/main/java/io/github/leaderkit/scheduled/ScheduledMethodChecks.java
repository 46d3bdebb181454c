package io.github.leaderkit.scheduled;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

import io.github.leaderkit.Fire;
import io.github.leaderkit.guard.LaterWork;
import io.github.leaderkit.guard.LeaderOnlyMethods;

import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.util.ClassUtils;

/**
 * Refuses methods that cannot be schedules, whatever their annotation says in detail.
 */
final class ScheduledMethodChecks {

	static final boolean REACTOR_PRESENT = ClassUtils.isPresent("reactor.core.publisher.Flux",
			ScheduledMethodChecks.class.getClassLoader());

	private static final boolean COROUTINES_PRESENT = ClassUtils.isPresent("kotlinx.coroutines.reactor.MonoKt",
			ScheduledMethodChecks.class.getClassLoader());

	private ScheduledMethodChecks() {
	}

	static void check(ScheduledMethod scheduled) {
		Method method = scheduled.method();
		if (Modifier.isPrivate(method.getModifiers()) || Modifier.isStatic(method.getModifiers())) {
			throw scheduled.refused(
					"it is " + (Modifier.isStatic(method.getModifiers()) ? "static."
							: "private, so a proxy of its " + "bean could not pass it on."),
					"Make it a method of the bean that is neither private nor static.");
		}
		checkParameters(scheduled);
		checkOtherAnnotations(scheduled);
		checkReturnType(scheduled);
	}

	private static void checkParameters(ScheduledMethod scheduled) {
		Class<?>[] types = scheduled.method().getParameterTypes();
		int own = scheduled.isSuspending() ? types.length - 1 : types.length;
		if (own > 1 || (own == 1 && types[0] != Fire.class)) {
			throw scheduled.refused("its parameters cannot be given.",
					"Let it have no parameter, or one of the type " + Fire.class.getName() + ".");
		}
	}

	private static void checkOtherAnnotations(ScheduledMethod scheduled) {
		if (annotations(scheduled.method()).isPresent(Scheduled.class)) {
			throw scheduled.refused("also with @Scheduled, by which every instance would run it.",
					"Remove @Scheduled. @LeaderScheduled needs no other annotation.");
		}
		if (LeaderOnlyMethods.isGuarded(scheduled.type(), scheduled.method())) {
			throw scheduled.refused(
					"also guarded by @LeaderOnly, on the method or its class: a fire that is claimed, and would then be "
							+ "skipped, is lost.",
					"Remove @LeaderOnly from the method, or put it on the other methods of the class. Only the leader "
							+ "runs schedules.");
		}
	}

	private static void checkReturnType(ScheduledMethod scheduled) {
		if (scheduled.isSuspending()) {
			if (!REACTOR_PRESENT || !COROUTINES_PRESENT) {
				throw scheduled.refused(
						"it is a suspending function, which needs the library kotlinx-coroutines-reactor.",
						"Add the dependency org.jetbrains.kotlinx:kotlinx-coroutines-reactor.");
			}
			return;
		}
		ResolvableType type = ResolvableType.forMethodReturnType(scheduled.method(), scheduled.type());
		Class<?> raw = type.toClass();
		if (Future.class.isAssignableFrom(raw) || CompletionStage.class.isAssignableFrom(raw)) {
			return;
		}
		if (isAsync(scheduled)) {
			throw scheduled.refused("it is @Async and returns no future, so nobody knows when its work ends.",
					"Return a CompletableFuture, or remove @Async: @LeaderScheduled(scheduler = …) chooses the threads.");
		}
		if (!(REACTOR_PRESENT && ReactiveAdapterRegistry.getSharedInstance().getAdapter(raw) != null)
				&& LaterWork.isIn(type)) {
			throw scheduled.refused("nobody would do the work that it returns, a " + raw.getSimpleName() + ".",
					"Return a CompletableFuture, a reactive type, or nothing. The types of Kotlin coroutines and those "
							+ "of RxJava need their libraries for Reactor.");
		}
	}

	private static boolean isAsync(ScheduledMethod scheduled) {
		return annotations(scheduled.method()).isPresent(Async.class)
				|| MergedAnnotations.from(scheduled.type(), SearchStrategy.TYPE_HIERARCHY).isPresent(Async.class);
	}

	private static MergedAnnotations annotations(Method method) {
		return MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY);
	}

}

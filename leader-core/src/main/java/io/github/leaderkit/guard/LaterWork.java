package io.github.leaderkit.guard;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * Knows the types whose values stand for work that somebody else does later, unguarded.
 */
public final class LaterWork {

	private static final List<String> TYPES = List.of(Callable.class.getName(),
			"org.springframework.web.context.request.async.DeferredResult",
			"org.springframework.web.context.request.async.WebAsyncTask",
			"org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter",
			"org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody",
			"kotlinx.coroutines.flow.Flow", "kotlinx.coroutines.Deferred");

	private static final List<String> ENVELOPES = List.of("org.springframework.http.HttpEntity");

	private LaterWork() {
	}

	/**
	 * Whether values of a type stand for such work, or carry it as the body of an answer.
	 * @param type the type
	 * @return whether they do
	 */
	public static boolean isIn(ResolvableType type) {
		Class<?> raw = type.toClass();
		return isAny(raw, TYPES) || (isAny(raw, ENVELOPES) && isBody(type.getGeneric()));
	}

	private static boolean isBody(ResolvableType type) {
		Class<?> raw = type.toClass();
		return isIn(type) || Future.class.isAssignableFrom(raw) || CompletionStage.class.isAssignableFrom(raw)
				|| (GuardPlans.REACTOR_PRESENT && ReactivePlans.isReactive(raw));
	}

	private static boolean isAny(Class<?> type, List<String> names) {
		Stream<Class<?>> classes = Stream.iterate(type, (c) -> c != null, Class::getSuperclass);
		return Stream.concat(classes, ClassUtils.getAllInterfacesForClassAsSet(type).stream())
			.anyMatch((c) -> names.contains(c.getName()));
	}

}

package io.github.leaderkit.guard;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.springframework.context.ApplicationListener;
import org.springframework.context.event.EventListener;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.MergedAnnotation;

/**
 * The types of events that a method listens to; none if it is no listener.
 *
 * @param types the types
 */
record ListenedEvents(List<Class<?>> types) {

	private static final Set<String> EARLY = Set.of("org.springframework.boot.context.event.SpringApplicationEvent",
			"org.springframework.boot.web.server.context.WebServerInitializedEvent",
			"org.springframework.boot.rsocket.context.RSocketServerInitializedEvent",
			"org.springframework.grpc.server.lifecycle.GrpcServerStartedEvent",
			"org.springframework.context.event.ContextRefreshedEvent");

	private static final Set<String> LATE = Set.of("io.github.leaderkit.LeadershipEvent$Demoted",
			"io.github.leaderkit.LeadershipEvent$Draining", "org.springframework.context.event.ContextStoppedEvent",
			"org.springframework.context.event.ContextPausedEvent");

	private static final Set<String> LISTENER = Set.of(ApplicationListener.class.getName());

	static ListenedEvents of(Place place) {
		MergedAnnotation<EventListener> annotation = place.annotations().get(EventListener.class);
		if (annotation.isPresent()) {
			Class<?>[] classes = annotation.getClassArray("classes");
			return (classes.length > 0) ? new ListenedEvents(List.of(classes)) : parameterOf(place);
		}
		boolean listener = place.method().getName().equals("onApplicationEvent") && place.isDeclaredBy(LISTENER);
		return listener ? parameterOf(place) : new ListenedEvents(List.of());
	}

	private static ListenedEvents parameterOf(Place place) {
		if (place.method().getParameterCount() == 0) {
			return new ListenedEvents(List.of());
		}
		return new ListenedEvents(
				List.of(ResolvableType.forMethodParameter(place.method(), 0, place.type()).toClass()));
	}

	boolean isEmpty() {
		return this.types.isEmpty();
	}

	/**
	 * Whether all of them are published before the elections contend.
	 * @return whether they are
	 */
	boolean areEarly() {
		return areAll(EARLY);
	}

	/**
	 * Whether all of them are published when a leadership is over.
	 * @return whether they are
	 */
	boolean areLate() {
		return areAll(LATE);
	}

	private boolean areAll(Set<String> names) {
		return !this.types.isEmpty() && this.types.stream().allMatch((type) -> isAnyOf(type, names));
	}

	private static boolean isAnyOf(Class<?> type, Set<String> names) {
		Stream<Class<?>> classes = Stream.iterate(type, (each) -> each != null, Class::getSuperclass);
		return classes.anyMatch((each) -> names.contains(each.getName()));
	}

}

package io.github.leaderkit.autoconfigure;

import java.util.stream.Stream;

import io.github.leaderkit.LeadershipEvent;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.event.GenericApplicationListener;
import org.springframework.context.event.GenericApplicationListenerAdapter;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.core.ResolvableType;

/**
 * Finds the application listeners that ask for events of elections. One that asks for
 * every application event does not.
 */
final class ListenersOfEvents {

	private static final ResolvableType UNRELATED = eventOf(Unrelated.class);

	private ListenersOfEvents() {
	}

	/**
	 * The listeners of an event in one context.
	 * @param context the context, without its parents
	 * @param event the type of the event
	 * @return the listeners of this event, or of all events of elections
	 */
	static Stream<ApplicationListener<?>> of(ApplicationContext context, Class<? extends LeadershipEvent> event) {
		ResolvableType type = eventOf(event);
		return (context instanceof AbstractApplicationContext listened)
				? listened.getApplicationListeners().stream().filter((listener) -> asksFor(listener, type))
				: Stream.empty();
	}

	private static boolean asksFor(ApplicationListener<?> listener, ResolvableType type) {
		GenericApplicationListener generic = (listener instanceof GenericApplicationListener already) ? already
				: new GenericApplicationListenerAdapter(listener);
		return !(listener instanceof DeliveryWarning) && generic.supportsEventType(type)
				&& !generic.supportsEventType(UNRELATED);
	}

	private static ResolvableType eventOf(Class<?> payload) {
		return ResolvableType.forClassWithGenerics(PayloadApplicationEvent.class, payload);
	}

	/**
	 * A record as the events are, and no event.
	 */
	private record Unrelated() {
	}

}

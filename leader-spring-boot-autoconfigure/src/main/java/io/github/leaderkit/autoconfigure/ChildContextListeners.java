package io.github.leaderkit.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import io.github.leaderkit.LeaderElection.Registration;
import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipListener;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.event.ApplicationContextEvent;
import org.springframework.context.event.ApplicationEventMulticaster;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;

/**
 * Delivers the events of the elections to the listeners of child contexts, from the start
 * of a child until it is closed. An application event goes from a context to its parents,
 * never to its children. Children with elections of their own have their own events.
 */
final class ChildContextListeners implements ApplicationListener<ApplicationContextEvent> {

	private final ApplicationContext context;

	private final LeaderElections elections;

	private final Map<ApplicationContext, List<Registration>> children = new ConcurrentHashMap<>();

	ChildContextListeners(ApplicationContext context, LeaderElections elections) {
		this.context = context;
		this.elections = elections;
	}

	@Override
	public void onApplicationEvent(ApplicationContextEvent event) {
		ApplicationContext child = event.getApplicationContext();
		if (event instanceof ContextRefreshedEvent && child != this.context && isWithoutElections(child)) {
			remove(this.children.put(child, add(child)));
		}
		else if (event instanceof ContextClosedEvent) {
			remove(this.children.remove(child));
		}
	}

	private boolean isWithoutElections(ApplicationContext child) {
		for (ApplicationContext one = child; one != null && one != this.context; one = one.getParent()) {
			if (one.getBeanNamesForType(LeaderElections.class, true, false).length > 0) {
				return false;
			}
		}
		return true;
	}

	private List<Registration> add(ApplicationContext child) {
		List<LeadershipListener> listeners = new ArrayList<>(child.getBeansOfType(LeadershipListener.class).values());
		AnnotationAwareOrderComparator.sort(listeners);
		listeners.add(publishing(child));
		return listeners.stream()
			.map((listener) -> whileActive(child, listener))
			.map(this.elections::addListener)
			.toList();
	}

	/**
	 * A child whose start has failed after it was refreshed is never closed.
	 */
	private static LeadershipListener whileActive(ApplicationContext child, LeadershipListener listener) {
		return (event) -> {
			if (!(child instanceof ConfigurableApplicationContext configurable) || configurable.isActive()) {
				listener.onEvent(event);
			}
		};
	}

	private static LeadershipListener publishing(ApplicationContext child) {
		DeliveryWarning publishing = new DeliveryWarning(child, (event) -> publish(event, child));
		if (child instanceof ConfigurableApplicationContext configurable) {
			configurable.addApplicationListener(publishing);
		}
		return publishing;
	}

	/**
	 * Not by the context, which would publish the event to its parent as well.
	 */
	private static void publish(LeadershipEvent event, ApplicationContext child) {
		PayloadApplicationEvent<LeadershipEvent> published = new PayloadApplicationEvent<>(child, event);
		child
			.getBean(AbstractApplicationContext.APPLICATION_EVENT_MULTICASTER_BEAN_NAME,
					ApplicationEventMulticaster.class)
			.multicastEvent(published, published.getResolvableType());
	}

	private static void remove(@Nullable List<Registration> registrations) {
		if (registrations != null) {
			// A mock of the elections gives none
			registrations.stream().filter(Objects::nonNull).forEach(Registration::close);
		}
	}

	@Override
	public boolean supportsAsyncExecution() {
		return false;
	}

}

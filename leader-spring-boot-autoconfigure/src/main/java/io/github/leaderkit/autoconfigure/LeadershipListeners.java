package io.github.leaderkit.autoconfigure;

import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.LeadershipListener;
import io.github.leaderkit.context.ApplicationEventPublishing;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Adds every {@link LeadershipListener} bean, and the publication of application events,
 * to the elections of this application context. Those of a parent context are left to it:
 * it delivers its events to its children.
 */
final class LeadershipListeners implements SmartInitializingSingleton {

	private final ConfigurableApplicationContext context;

	private final ObjectProvider<LeaderElections> elections;

	private final ObjectProvider<LeadershipListener> listeners;

	LeadershipListeners(ConfigurableApplicationContext context, ObjectProvider<LeaderElections> elections,
			ObjectProvider<LeadershipListener> listeners) {
		this.context = context;
		this.elections = elections;
		this.listeners = listeners;
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (this.context.getBeanNamesForType(LeaderElections.class, true, false).length > 0) {
			LeaderElections elections = this.elections.getObject();
			this.listeners.orderedStream().forEach(elections::addListener);
			DeliveryWarning publishing = new DeliveryWarning(this.context,
					new ApplicationEventPublishing(this.context));
			this.context.addApplicationListener(publishing);
			elections.addListener(publishing);
			this.context.addApplicationListener(new ChildContextListeners(this.context, elections));
		}
	}

}

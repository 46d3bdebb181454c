package io.github.leaderkit.autoconfigure;

import io.github.leaderkit.context.LeaderElectionsLifecycle;
import io.github.leaderkit.context.LeaderLifecycleProcessor;
import io.github.leaderkit.guard.UnseenBeans;
import io.github.leaderkit.scheduled.ScheduledBeans;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;

/**
 * Lets the elections contend as soon as the application is ready, and not when a child
 * context of it is. What runners have registered by then is checked before.
 */
final class ArmingOnApplicationReady implements ApplicationListener<ApplicationReadyEvent>, Ordered {

	private final ApplicationContext context;

	private final ObjectProvider<LeaderElectionsLifecycle> lifecycle;

	private final LeaderLifecycleProcessor ledBeans;

	private final ObjectProvider<UnseenBeans> unseenBeans;

	private final ObjectProvider<ScheduledBeans> scheduledBeans;

	ArmingOnApplicationReady(ApplicationContext context, ObjectProvider<LeaderElectionsLifecycle> lifecycle,
			LeaderLifecycleProcessor ledBeans, ObjectProvider<UnseenBeans> unseenBeans,
			ObjectProvider<ScheduledBeans> scheduledBeans) {
		this.context = context;
		this.lifecycle = lifecycle;
		this.ledBeans = ledBeans;
		this.unseenBeans = unseenBeans;
		this.scheduledBeans = scheduledBeans;
	}

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		if (event.getApplicationContext() == this.context) {
			this.unseenBeans.ifAvailable(UnseenBeans::check);
			this.scheduledBeans.ifAvailable(ScheduledBeans::addNew);
			this.ledBeans.stopSelfStarted();
			this.lifecycle.ifAvailable(LeaderElectionsLifecycle::arm);
		}
	}

	@Override
	public boolean supportsAsyncExecution() {
		return false;
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

}

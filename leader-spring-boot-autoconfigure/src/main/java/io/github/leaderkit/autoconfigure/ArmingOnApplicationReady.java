package io.github.leaderkit.autoconfigure;

import io.github.leaderkit.context.LeaderElectionsLifecycle;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;

/**
 * Lets the elections contend as soon as the application is ready, and not when a child
 * context of it is.
 */
final class ArmingOnApplicationReady implements ApplicationListener<ApplicationReadyEvent>, Ordered {

	private final ApplicationContext context;

	private final LeaderElectionsLifecycle lifecycle;

	ArmingOnApplicationReady(ApplicationContext context, LeaderElectionsLifecycle lifecycle) {
		this.context = context;
		this.lifecycle = lifecycle;
	}

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		if (event.getApplicationContext() == this.context) {
			this.lifecycle.arm();
		}
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

}

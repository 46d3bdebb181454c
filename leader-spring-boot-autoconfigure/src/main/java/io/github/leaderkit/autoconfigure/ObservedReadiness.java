package io.github.leaderkit.autoconfigure;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Whether this instance refuses traffic after it has accepted some. While the context
 * closes, it refuses traffic too, but then the elections stop anyway.
 */
final class ObservedReadiness implements ApplicationListener<AvailabilityChangeEvent<?>> {

	private final ConfigurableApplicationContext context;

	private volatile boolean accepted;

	private volatile boolean refuses;

	ObservedReadiness(ConfigurableApplicationContext context) {
		this.context = context;
	}

	@Override
	public void onApplicationEvent(AvailabilityChangeEvent<?> event) {
		if (event.getState() instanceof ReadinessState readiness) {
			this.accepted |= readiness == ReadinessState.ACCEPTING_TRAFFIC;
			this.refuses = readiness == ReadinessState.REFUSING_TRAFFIC;
		}
	}

	/**
	 * The last state counts, so the order of the events must be kept.
	 */
	@Override
	public boolean supportsAsyncExecution() {
		return false;
	}

	boolean mayLead(String election) {
		return !this.accepted || !this.refuses || this.context.isClosed();
	}

}

package io.github.leaderkit.context;

import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipListener;

import org.springframework.context.ApplicationEventPublisher;

/**
 * Publishes what happens in elections as application events.
 *
 * <p>
 * Among the {@code @EventListener} methods for an event, one that throws hides the event
 * from those after it, as for any application event. A {@link LeadershipListener} is not
 * affected by others.
 */
public final class ApplicationEventPublishing implements LeadershipListener {

	private final ApplicationEventPublisher publisher;

	/**
	 * Creates the listener.
	 * @param publisher where to publish the events
	 */
	public ApplicationEventPublishing(ApplicationEventPublisher publisher) {
		this.publisher = publisher;
	}

	@Override
	public void onEvent(LeadershipEvent event) {
		this.publisher.publishEvent(event);
	}

}

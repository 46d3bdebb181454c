package io.github.leaderkit.autoconfigure;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipEvent.Demoted;
import io.github.leaderkit.LeadershipListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.event.ApplicationListenerMethodAdapter;
import org.springframework.context.event.GenericApplicationListener;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.config.TaskManagementConfigUtils;

/**
 * Publishes events, and warns once if listeners of demotions are called on another
 * thread: the lease is held until the publishing thread returns, and no longer. Whether
 * they are is seen from the first event. Others may publish such events as well, such as
 * a child context with elections of its own; these show nothing.
 */
final class DeliveryWarning implements LeadershipListener, GenericApplicationListener {

	private static final Logger logger = LoggerFactory.getLogger(DeliveryWarning.class);

	private static final String REMEDY = "the lease may be released before they have been called. Use a bean of type "
			+ "LeadershipListener for what must happen while the lease is held";

	private final ApplicationContext context;

	private final LeadershipListener publishing;

	private final ThreadLocal<LeadershipEvent> published = new ThreadLocal<>();

	private volatile @Nullable LeadershipEvent first;

	private final AtomicBoolean checked = new AtomicBoolean();

	/**
	 * Creates a warning.
	 * @param context the context whose listeners are called
	 * @param publishing publishes the events to them
	 */
	DeliveryWarning(ApplicationContext context, LeadershipListener publishing) {
		this.context = context;
		this.publishing = publishing;
	}

	@Override
	public void onEvent(LeadershipEvent event) {
		if (this.first == null) {
			this.first = event;
		}
		this.published.set(event);
		try {
			this.publishing.onEvent(event);
		}
		finally {
			this.published.remove();
		}
	}

	@Override
	public boolean supportsEventType(ResolvableType eventType) {
		return eventType.hasGenerics() && PayloadApplicationEvent.class.isAssignableFrom(eventType.toClass())
				&& LeadershipEvent.class.isAssignableFrom(eventType.getGeneric().toClass());
	}

	@Override
	public void onApplicationEvent(ApplicationEvent event) {
		if (event instanceof PayloadApplicationEvent<?> payload && payload.getPayload() == this.first
				&& !this.checked.getAndSet(true)) {
			if (payload.getPayload() != this.published.get()) {
				ListenersOfEvents.of(this.context, Demoted.class)
					.findAny()
					.ifPresent((listener) -> logger.warn("Application events are delivered by other threads: listeners "
							+ "of LeadershipEvent.Demoted run in any order, and {}", REMEDY));
			}
			else {
				asynchronousListener().ifPresent((listener) -> logger
					.warn("{} listens to LeadershipEvent.Demoted and is @Async: {}", listener.getListenerId(), REMEDY));
			}
		}
	}

	private Optional<ApplicationListenerMethodAdapter> asynchronousListener() {
		if (!this.context.containsBean(TaskManagementConfigUtils.ASYNC_ANNOTATION_PROCESSOR_BEAN_NAME)) {
			return Optional.empty();
		}
		return ListenersOfEvents.of(this.context, Demoted.class)
			.filter(ApplicationListenerMethodAdapter.class::isInstance)
			.map(ApplicationListenerMethodAdapter.class::cast)
			.filter((listener) -> AnnotatedElementUtils.hasAnnotation(listener.getTargetMethod(), Async.class)
					|| AnnotatedElementUtils.hasAnnotation(listener.getTargetMethod().getDeclaringClass(), Async.class))
			.findFirst();
	}

}

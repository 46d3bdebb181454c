package io.github.leaderkit.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.github.leaderkit.LeaderElection.Registration;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipEvent.Demoted;
import io.github.leaderkit.LeadershipEvent.Errored;
import io.github.leaderkit.LeadershipEvent.LeaderChanged;
import io.github.leaderkit.LeadershipEvent.Promoted;
import io.github.leaderkit.LeadershipListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the events of one election to its listeners: in order, one at a time, none lost,
 * by the announcing threads. Of leader changes that wait, only the last is told.
 */
final class LeadershipEventDispatcher {

	private static final Logger logger = LoggerFactory.getLogger(LeadershipEventDispatcher.class);

	private final Consumer<Runnable> announcer;

	private final Consumer<Demoted> onTold;

	private final List<LeadershipListener> listeners = new CopyOnWriteArrayList<>();

	private final Deque<Object> queue = new ArrayDeque<>(2);

	private boolean active;

	private @Nullable Promoted lasting;

	private @Nullable LeaderChanged known;

	/**
	 * Creates a dispatcher.
	 * @param announcer runs a task soon, on a thread that may be held up
	 * @param onTold told when all listeners have heard of a demotion; must not block
	 */
	LeadershipEventDispatcher(Consumer<Runnable> announcer, Consumer<Demoted> onTold) {
		this.announcer = announcer;
		this.onTold = onTold;
	}

	/**
	 * Tells an event soon. Never blocks.
	 */
	void tell(LeadershipEvent event) {
		synchronized (this.queue) {
			if (event instanceof LeaderChanged) {
				this.queue.removeIf(LeaderChanged.class::isInstance);
			}
			enqueue(event);
		}
	}

	Registration add(LeadershipListener listener) {
		// a listener may be added twice, and each handle removes only its own
		LeadershipListener entry = listener::onEvent;
		synchronized (this.queue) {
			enqueue(new Arrival(entry));
		}
		return () -> {
			synchronized (this.queue) {
				this.queue.remove(new Arrival(entry));
				this.listeners.remove(entry);
			}
		};
	}

	private void enqueue(Object item) {
		this.queue.add(item);
		goOn();
	}

	/**
	 * Has the next item told. If there is no thread for it, it waits for the next event.
	 */
	private void goOn() {
		if (this.active || this.queue.isEmpty()) {
			return;
		}
		this.active = true;
		try {
			this.announcer.accept(this::tellNext);
		}
		catch (Throwable ex) {
			this.active = false;
			logger.error("Events wait, since there is no thread to tell them", ex);
		}
	}

	private void tellNext() {
		try {
			Object item;
			synchronized (this.queue) {
				item = this.queue.poll();
				if (item instanceof Arrival arrival) {
					this.listeners.add(arrival.listener());
				}
			}
			if (item instanceof Arrival arrival) {
				replay(arrival.listener());
			}
			else if (item instanceof LeadershipEvent event) {
				announce(event);
			}
		}
		finally {
			synchronized (this.queue) {
				this.active = false;
				goOn();
			}
		}
	}

	private void replay(LeadershipListener listener) {
		if (this.lasting != null) {
			tell(listener, this.lasting);
		}
		if (this.known != null) {
			tell(listener, this.known);
		}
	}

	private void announce(LeadershipEvent event) {
		log(event);
		if (event instanceof Promoted promoted) {
			this.lasting = promoted;
		}
		else if (event instanceof Demoted) {
			this.lasting = null;
			this.known = null;
		}
		else if (event instanceof LeaderChanged changed) {
			this.known = changed;
		}
		this.listeners.forEach((listener) -> tell(listener, event));
		if (event instanceof Demoted demoted) {
			this.onTold.accept(demoted);
		}
	}

	private void tell(LeadershipListener listener, LeadershipEvent event) {
		try {
			listener.onEvent(event);
		}
		catch (Throwable ex) {
			logger.error("Election '{}': a listener failed on {}", event.election(), event, ex);
		}
	}

	private void log(LeadershipEvent event) {
		if (event instanceof Promoted) {
			logger.info("Election '{}': promoted, this instance leads term {}", event.election(), event.term());
		}
		else if (event instanceof Demoted demoted) {
			logger.info("Election '{}': demoted from term {} ({})", event.election(), event.term(), demoted.reason());
		}
		else if (event instanceof LeaderChanged changed) {
			logger.debug("Election '{}': {} leads term {}", event.election(), changed.leader().instance(),
					event.term());
		}
		else if (event instanceof Errored errored) {
			log(errored);
		}
	}

	private void log(Errored errored) {
		switch (errored.kind()) {
			case UNKNOWN -> logger.error("Election '{}': {}: {}", errored.election(), errored.kind(), errored.message(),
					errored.cause());
			case DENIED, FOREIGN_DATA -> logger.error("Election '{}' cannot go on until someone helps: {}: {}",
					errored.election(), errored.kind(), errored.message());
			default -> logger.warn("Election '{}': {}: {}", errored.election(), errored.kind(), errored.message());
		}
	}

	/**
	 * A listener that waits to be added, at its place among the events.
	 */
	private record Arrival(LeadershipListener listener) {
	}

}

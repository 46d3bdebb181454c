package io.github.leaderkit.engine.report;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.github.leaderkit.LeaderElection.Registration;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipEvent.Demoted;
import io.github.leaderkit.LeadershipEvent.Draining;
import io.github.leaderkit.LeadershipEvent.LeaderChanged;
import io.github.leaderkit.LeadershipEvent.Promoted;
import io.github.leaderkit.LeadershipListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Publishes the events of one election to its listeners: in order, one at a time, none
 * lost, on the announcing threads. Of leader changes that wait, only the last is
 * published.
 */
public final class LeadershipEventDispatcher {

	private static final Logger logger = LoggerFactory.getLogger(LeadershipEventDispatcher.class);

	private final Consumer<Runnable> announcer;

	private final LongSupplier nanoTime;

	private final ElectionObservers observers;

	private final Runnable onDemotionPublished;

	/** Immutable. Replaced under the queue's lock. */
	private volatile List<LeadershipListener> listeners = List.of();

	/** Linked: it is empty most of the time, and should be small then. */
	private final Deque<Object> queue = new LinkedList<>();

	private boolean active;

	/** Whether there was no thread to publish what waits. */
	private volatile boolean stuck;

	private @Nullable Promoted currentPromotion;

	private @Nullable Draining currentDrain;

	private @Nullable LeaderChanged knownLeader;

	private long loggedTerm;

	/** How many demotions wait or are being published. Changed under the queue's lock. */
	private volatile int demotions;

	/**
	 * Creates a dispatcher.
	 * @param announcer runs a task soon, on a thread that may be held up
	 * @param nanoTime the monotonic clock
	 * @param observers surround the publication of an event
	 * @param onDemotionPublished run when a demotion is published; must not block
	 */
	public LeadershipEventDispatcher(Consumer<Runnable> announcer, LongSupplier nanoTime, ElectionObservers observers,
			Runnable onDemotionPublished) {
		this.announcer = announcer;
		this.nanoTime = nanoTime;
		this.observers = observers;
		this.onDemotionPublished = onDemotionPublished;
	}

	/**
	 * Publishes an event soon. Never blocks.
	 */
	public void publish(LeadershipEvent event) {
		synchronized (this.queue) {
			if (event instanceof LeaderChanged) {
				this.queue.removeIf((item) -> item instanceof Waiting other && other.event() instanceof LeaderChanged);
			}
			this.queue.add(new Waiting(event, this.nanoTime.getAsLong()));
			if (event instanceof Demoted) {
				this.demotions = this.demotions + 1;
			}
			goOn();
		}
	}

	/**
	 * Whether a demotion waits or is being published.
	 */
	public boolean isPublishingDemotion() {
		return this.demotions > 0;
	}

	/**
	 * Goes on if there was no thread to publish what waits. Without a lock in any other
	 * case: with thousands of elections, each object that a renewal need not touch saves
	 * a miss of the processor's cache.
	 */
	public void publishWaiting() {
		if (this.stuck) {
			synchronized (this.queue) {
				goOn();
			}
		}
	}

	public Registration add(LeadershipListener listener) {
		// a listener may be added twice, and each handle removes only its own
		LeadershipListener entry = listener::onEvent;
		addOnce(entry);
		return () -> remove(entry);
	}

	/**
	 * Adds a listener that is not there yet.
	 */
	public void addOnce(LeadershipListener listener) {
		synchronized (this.queue) {
			this.queue.add(new Arrival(listener));
			goOn();
		}
	}

	/**
	 * Removes a listener that was added once.
	 */
	public void remove(LeadershipListener listener) {
		synchronized (this.queue) {
			this.queue.remove(new Arrival(listener));
			change((all) -> all.remove(listener));
		}
	}

	private void change(Consumer<List<LeadershipListener>> change) {
		List<LeadershipListener> all = new ArrayList<>(this.listeners);
		change.accept(all);
		this.listeners = List.copyOf(all);
	}

	/**
	 * Has the next item published. If there is no thread for it, it waits for the next
	 * event.
	 */
	private void goOn() {
		if (this.active || this.queue.isEmpty()) {
			return;
		}
		this.active = true;
		this.stuck = false;
		try {
			this.announcer.accept(this::publishNext);
		}
		catch (Throwable ex) {
			this.active = false;
			this.stuck = true;
			logger.error("Events wait, since there is no thread to publish them", ex);
		}
	}

	private void publishNext() {
		try {
			Object item;
			synchronized (this.queue) {
				item = this.queue.poll();
				if (item instanceof Arrival arrival) {
					change((all) -> all.add(arrival.listener()));
				}
			}
			if (item instanceof Arrival arrival) {
				replay(arrival.listener());
			}
			else if (item instanceof Waiting waiting) {
				announce(waiting);
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
		if (this.currentPromotion != null) {
			call(listener, this.currentPromotion);
		}
		if (this.currentDrain != null) {
			call(listener, this.currentDrain);
		}
		if (this.knownLeader != null) {
			call(listener, this.knownLeader);
		}
	}

	/**
	 * A demotion counts as published whatever becomes of it: nothing publishes it again.
	 */
	private void announce(Waiting waiting) {
		try {
			announce(waiting.event(), this.nanoTime.getAsLong() - waiting.since());
		}
		finally {
			if (waiting.event() instanceof Demoted) {
				synchronized (this.queue) {
					this.demotions = this.demotions - 1;
				}
				this.onDemotionPublished.run();
			}
		}
	}

	private void announce(LeadershipEvent event, long lag) {
		log(event);
		if (event instanceof Promoted promoted) {
			this.currentPromotion = promoted;
		}
		else if (event instanceof Draining begun) {
			this.currentDrain = begun;
		}
		else if (event instanceof Demoted) {
			this.currentPromotion = null;
			this.currentDrain = null;
			this.knownLeader = null;
		}
		else if (event instanceof LeaderChanged changed) {
			this.knownLeader = changed;
		}
		this.observers.announce(event, lag, () -> this.listeners.forEach((listener) -> call(listener, event)));
	}

	private void call(LeadershipListener listener, LeadershipEvent event) {
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
		else if (event instanceof Draining begun) {
			logger.debug("Election '{}': draining term {} ({})", event.election(), event.term(), begun.reason());
		}
		else if (event instanceof Demoted demoted) {
			logger.info("Election '{}': demoted from term {} ({}) after {}{}", event.election(), event.term(),
					demoted.reason(), sinceThen(this.currentPromotion, demoted), (this.currentDrain != null)
							? ", " + sinceThen(this.currentDrain, demoted) + " of them draining" : "");
		}
		else if (event instanceof LeaderChanged changed) {
			logger.atLevel(isNews(changed) ? Level.INFO : Level.DEBUG)
				.log("Election '{}': {} leads term {}", event.election(), changed.leader().instance(), event.term());
			this.loggedTerm = changed.term();
		}
	}

	/**
	 * Whether to log a leader as new: not if it is this instance, whose promotion has a
	 * line, nor if it was only out of sight.
	 */
	private boolean isNews(LeaderChanged changed) {
		boolean own = this.currentPromotion != null && this.currentPromotion.term() == changed.term();
		return !own && changed.term() != this.loggedTerm;
	}

	private static String sinceThen(@Nullable LeadershipEvent before, Demoted demoted) {
		return ElectionLog.elapsed((before != null) ? Duration.between(before.at(), demoted.at()) : Duration.ZERO);
	}

	/**
	 * An event that waits to be published.
	 */
	private record Waiting(LeadershipEvent event, long since) {
	}

	/**
	 * A listener that waits to be added, at its place among the events.
	 */
	private record Arrival(LeadershipListener listener) {
	}

}

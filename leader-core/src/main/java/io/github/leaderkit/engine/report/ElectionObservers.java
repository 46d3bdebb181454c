package io.github.leaderkit.engine.report;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import io.github.leaderkit.LeadershipEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The observers of the elections of an application. What they throw is only logged.
 */
public final class ElectionObservers {

	private static final Logger logger = LoggerFactory.getLogger(ElectionObservers.class);

	private final List<ElectionObserver> all = new CopyOnWriteArrayList<>();

	private final Set<ElectionObserver> failed = ConcurrentHashMap.newKeySet();

	public void add(ElectionObserver observer) {
		this.all.add(observer);
	}

	public void remove(ElectionObserver observer) {
		this.all.remove(observer);
		this.failed.remove(observer);
	}

	public List<ElectionObserver> all() {
		return List.copyOf(this.all);
	}

	public void notifyEach(Consumer<ElectionObserver> what) {
		for (ElectionObserver observer : this.all) {
			notify(observer, what);
		}
	}

	public void notify(ElectionObserver observer, Consumer<ElectionObserver> what) {
		try {
			what.accept(observer);
		}
		catch (Throwable ex) {
			Level level = this.failed.add(observer) ? Level.ERROR : Level.DEBUG;
			logger.atLevel(level).setCause(ex).log("{} failed, of which only the first time is logged", observer);
		}
	}

	/**
	 * Publishes an event with all observers around it.
	 */
	void announce(LeadershipEvent event, long lagNanos, Runnable publication) {
		Runnable around = publication;
		for (ElectionObserver observer : this.all) {
			around = around(observer, event, Duration.ofNanos(lagNanos), around);
		}
		around.run();
	}

	private Runnable around(ElectionObserver observer, LeadershipEvent event, Duration lag, Runnable publication) {
		return () -> {
			AtomicBoolean published = new AtomicBoolean();
			Runnable once = () -> {
				if (published.compareAndSet(false, true)) {
					publication.run();
				}
			};
			notify(observer, (one) -> one.announce(event, lag, once));
			once.run();
		};
	}

}

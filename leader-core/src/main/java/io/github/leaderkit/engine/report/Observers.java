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
 * The observers of the elections of an application, kept from doing harm.
 */
public final class Observers {

	private static final Logger logger = LoggerFactory.getLogger(Observers.class);

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

	public void tell(Consumer<ElectionObserver> what) {
		for (ElectionObserver observer : this.all) {
			tell(observer, what);
		}
	}

	public void tell(ElectionObserver observer, Consumer<ElectionObserver> what) {
		try {
			what.accept(observer);
		}
		catch (Throwable ex) {
			Level level = this.failed.add(observer) ? Level.ERROR : Level.DEBUG;
			logger.atLevel(level).setCause(ex).log("{} failed, of which only the first time is told", observer);
		}
	}

	/**
	 * Has an event told in the presence of all observers.
	 */
	void announce(LeadershipEvent event, long lagNanos, Runnable telling) {
		Runnable around = telling;
		for (ElectionObserver observer : this.all) {
			around = around(observer, event, Duration.ofNanos(lagNanos), around);
		}
		around.run();
	}

	private Runnable around(ElectionObserver observer, LeadershipEvent event, Duration lag, Runnable telling) {
		return () -> {
			AtomicBoolean told = new AtomicBoolean();
			Runnable once = () -> {
				if (told.compareAndSet(false, true)) {
					telling.run();
				}
			};
			tell(observer, (one) -> one.announce(event, lag, once));
			once.run();
		};
	}

}

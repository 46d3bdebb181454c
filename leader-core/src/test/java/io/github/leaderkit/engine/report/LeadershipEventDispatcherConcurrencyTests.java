package io.github.leaderkit.engine.report;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipEvent.Promoted;
import io.github.leaderkit.LeadershipListener;
import io.github.leaderkit.engine.lease.Interleavings;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Whatever threads publish and announce, no event is lost, each thread's events come in
 * order, and never two at a time.
 */
@Tag("jdk-independent")
class LeadershipEventDispatcherConcurrencyTests {

	private static final Logger log = (Logger) LoggerFactory.getLogger(LeadershipEventDispatcher.class);

	@BeforeAll
	static void silence() {
		log.setLevel(Level.OFF);
	}

	@AfterAll
	static void speakAgain() {
		log.setLevel(null);
	}

	@Test
	void whenEventsComeWhileOthersAreAnnouncedThenNoneIsLostAndTheyKeepTheirOrder() {
		Interleavings.explore(OnDispatcher.class, Unspecified.class);
	}

	@Test
	void whenTheLastAnnouncementLooksFirstAndRetiresThenThenItIsFound() {
		Interleavings.find("an event is lost", OnLateRetirement.class, Unspecified.class);
	}

	@Test
	void whenTheNextAnnouncementBeginsBeforeTheEndOfThisOneThenItIsFound() {
		Interleavings.find(OnEarlyRetirement.class, Unspecified.class);
	}

	/**
	 * Any thread publishes events, and the threads of a pool announce them.
	 */
	public abstract static class Operations {

		private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

		private final AtomicInteger terms = new AtomicInteger();

		private final AtomicInteger announcing = new AtomicInteger();

		private final List<Long> heard = Collections.synchronizedList(new ArrayList<>());

		private final List<Long> heardByLatecomer = Collections.synchronizedList(new ArrayList<>());

		private final Dispatcher dispatcher = subject(this.tasks::add);

		private volatile boolean crowded;

		Operations() {
			this.dispatcher.add(this::hear);
			announce();
		}

		abstract Dispatcher subject(Consumer<Runnable> announcer);

		private void hear(LeadershipEvent event) {
			if (this.announcing.incrementAndGet() > 1) {
				this.crowded = true;
			}
			this.heard.add(event.term());
			this.announcing.decrementAndGet();
		}

		/**
		 * Two events of one thread, as a demotion follows a promotion.
		 */
		@Operation
		public void publish() {
			int term = this.terms.addAndGet(2);
			this.dispatcher.publish(new Promoted("orders", term, "a", Instant.EPOCH));
			this.dispatcher.publish(new Promoted("orders", term + 1, "a", Instant.EPOCH));
		}

		@Operation(runOnce = true)
		public void add() {
			this.dispatcher.add((event) -> this.heardByLatecomer.add(event.term()));
		}

		@Operation
		public void announce() {
			Runnable task = this.tasks.poll();
			if (task != null) {
				task.run();
			}
		}

		@Validate
		public void validate() {
			while (!this.tasks.isEmpty()) {
				announce();
			}
			int last = this.terms.get();
			for (long term = 2; term <= last; term += 2) {
				int first = this.heard.indexOf(term);
				int second = this.heard.indexOf(term + 1);
				Interleavings.check(first >= 0 && second >= 0, "an event is lost");
				Interleavings.check(first < second, "an event has overtaken another");
			}
			Interleavings.check(this.heard.size() == last, "an event is told twice");
			Interleavings.check(!this.crowded, "two events at a time");
			Interleavings.check(
					this.heardByLatecomer.equals(this.heard.subList(last - this.heardByLatecomer.size(), last)),
					"a latecomer misses an event");
		}

	}

	/**
	 * The operations have no results to compare.
	 */
	public static class Unspecified {

		public void publish() {
		}

		public void add() {
		}

		public void announce() {
		}

	}

	public static class OnDispatcher extends Operations {

		@Override
		Dispatcher subject(Consumer<Runnable> announcer) {
			LeadershipEventDispatcher dispatcher = new LeadershipEventDispatcher(announcer, () -> 0,
					new ElectionObservers(), () -> {
					});
			return new Dispatcher() {

				@Override
				public void publish(LeadershipEvent event) {
					dispatcher.publish(event);
				}

				@Override
				public void add(LeadershipListener listener) {
					dispatcher.add(listener);
				}

			};
		}

	}

	public static class OnLateRetirement extends Operations {

		@Override
		Dispatcher subject(Consumer<Runnable> announcer) {
			return new LateRetirement(announcer);
		}

	}

	public static class OnEarlyRetirement extends Operations {

		@Override
		Dispatcher subject(Consumer<Runnable> announcer) {
			return new EarlyRetirement(announcer);
		}

	}

	private interface Dispatcher {

		void publish(LeadershipEvent event);

		void add(LeadershipListener listener);

	}

	/**
	 * Right, but for listeners that come late. What else is wrong is below.
	 */
	private abstract static class Mutant implements Dispatcher {

		final Consumer<Runnable> announcer;

		final Deque<LeadershipEvent> queue = new ArrayDeque<>();

		boolean active;

		private LeadershipListener first;

		Mutant(Consumer<Runnable> announcer) {
			this.announcer = announcer;
		}

		@Override
		public void publish(LeadershipEvent event) {
			synchronized (this.queue) {
				this.queue.add(event);
				goOn();
			}
		}

		@Override
		public void add(LeadershipListener listener) {
			if (this.first == null) {
				this.first = listener;
			}
		}

		final void goOn() {
			if (!this.active && !this.queue.isEmpty()) {
				this.active = true;
				this.announcer.accept(this::publishNext);
			}
		}

		abstract void publishNext();

		final void announce(LeadershipEvent event) {
			if (event != null) {
				this.first.onEvent(event);
			}
		}

	}

	private static final class LateRetirement extends Mutant {

		private LateRetirement(Consumer<Runnable> announcer) {
			super(announcer);
		}

		@Override
		void publishNext() {
			LeadershipEvent event;
			boolean last;
			synchronized (this.queue) {
				event = this.queue.poll();
				last = this.queue.isEmpty();
			}
			announce(event);
			synchronized (this.queue) {
				this.active = false;
				if (!last) {
					goOn();
				}
			}
		}

	}

	private static final class EarlyRetirement extends Mutant {

		private EarlyRetirement(Consumer<Runnable> announcer) {
			super(announcer);
		}

		@Override
		void publishNext() {
			LeadershipEvent event;
			synchronized (this.queue) {
				event = this.queue.poll();
				this.active = false;
				goOn();
			}
			announce(event);
		}

	}

}

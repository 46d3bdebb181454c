package io.github.leaderkit.engine.report;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.LeaderElection.Registration;
import io.github.leaderkit.LeaderInfo;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipEvent.Demoted;
import io.github.leaderkit.LeadershipEvent.Errored;
import io.github.leaderkit.LeadershipEvent.LeaderChanged;
import io.github.leaderkit.LeadershipEvent.Promoted;
import io.github.leaderkit.LeadershipListener;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LeadershipEventDispatcherTests {

	private final Deque<Runnable> announcer = new ArrayDeque<>();

	private final AtomicInteger told = new AtomicInteger();

	private final LeadershipEventDispatcher dispatcher = new LeadershipEventDispatcher(this.announcer::add, () -> 0,
			new ElectionObservers(), this.told::incrementAndGet);

	private final List<LeadershipEvent> heard = new ArrayList<>();

	@Test
	void whenEventsAreToldThenListenersHearThemLaterInOrder() {
		this.dispatcher.add(this.heard::add);
		this.dispatcher.publish(promoted(1));
		this.dispatcher.publish(errored());
		this.dispatcher.publish(demoted(1));
		assertThat(this.heard).isEmpty();
		announce();
		assertThat(this.heard).containsExactly(promoted(1), errored(), demoted(1));
	}

	@Test
	void whenSeveralEventsWaitThenOnlyOneTaskIsWithTheAnnouncer() {
		this.dispatcher.add(this.heard::add);
		for (int i = 1; i < 10; i++) {
			this.dispatcher.publish(promoted(i));
			assertThat(this.announcer).hasSize(1);
		}
		this.announcer.remove().run();
		this.announcer.remove().run();
		assertThat(this.heard).hasSize(1);
		assertThat(this.announcer).hasSize(1);
	}

	@Test
	void whenThereAreSeveralListenersThenAllHearEachEventInTheOrderOfTheirAddition() {
		List<String> names = new ArrayList<>();
		this.dispatcher.add((event) -> names.add("first"));
		this.dispatcher.add((event) -> names.add("second"));
		this.dispatcher.publish(promoted(1));
		announce();
		assertThat(names).containsExactly("first", "second");
	}

	@Test
	void whenAListenerThrowsThenTheOthersHearAndItHearsTheNextEvent() {
		AtomicInteger calls = new AtomicInteger();
		this.dispatcher.add((event) -> {
			calls.incrementAndGet();
			throw new AssertionError("a defect of a listener");
		});
		this.dispatcher.add(this.heard::add);
		this.dispatcher.publish(promoted(1));
		this.dispatcher.publish(demoted(1));
		announce();
		assertThat(calls).hasValue(2);
		assertThat(this.heard).containsExactly(promoted(1), demoted(1));
		assertThat(this.told).hasValue(1);
	}

	@Test
	void whenAllListenersHaveHeardOfADemotionThenThatIsReported() {
		this.dispatcher.add((event) -> assertThat(this.told).hasValue(0));
		this.dispatcher.add((event) -> assertThat(this.told).hasValue(0));
		this.dispatcher.publish(promoted(1));
		announce();
		assertThat(this.told).hasValue(0);
		this.dispatcher.publish(demoted(1));
		announce();
		assertThat(this.told).hasValue(1);
	}

	@Test
	void whenNobodyListensThenADemotionIsReportedAllTheSame() {
		this.dispatcher.publish(demoted(1));
		announce();
		assertThat(this.told).hasValue(1);
	}

	@Test
	void whenSeveralLeaderChangesWaitThenOnlyTheLastIsToldAtItsPlace() {
		this.dispatcher.add(this.heard::add);
		announce();
		this.dispatcher.publish(changed(1));
		this.dispatcher.publish(promoted(2));
		this.dispatcher.publish(changed(2));
		this.dispatcher.publish(demoted(2));
		this.dispatcher.publish(changed(3));
		announce();
		assertThat(this.heard).containsExactly(promoted(2), demoted(2), changed(3));
	}

	@Test
	void whenLeaderChangesDoNotWaitThenEachIsTold() {
		this.dispatcher.add(this.heard::add);
		this.dispatcher.publish(changed(1));
		announce();
		this.dispatcher.publish(changed(2));
		announce();
		assertThat(this.heard).containsExactly(changed(1), changed(2));
	}

	@Test
	void whenOtherEventsWaitThenNoneIsDropped() {
		this.dispatcher.add(this.heard::add);
		for (int i = 1; i <= 50; i++) {
			this.dispatcher.publish(promoted(i));
			this.dispatcher.publish(errored());
			this.dispatcher.publish(errored());
			this.dispatcher.publish(demoted(i));
		}
		announce();
		assertThat(this.heard).hasSize(200);
	}

	@Test
	void whenAListenerIsAddedWhileWorkDrainsThenItHearsThat() {
		LeadershipEvent draining = new LeadershipEvent.Draining("orders", 1, "a", DemotionReason.STOPPED,
				Instant.EPOCH);
		this.dispatcher.publish(promoted(1));
		this.dispatcher.publish(draining);
		announce();
		this.dispatcher.add(this.heard::add);
		announce();
		assertThat(this.heard).containsExactly(promoted(1), draining);
		this.dispatcher.publish(demoted(1));
		announce();
		List<LeadershipEvent> later = new ArrayList<>();
		this.dispatcher.add(later::add);
		announce();
		assertThat(later).isEmpty();
	}

	@Test
	void whenAListenerIsAddedLateThenItHearsThePresentStateOnceAndThenWhatFollows() {
		this.dispatcher.publish(promoted(1));
		this.dispatcher.publish(changed(1));
		this.dispatcher.publish(errored());
		announce();
		this.dispatcher.add(this.heard::add);
		announce();
		assertThat(this.heard).containsExactly(promoted(1), changed(1));
		this.dispatcher.publish(demoted(1));
		announce();
		assertThat(this.heard).containsExactly(promoted(1), changed(1), demoted(1));
	}

	@Test
	void whenAListenerIsAddedWhileEventsWaitThenItHearsTheStateAtItsPlaceAmongThem() {
		List<LeadershipEvent> late = new ArrayList<>();
		this.dispatcher.add(this.heard::add);
		this.dispatcher.publish(promoted(1));
		this.dispatcher.add(late::add);
		this.dispatcher.publish(demoted(1));
		announce();
		assertThat(this.heard).containsExactly(promoted(1), demoted(1));
		assertThat(late).containsExactly(promoted(1), demoted(1));
	}

	@Test
	void whenAListenerIsAddedAfterADemotionThenItHearsNothingOfIt() {
		this.dispatcher.publish(promoted(1));
		this.dispatcher.publish(changed(1));
		this.dispatcher.publish(demoted(1));
		this.dispatcher.add(this.heard::add);
		announce();
		assertThat(this.heard).isEmpty();
	}

	@Test
	void whenAFollowerHasHeardOfALeaderThenALateListenerHearsOfItToo() {
		this.dispatcher.publish(changed(1));
		this.dispatcher.publish(changed(2));
		announce();
		this.dispatcher.add(this.heard::add);
		announce();
		assertThat(this.heard).containsExactly(changed(2));
	}

	@Test
	void whenALeaderChangeIsSupersededBeforeALateListenerThenTheListenerHearsOnlyTheLast() {
		this.dispatcher.publish(changed(1));
		this.dispatcher.add(this.heard::add);
		this.dispatcher.publish(changed(2));
		announce();
		assertThat(this.heard).containsExactly(changed(2));
	}

	@Test
	void whenOnlyTheLateListenerIsAddedThenTheOthersHearNothingAgain() {
		this.dispatcher.add(this.heard::add);
		this.dispatcher.publish(promoted(1));
		announce();
		this.dispatcher.add((event) -> {
		});
		announce();
		assertThat(this.heard).containsExactly(promoted(1));
	}

	@Test
	void whenAListenerIsRemovedThenItHearsNoMore() {
		Registration handle = this.dispatcher.add(this.heard::add);
		this.dispatcher.publish(promoted(1));
		announce();
		handle.close();
		handle.close();
		this.dispatcher.publish(demoted(1));
		announce();
		assertThat(this.heard).containsExactly(promoted(1));
	}

	@Test
	void whenAListenerIsRemovedBeforeItsTurnThenItHearsNothing() {
		this.dispatcher.publish(promoted(1));
		Registration handle = this.dispatcher.add(this.heard::add);
		handle.close();
		this.dispatcher.publish(demoted(1));
		announce();
		assertThat(this.heard).isEmpty();
	}

	@Test
	void whenOneListenerIsAddedTwiceThenEachHandleRemovesItsOwn() {
		LeadershipEvent event = promoted(1);
		LeadershipListener listener = this.heard::add;
		Registration first = this.dispatcher.add(listener);
		this.dispatcher.add(listener);
		first.close();
		this.dispatcher.publish(event);
		announce();
		assertThat(this.heard).containsExactly(event);
	}

	@Test
	void whenAListenerTellsAddsAndRemovesThenNothingIsStuck() {
		List<Registration> handles = new ArrayList<>();
		handles.add(this.dispatcher.add((event) -> {
			if (event.equals(promoted(1))) {
				handles.get(0).close();
				this.dispatcher.add(this.heard::add);
				this.dispatcher.publish(demoted(1));
			}
		}));
		this.dispatcher.publish(promoted(1));
		announce();
		assertThat(this.heard).containsExactly(promoted(1), demoted(1));
	}

	@Test
	void whenThereIsNoThreadForAnEventThenItIsToldWithTheNext() {
		boolean[] exhausted = new boolean[1];
		LeadershipEventDispatcher dispatcher = new LeadershipEventDispatcher((task) -> {
			if (exhausted[0]) {
				throw new OutOfMemoryError("unable to create native thread");
			}
			this.announcer.add(task);
		}, () -> 0, new ElectionObservers(), this.told::incrementAndGet);
		dispatcher.add(this.heard::add);
		announce();
		exhausted[0] = true;
		dispatcher.publish(promoted(1));
		exhausted[0] = false;
		dispatcher.publish(demoted(1));
		announce();
		assertThat(this.heard).containsExactly(promoted(1), demoted(1));
	}

	@Test
	void whenThereIsNoThreadForAnEventThenItIsToldOnceThereIsOne() {
		AtomicInteger failures = new AtomicInteger(2);
		LeadershipEventDispatcher poor = new LeadershipEventDispatcher((task) -> {
			if (failures.getAndDecrement() > 0) {
				throw new OutOfMemoryError("no thread");
			}
			this.announcer.add(task);
		}, () -> 0, new ElectionObservers(), this.told::incrementAndGet);
		poor.publish(demoted(1));
		poor.publishWaiting();
		assertThat(this.announcer).isEmpty();
		poor.publishWaiting();
		announce();
		assertThat(this.told).hasValue(1);
		poor.publishWaiting();
		assertThat(this.announcer).isEmpty();
	}

	@Test
	void whenTheReportOfADemotionFailsThenLaterEventsAreToldAllTheSame() {
		LeadershipEventDispatcher dispatcher = new LeadershipEventDispatcher(this.announcer::add, () -> 0,
				new ElectionObservers(), () -> {
					throw new IllegalStateException("no loop");
				});
		dispatcher.add(this.heard::add);
		dispatcher.publish(demoted(1));
		dispatcher.publish(promoted(2));
		while (!this.announcer.isEmpty()) {
			try {
				this.announcer.remove().run();
			}
			catch (IllegalStateException ex) {
				// what a pool's thread would die of
			}
		}
		assertThat(this.heard).containsExactly(demoted(1), promoted(2));
	}

	@Test
	void whenAListenerBlocksThenOtherElectionsAreToldAllTheSame() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(2);
		CountDownLatch release = new CountDownLatch(1);
		CountDownLatch otherHeard = new CountDownLatch(10);
		CountDownLatch blockedHeard = new CountDownLatch(11);
		List<LeadershipEvent> inOrder = Collections.synchronizedList(new ArrayList<>());
		try {
			LeadershipEventDispatcher blocked = new LeadershipEventDispatcher(threads::execute, () -> 0,
					new ElectionObservers(), () -> {
					});
			LeadershipEventDispatcher other = new LeadershipEventDispatcher(threads::execute, () -> 0,
					new ElectionObservers(), () -> {
					});
			blocked.add((event) -> {
				await(release);
				inOrder.add(event);
				blockedHeard.countDown();
			});
			other.add((event) -> otherHeard.countDown());
			for (int i = 0; i <= 10; i++) {
				blocked.publish(promoted(i));
			}
			for (int i = 1; i <= 10; i++) {
				other.publish(promoted(i));
			}
			assertThat(otherHeard.await(10, TimeUnit.SECONDS)).isTrue();
			assertThat(inOrder).isEmpty();
			release.countDown();
			assertThat(blockedHeard.await(10, TimeUnit.SECONDS)).isTrue();
			assertThat(inOrder).extracting(LeadershipEvent::term)
				.containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
		}
		finally {
			threads.shutdownNow();
		}
	}

	private void announce() {
		while (!this.announcer.isEmpty()) {
			this.announcer.remove().run();
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static Promoted promoted(long term) {
		return new Promoted("orders", term, "a", Instant.EPOCH);
	}

	private static Demoted demoted(long term) {
		return new Demoted("orders", term, "a", DemotionReason.EXPIRED, Instant.EPOCH);
	}

	private static LeaderChanged changed(long term) {
		return new LeaderChanged("orders", term, new LeaderInfo("b", "h", 1, "shop", Instant.EPOCH, term),
				Instant.EPOCH);
	}

	private static Errored errored() {
		return new Errored("orders", 0, ErrorKind.BUSY, "It is busy", null, Instant.EPOCH);
	}

}

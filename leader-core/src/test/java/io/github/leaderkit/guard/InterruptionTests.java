package io.github.leaderkit.guard;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Interruption}.
 */
@Timeout(60)
class InterruptionTests {

	private static final int RACES = 50_000;

	@AfterEach
	void clearStatus() {
		Thread.interrupted();
	}

	@Test
	void whenItRunsThenTheThreadIsInterruptedUntilItEnds() {
		Interruption interruption = Interruption.begin();
		interruption.run();
		assertThat(isInterrupted()).isTrue();
		assertThat(interruption.end()).isTrue();
		assertThat(isInterrupted()).isFalse();
	}

	@Test
	void whenItHasEndedThenTheThreadIsNotInterrupted() {
		Interruption interruption = Interruption.begin();
		assertThat(interruption.end()).isFalse();
		interruption.run();
		assertThat(isInterrupted()).isFalse();
	}

	@Test
	void whenItRunsTwiceThenTheThreadIsInterruptedOnce() {
		Interruption interruption = Interruption.begin();
		interruption.run();
		assertThat(Thread.interrupted()).isTrue();
		interruption.run();
		assertThat(isInterrupted()).isFalse();
		assertThat(interruption.end()).isTrue();
	}

	@Test
	void whenOthersInterruptTheThreadThenItsStatusStays() {
		Interruption interruption = Interruption.begin();
		Thread.currentThread().interrupt();
		assertThat(interruption.end()).isFalse();
		assertThat(isInterrupted()).isTrue();
	}

	@Test
	void whenOthersHaveInterruptedTheThreadBeforeThenItsStatusStays() {
		Thread.currentThread().interrupt();
		Interruption interruption = Interruption.begin();
		interruption.run();
		assertThat(interruption.end()).isTrue();
		assertThat(isInterrupted()).isTrue();
	}

	@Test
	void whenWorkWithinWorkIsInterruptedThenTheWorkAroundIsNot() {
		Interruption outer = Interruption.begin();
		Interruption inner = Interruption.begin();
		inner.run();
		inner.end();
		assertThat(isInterrupted()).isFalse();
		assertThat(outer.end()).isFalse();
	}

	@Test
	void whenBothAreInterruptedThenTheWorkAroundIsStillInterruptedAfterTheWorkWithin() {
		Interruption outer = Interruption.begin();
		Interruption inner = Interruption.begin();
		inner.run();
		outer.run();
		inner.end();
		assertThat(isInterrupted()).isTrue();
		outer.end();
		assertThat(isInterrupted()).isFalse();
	}

	@Test
	void whenTheWorkAroundIsInterruptedThenTheEndOfTheWorkWithinClearsNothing() {
		Interruption outer = Interruption.begin();
		Interruption inner = Interruption.begin();
		outer.run();
		inner.run();
		inner.end();
		assertThat(isInterrupted()).isTrue();
		outer.end();
		assertThat(isInterrupted()).isFalse();
	}

	@Test
	void whenItEndsWhileTheInterruptIsUnderWayThenItWaitsAndClearsIt() throws Exception {
		HeldUp thread = new HeldUp();
		thread.start();
		thread.begun.await();
		Thread interrupter = new Thread(thread.interruption::run);
		interrupter.start();
		thread.interrupting.await();
		thread.mayEnd.countDown();
		thread.ending.await();
		thread.join(50);
		assertThat(thread.isAlive()).as("it waits for the interrupt").isTrue();
		thread.mayInterrupt.countDown();
		thread.join();
		interrupter.join();
		assertThat(thread.leaked).isFalse();
	}

	@Test
	void whenItEndsAndRunsAtTheSameTimeThenNoInterruptLeaks() throws Exception {
		CyclicBarrier start = new CyclicBarrier(2);
		CyclicBarrier finish = new CyclicBarrier(2);
		Interruption[] current = new Interruption[1];
		AtomicBoolean failed = new AtomicBoolean();
		Thread interrupter = new Thread(() -> {
			try {
				for (int i = 0; i < RACES; i++) {
					start.await();
					current[0].run();
					finish.await();
				}
			}
			catch (Exception ex) {
				failed.set(true);
			}
		});
		interrupter.start();
		AtomicInteger leaks = new AtomicInteger();
		AtomicInteger interrupts = new AtomicInteger();
		for (int i = 0; i < RACES; i++) {
			current[0] = Interruption.begin();
			start.await();
			for (int spin = 0; spin < i % 64; spin++) {
				Thread.onSpinWait();
			}
			if (current[0].end()) {
				interrupts.incrementAndGet();
			}
			if (Thread.interrupted()) {
				leaks.incrementAndGet();
			}
			finish.await();
			if (Thread.interrupted()) {
				leaks.incrementAndGet();
			}
		}
		interrupter.join(TimeUnit.SECONDS.toMillis(10));
		assertThat(failed).isFalse();
		assertThat(leaks).hasValue(0);
		assertThat(interrupts).as("both orders were seen").hasValueBetween(1, RACES - 1);
	}

	private static boolean isInterrupted() {
		return Thread.currentThread().isInterrupted();
	}

	/**
	 * A thread that is held up while it is being interrupted.
	 */
	private static final class HeldUp extends Thread {

		private final CountDownLatch begun = new CountDownLatch(1);

		private final CountDownLatch interrupting = new CountDownLatch(1);

		private final CountDownLatch mayInterrupt = new CountDownLatch(1);

		private final CountDownLatch mayEnd = new CountDownLatch(1);

		private final CountDownLatch ending = new CountDownLatch(1);

		private volatile Interruption interruption;

		private volatile boolean leaked;

		@Override
		public void run() {
			this.interruption = Interruption.begin();
			this.begun.countDown();
			try {
				this.mayEnd.await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			this.ending.countDown();
			this.interruption.end();
			this.leaked = isInterrupted();
		}

		@Override
		public void interrupt() {
			this.interrupting.countDown();
			try {
				this.mayInterrupt.await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			super.interrupt();
		}

	}

}

package io.github.leaderkit.engine;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.leaderkit.engine.ElectionRuntime.Urgency;
import io.github.leaderkit.store.memory.InMemoryLeaseStore;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whatever calls come while threads run out of work, each is made once, and no more at a
 * time than allowed.
 */
@Tag("jdk-independent")
class StoreCallsConcurrencyTests {

	@Test
	void whenCallsComeWhileThreadsRunOutOfWorkThenEachIsMadeOnce() {
		Interleavings.explore(OnStoreCalls.class, Unspecified.class);
	}

	@Test
	void whenAThreadFindsNoCallFirstAndRetiresThenThenItIsFound() {
		Interleavings.find("a call has been told 0 times", OnLateRetirement.class, Unspecified.class);
	}

	@Test
	void whenACallCountsThreadsFirstAndAsksForOneThenThenItIsFound() {
		Interleavings.find(OnCountThenAsk.class, Unspecified.class);
	}

	/**
	 * Any thread adds calls, the threads of a pool work, and at times there is none to be
	 * had.
	 */
	public abstract static class Operations {

		private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

		private final Queue<AtomicInteger> told = new ConcurrentLinkedQueue<>();

		private final AtomicBoolean exhausted = new AtomicBoolean();

		private final AtomicInteger active = new AtomicInteger();

		private final Calls calls = subject(this::execute);

		private volatile boolean crowded;

		abstract Calls subject(Executor threads);

		private void execute(Runnable task) {
			if (this.exhausted.compareAndSet(true, false)) {
				throw new IllegalStateException("unable to create native thread");
			}
			this.tasks.add(task);
		}

		@Operation
		public void add() {
			AtomicInteger times = new AtomicInteger();
			try {
				this.calls.add(() -> tell(times));
				this.told.add(times);
			}
			catch (IllegalStateException ex) {
				// whoever adds it makes it again
			}
		}

		private void tell(AtomicInteger times) {
			if (this.active.incrementAndGet() > 1) {
				this.crowded = true;
			}
			times.incrementAndGet();
			this.active.decrementAndGet();
		}

		@Operation
		public void work() {
			Runnable task = this.tasks.poll();
			if (task != null) {
				task.run();
			}
		}

		@Operation(runOnce = true)
		public void exhaust() {
			this.exhausted.set(true);
		}

		@Validate
		public void validate() {
			while (!this.tasks.isEmpty()) {
				work();
			}
			for (AtomicInteger times : this.told) {
				Interleavings.check(times.get() == 1, "a call has been told " + times + " times");
			}
			Interleavings.check(!this.crowded, "too many calls at a time");
		}

	}

	/**
	 * The operations have no results to compare.
	 */
	public static class Unspecified {

		public void add() {
		}

		public void work() {
		}

		public void exhaust() {
		}

	}

	public static class OnStoreCalls extends Operations {

		@Override
		Calls subject(Executor threads) {
			StoreCalls calls = new StoreCalls(new InMemoryLeaseStore(() -> 1), threads, 1);
			return (then) -> calls.add(new StoreCall.Peek("orders"), new Urgency(0, 0), (outcome) -> then.run());
		}

	}

	public static class OnLateRetirement extends Operations {

		@Override
		Calls subject(Executor threads) {
			return new LateRetirement(threads);
		}

	}

	public static class OnCountThenAsk extends Operations {

		@Override
		Calls subject(Executor threads) {
			return new CountThenAsk(threads);
		}

	}

	@FunctionalInterface
	private interface Calls {

		void add(Runnable call);

	}

	/**
	 * Right for one thread at a time. What is wrong for several is below.
	 */
	private static class Mutant implements Calls {

		final Executor threads;

		final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

		final AtomicInteger working = new AtomicInteger();

		Mutant(Executor threads) {
			this.threads = threads;
		}

		@Override
		public void add(Runnable call) {
			boolean needed;
			synchronized (this.waiting) {
				this.waiting.add(call);
				needed = this.working.compareAndSet(0, 1);
			}
			if (needed) {
				start(call);
			}
		}

		void start(Runnable call) {
			try {
				this.threads.execute(this::work);
			}
			catch (IllegalStateException ex) {
				synchronized (this.waiting) {
					this.working.set(0);
					this.waiting.remove(call);
					this.waiting.forEach(Runnable::run);
					this.waiting.clear();
				}
				throw ex;
			}
		}

		void work() {
			for (Runnable next = next(); next != null; next = next()) {
				next.run();
			}
		}

		Runnable next() {
			synchronized (this.waiting) {
				Runnable next = this.waiting.poll();
				if (next == null) {
					this.working.set(0);
				}
				return next;
			}
		}

	}

	private static final class LateRetirement extends Mutant {

		private LateRetirement(Executor threads) {
			super(threads);
		}

		@Override
		Runnable next() {
			Runnable next = this.waiting.poll();
			if (next == null) {
				this.working.set(0);
			}
			return next;
		}

	}

	private static final class CountThenAsk extends Mutant {

		private CountThenAsk(Executor threads) {
			super(threads);
		}

		@Override
		public void add(Runnable call) {
			this.waiting.add(call);
			if (this.working.get() == 0) {
				this.working.set(1);
				start(call);
			}
		}

	}

}

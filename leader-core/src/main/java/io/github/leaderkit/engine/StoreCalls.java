package io.github.leaderkit.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.engine.ElectionRuntime.Urgency;
import io.github.leaderkit.store.LeaseStore;
import io.github.leaderkit.store.LeaseStoreException;
import io.github.leaderkit.store.RenewRequest;
import io.github.leaderkit.store.RenewResult;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls that wait for an I/O thread, the most urgent first. Renewals that wait at the
 * same time go to the store together. If there is no thread to be had, the call that
 * asked for one is not made, and those that relied on it have failed.
 *
 * <p>
 * Internal: public for an {@link ElectionRuntime} in another package, and may change in
 * any version.
 */
public final class StoreCalls {

	private static final Logger logger = LoggerFactory.getLogger(StoreCalls.class);

	private static final Outcome UNANSWERED = Outcome
		.of(new LeaseStoreException(ErrorKind.UNKNOWN, "The store did not answer", null));

	private static final int BATCH = 256;

	private final LeaseStore store;

	private final Executor threads;

	private final int parallelism;

	private final PriorityQueue<Waiting> waiting = new PriorityQueue<>();

	private int working;

	/**
	 * Creates the queue.
	 * @param store the store to call
	 * @param threads runs the calls
	 * @param parallelism the most calls to be made at a time
	 */
	public StoreCalls(LeaseStore store, Executor threads, int parallelism) {
		this.store = store;
		this.threads = threads;
		this.parallelism = parallelism;
	}

	/**
	 * Adds a call, which is made as soon as a thread comes to it.
	 * @param call the call
	 * @param urgency how soon it should be made
	 * @param then given the outcome, exactly once, by the thread that made the call. It
	 * is not called if this method throws: there was no thread, and the call is not made.
	 */
	public void add(StoreCall call, Urgency urgency, Consumer<Outcome> then) {
		Waiting one = new Waiting(call, urgency, then);
		boolean needed;
		synchronized (this.waiting) {
			this.waiting.add(one);
			needed = this.working < this.parallelism;
			if (needed) {
				this.working++;
			}
		}
		if (needed) {
			start(one);
		}
	}

	private void start(Waiting one) {
		try {
			this.threads.execute(this::work);
		}
		catch (Throwable ex) {
			boolean unmade;
			List<Waiting> stranded = new ArrayList<>();
			synchronized (this.waiting) {
				this.working--;
				unmade = this.waiting.remove(one);
				if (this.working == 0) {
					stranded.addAll(this.waiting);
					this.waiting.clear();
				}
			}
			stranded.forEach((other) -> tell(other, Outcome.of(failure(ex))));
			if (unmade) {
				throw ex;
			}
		}
	}

	private void work() {
		for (List<Waiting> next = next(); !next.isEmpty(); next = next()) {
			if (next.size() == 1) {
				make(next.get(0));
			}
			else {
				renew(next);
			}
		}
	}

	private List<Waiting> next() {
		List<Waiting> next = new ArrayList<>();
		synchronized (this.waiting) {
			Waiting first = this.waiting.poll();
			if (first == null) {
				this.working--;
				return next;
			}
			next.add(first);
			while (first.goesWith(this.waiting.peek()) && next.size() < BATCH) {
				next.add(this.waiting.remove());
			}
		}
		return next;
	}

	private void make(Waiting one) {
		Outcome outcome;
		try {
			outcome = make(one.call());
		}
		catch (Throwable ex) {
			outcome = Outcome.of(failure(ex));
		}
		tell(one, outcome);
	}

	private Outcome make(StoreCall call) {
		if (call instanceof StoreCall.Peek peek) {
			return Outcome.of(this.store.peek(peek.key()));
		}
		if (call instanceof StoreCall.Acquire acquire) {
			return Outcome.of(this.store.acquire(acquire.request()));
		}
		if (call instanceof StoreCall.Renew renew) {
			return outcome(this.store.renew(List.of(renew.request())).get(0));
		}
		if (call instanceof StoreCall.Release release) {
			return Outcome.of(this.store.release(release.request()));
		}
		return Outcome.of(this.store.revoke(((StoreCall.Revoke) call).key()));
	}

	private void renew(List<Waiting> several) {
		List<RenewRequest> requests = several.stream().map(Waiting::request).toList();
		List<RenewResult> results;
		Outcome unanswered = UNANSWERED;
		try {
			results = this.store.renew(requests);
		}
		catch (Throwable ex) {
			results = List.of();
			unanswered = Outcome.of(failure(ex));
		}
		for (int i = 0; i < several.size(); i++) {
			tell(several.get(i), (i < results.size()) ? outcome(results.get(i)) : unanswered);
		}
	}

	/**
	 * Whatever becomes of it, this thread has others to serve.
	 */
	private static void tell(Waiting one, Outcome outcome) {
		try {
			one.then().accept(outcome);
		}
		catch (Throwable ex) {
			logger.error("The outcome of {} could not be told", one.call(), ex);
		}
	}

	private static Outcome outcome(RenewResult result) {
		if (result.failure() != null) {
			return Outcome.of(result.failure());
		}
		return (result.reply() != null) ? Outcome.of(result.reply()) : UNANSWERED;
	}

	private static LeaseStoreException failure(Throwable ex) {
		return (ex instanceof LeaseStoreException failure) ? failure
				: new LeaseStoreException(ErrorKind.UNKNOWN, String.valueOf(ex), ex);
	}

	/**
	 * A call that waits.
	 */
	private record Waiting(StoreCall call, Urgency urgency, Consumer<Outcome> then) implements Comparable<Waiting> {

		boolean goesWith(@Nullable Waiting other) {
			return other != null && this.call instanceof StoreCall.Renew && other.call instanceof StoreCall.Renew
					&& this.urgency.failures() == other.urgency.failures();
		}

		RenewRequest request() {
			return ((StoreCall.Renew) this.call).request();
		}

		@Override
		public int compareTo(Waiting other) {
			return this.urgency.compareTo(other.urgency);
		}

	}

}

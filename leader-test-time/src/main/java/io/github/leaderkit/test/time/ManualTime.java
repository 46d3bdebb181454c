package io.github.leaderkit.test.time;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

import io.github.leaderkit.engine.runtime.ElectionRuntime;
import io.github.leaderkit.store.LeaseStore;
import io.github.leaderkit.test.time.ManualTask.Kind;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Time that stands still until a test lets it pass, for one or more
 * {@linkplain io.github.leaderkit.engine.ElectionEngine engines}. They run without
 * threads: what is to be done is done by the thread that causes it, before its call
 * returns, and in the order in which it was caused. That goes for listeners as well.
 *
 * <p>
 * Any thread may cause something, and so may a listener. Nothing is locked while a
 * listener runs, so it may wait for other threads that use the same elections. A call of
 * a listener comes back when that call is done with; events that it causes in its own
 * election are told after it has returned.
 *
 * <p>
 * Nothing times out by itself. A drain whose work is on another thread ends when that
 * work leaves, on its thread, or when the {@code drain-timeout} is passed by hand.
 */
public final class ManualTime {

	private static final Logger logger = LoggerFactory.getLogger(ManualTime.class);

	private static final long MILLI = 1_000_000;

	private final long startMillis;

	private final Object lock = new Object();

	private final Deque<ManualTask> due = new ArrayDeque<>();

	private final PriorityQueue<ManualTask> timers = new PriorityQueue<>();

	/** Code of users that runs at this moment. */
	private final List<ManualTask> running = new ArrayList<>();

	private @Nullable Thread loop;

	private long count;

	private boolean callFails;

	private volatile long elapsed;

	private volatile long skewMillis;

	/**
	 * Creates time that stands still.
	 * @param start what the wall clock shows
	 */
	public ManualTime(Instant start) {
		this.startMillis = start.toEpochMilli();
	}

	/**
	 * Creates the runtime of an engine that goes by this time.
	 * @param store where the leases of the engine live, which goes by the same time; a
	 * call on it takes no time. Opened and closed by the engine.
	 * @return the runtime, for one engine
	 */
	public ElectionRuntime runtime(LeaseStore store) {
		return new ManualRuntime(store, this);
	}

	/**
	 * What the wall clock shows.
	 * @return the time, in milliseconds since 1970
	 */
	public long currentTimeMillis() {
		return storeMillis() + this.skewMillis;
	}

	/**
	 * What the clock of a store shows that goes by this time: the wall clock without its
	 * skew.
	 * @return the time, in milliseconds since 1970
	 */
	public long storeMillis() {
		return this.startMillis + this.elapsed / MILLI;
	}

	/**
	 * Sets the wall clock, which then differs from that of the store.
	 * @param ahead how far it is ahead, negative if it is behind
	 */
	public void skew(Duration ahead) {
		this.skewMillis = ahead.toMillis();
	}

	long nanoTime() {
		return this.elapsed;
	}

	/**
	 * Lets time pass. Whatever falls due meanwhile is done at its time.
	 * @param duration how much, not negative
	 */
	public void pass(Duration duration) {
		passUntil(() -> false, duration);
	}

	/**
	 * Lets time pass until something is the case.
	 * @param condition looked at now, and each time after something was done
	 * @param atMost how much time may pass, not negative
	 * @return whether the condition was met
	 */
	public boolean passUntil(BooleanSupplier condition, Duration atMost) {
		checkPasses(atMost);
		long end = this.elapsed + atMost.toNanos();
		settle();
		boolean met = condition.getAsBoolean();
		while (!met && advance(end)) {
			settle();
			met = condition.getAsBoolean();
		}
		return met;
	}

	/**
	 * Goes on to the next timer, if one is due by the end, else to the end.
	 */
	private boolean advance(long end) {
		synchronized (this.lock) {
			ManualTask next = this.timers.peek();
			boolean rings = next != null && next.time() <= end;
			this.elapsed = Math.max(this.elapsed, rings ? next.time() : end);
			return rings;
		}
	}

	/**
	 * Lets time pass during which the process stands still, as in a long pause of its
	 * garbage collector: what falls due meanwhile is done late, at the end.
	 * @param duration how much, not negative
	 */
	public void standStill(Duration duration) {
		checkPasses(duration);
		synchronized (this.lock) {
			this.elapsed += duration.toNanos();
		}
		settle();
	}

	private static void checkPasses(Duration duration) {
		if (duration.isNegative()) {
			throw new IllegalArgumentException("Time does not go back, but " + duration + " is negative");
		}
	}

	/**
	 * Does all that is to be done now, and waits for other threads that do some of it.
	 * Within a listener it waits for nobody.
	 */
	public void settle() {
		boolean within = isWithin();
		do {
			catchUp();
		}
		while (!within && awaitOthers());
	}

	/**
	 * Lets the next call on the store fail before it is made, as if there were no thread
	 * for it. An election takes that for a defect of its own.
	 */
	public void failNextCall() {
		synchronized (this.lock) {
			this.callFails = true;
		}
	}

	long nextNumber() {
		synchronized (this.lock) {
			return this.count++;
		}
	}

	boolean takeFailure() {
		synchronized (this.lock) {
			boolean fails = this.callFails;
			this.callFails = false;
			return fails;
		}
	}

	private boolean isWithin() {
		synchronized (this.lock) {
			return this.loop == Thread.currentThread() || this.running.stream().anyMatch(ManualTask::isMine);
		}
	}

	boolean isAnnouncing() {
		synchronized (this.lock) {
			return this.running.stream().anyMatch((task) -> task.kind() == Kind.LISTENER && task.isMine());
		}
	}

	/**
	 * Waits until no other thread does anything.
	 * @return whether something is to be done then
	 */
	private boolean awaitOthers() {
		synchronized (this.lock) {
			try {
				while (this.loop != null || !this.running.isEmpty()) {
					this.lock.wait();
				}
				collect();
				return !this.due.isEmpty();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return false;
			}
		}
	}

	Runnable add(Kind kind, long nanos, Runnable action) {
		synchronized (this.lock) {
			ManualTask task = new ManualTask(kind, this.elapsed + Math.max(nanos, 0), this.count++, action);
			if (nanos > 0) {
				this.timers.add(task);
			}
			else {
				this.due.add(task);
			}
			return () -> remove(task);
		}
	}

	private void remove(ManualTask task) {
		synchronized (this.lock) {
			this.timers.remove(task);
			this.due.remove(task);
		}
	}

	/**
	 * Does what is to be done now. What another thread is at, it goes on with.
	 */
	void catchUp() {
		for (ManualTask task = take(); task != null; task = take()) {
			try {
				task.run();
			}
			catch (Throwable ex) {
				logger.error("Something failed that was to be done", ex);
			}
			finally {
				done(task);
			}
		}
	}

	private @Nullable ManualTask take() {
		synchronized (this.lock) {
			collect();
			ManualTask next = this.due.peek();
			if (next == null || (next.kind() == Kind.LOOP && this.loop != null)) {
				return null;
			}
			next.begin();
			if (next.kind() == Kind.LOOP) {
				this.loop = Thread.currentThread();
			}
			else {
				this.running.add(next);
			}
			return this.due.remove();
		}
	}

	private void collect() {
		ManualTask next = this.timers.peek();
		while (next != null && next.time() <= this.elapsed) {
			this.due.add(this.timers.remove());
			next = this.timers.peek();
		}
	}

	private void done(ManualTask task) {
		synchronized (this.lock) {
			if (task.kind() == Kind.LOOP) {
				this.loop = null;
			}
			else {
				this.running.remove(task);
			}
			this.lock.notifyAll();
		}
	}

}

package io.github.leaderkit.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.engine.runtime.ElectionRuntime;
import io.github.leaderkit.store.LeaseCall;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseResult;
import io.github.leaderkit.store.LeaseSignal;
import io.github.leaderkit.store.LeaseStore;
import io.github.leaderkit.store.LeaseStoreException;

/**
 * One process in a {@link VirtualWorld}: clocks of its own, and a network to the store
 * that can be slow or broken.
 */
final class VirtualRuntime implements ElectionRuntime {

	final List<LeaseRequest> calls = new ArrayList<>();

	final VirtualClocks clocks;

	final VirtualNetwork network;

	private final VirtualWorld world;

	private final LeaseStore store;

	private final Duration commandTimeout;

	private final Map<String, Consumer<LeaseSignal>> listeners = new HashMap<>();

	private long pausedUntil;

	private boolean crashed;

	private boolean silent;

	private boolean completionsLost;

	private int missingThreads;

	private Duration announcing = Duration.ofNanos(50_000);

	private LongSupplier storeBusy = () -> 0;

	private int operationsUntilFailure = Integer.MAX_VALUE;

	private boolean failed;

	private LongSupplier lateness = () -> 0;

	VirtualRuntime(VirtualWorld world, LeaseStore store, Duration commandTimeout) {
		this(world, new VirtualClocks(world, 1), store, commandTimeout);
	}

	VirtualRuntime(VirtualWorld world, VirtualClocks clocks, LeaseStore store, Duration commandTimeout) {
		this.world = world;
		this.clocks = clocks;
		this.network = new VirtualNetwork(world);
		this.store = store;
		this.commandTimeout = commandTimeout;
	}

	/** Nothing of this process happens any more. */
	void crash() {
		this.crashed = true;
	}

	/** The process stands still while its clocks go on. */
	void pause(Duration duration) {
		this.pausedUntil = Math.max(this.pausedUntil, this.world.elapsed() + duration.toNanos());
	}

	/** The machine sleeps: the process and its monotonic clock stand still. */
	void suspend(Duration duration) {
		this.clocks.sleep(duration);
		pause(duration);
	}

	boolean isAwake() {
		return !this.crashed && this.pausedUntil <= this.world.elapsed();
	}

	/** Calls have no outcome any more, not even a failure. */
	void neverAnswer() {
		this.silent = true;
	}

	/** Calls that are made from now on are answered. */
	void answerAgain() {
		this.silent = false;
	}

	/** So many times there is no thread for what users wait for or want to be done. */
	void lackThreads(int times) {
		this.missingThreads = times;
	}

	/** What users wait for, and what they want to be done, never is. */
	void loseCompletions() {
		this.completionsLost = true;
	}

	/** What is asked for after so many other things fails for want of memory, once. */
	void failAfter(int operations) {
		this.operationsUntilFailure = operations;
		this.failed = false;
	}

	/** Whether something has failed as it was to. */
	boolean hasFailed() {
		return this.failed;
	}

	private void mayFail() {
		if (this.operationsUntilFailure-- == 0) {
			this.failed = true;
			throw new OutOfMemoryError("as the test wants it");
		}
	}

	/** How long it takes until a listener is called. */
	void announcingTakes(Duration value) {
		this.announcing = value;
	}

	/** For how long from now on the store does not come to a request that has arrived. */
	void storeBusy(LongSupplier nanos) {
		this.storeBusy = nanos;
	}

	/** How much later than it should a thread comes to do something. */
	void lateness(LongSupplier nanos) {
		this.lateness = nanos;
	}

	/** A thread of the application does something as soon as there is one. */
	void onThread(long nanos, Runnable task) {
		whenAwakeAfter(nanos + this.lateness.getAsLong(), task);
	}

	@Override
	public long nanoTime() {
		return this.clocks.nanoTime();
	}

	@Override
	public long currentTimeMillis() {
		return this.clocks.currentTimeMillis();
	}

	@Override
	public double chance() {
		mayFail();
		return this.world.random().nextDouble();
	}

	@Override
	public String newInstance() {
		return String.format("%016x%016x", this.world.random().nextLong(), this.world.random().nextLong());
	}

	@Override
	public void onLoop(Runnable task) {
		mayFail();
		this.world.after(0, () -> whenAwake(task));
	}

	@Override
	public Runnable after(long nanos, Runnable task) {
		mayFail();
		return timer(nanos, task);
	}

	private Runnable timer(long nanos, Runnable task) {
		long due = nanoTime() + Math.max(nanos, 0);
		Timer timer = new Timer(due, task);
		timer.schedule();
		return timer::cancel;
	}

	@Override
	public Runnable every(long nanos, Runnable task) {
		AtomicBoolean ended = new AtomicBoolean();
		timer(nanos, () -> repeat(nanos, task, ended));
		return () -> ended.set(true);
	}

	private void repeat(long nanos, Runnable task, AtomicBoolean ended) {
		if (!ended.get()) {
			try {
				task.run();
			}
			finally {
				timer(nanos, () -> repeat(nanos, task, ended));
			}
		}
	}

	private void whenAwake(Runnable task) {
		if (this.crashed) {
			return;
		}
		long sleep = this.pausedUntil - this.world.elapsed();
		if (sleep > 0) {
			this.world.after(sleep, () -> whenAwake(task));
		}
		else {
			task.run();
		}
	}

	private void whenAwakeAfter(long nanos, Runnable task) {
		this.world.after(nanos, () -> whenAwake(task));
	}

	@Override
	public void call(LeaseRequest call, Consumer<LeaseResult> then) {
		mayFail();
		this.calls.add(call);
		if (this.silent) {
			return;
		}
		long late = this.lateness.getAsLong();
		if (late > 0) {
			whenAwakeAfter(late, () -> this.network.hand(() -> send(call, once(then))));
		}
		else {
			this.network.hand(() -> send(call, once(then)));
		}
	}

	private static Consumer<LeaseResult> once(Consumer<LeaseResult> then) {
		AtomicBoolean done = new AtomicBoolean();
		return (outcome) -> {
			if (done.compareAndSet(false, true)) {
				then.accept(outcome);
			}
		};
	}

	private static LeaseResult unreachable(String message) {
		return LeaseResult.of(new LeaseStoreException(ErrorKind.UNREACHABLE, message, null));
	}

	private void send(LeaseRequest call, Consumer<LeaseResult> then) {
		timer(this.commandTimeout.toNanos(), () -> then.accept(unreachable("no reply in time")));
		transmit(call, then);
		if (this.network.duplicates()) {
			this.world.after((long) (this.world.random().nextDouble() * this.commandTimeout.toNanos() * 4),
					() -> transmit(call, (outcome) -> {
					}));
		}
	}

	private void transmit(LeaseRequest call, Consumer<LeaseResult> then) {
		long way = this.network.request();
		if (way >= 0) {
			this.world.after(way, () -> arrive(call, then));
		}
	}

	private void arrive(LeaseRequest call, Consumer<LeaseResult> then) {
		long busy = this.storeBusy.getAsLong();
		if (busy > 0) {
			this.world.after(busy, () -> arrive(call, then));
		}
		else {
			this.network.serve(() -> carryOut(call, then));
		}
	}

	private void carryOut(LeaseRequest call, Consumer<LeaseResult> then) {
		LeaseResult[] outcome = new LeaseResult[1];
		this.store.execute(List.of(new LeaseCall(call, (result) -> outcome[0] = result)));
		long way = this.network.reply();
		if (way >= 0) {
			whenAwakeAfter(way + this.lateness.getAsLong(), () -> then.accept(outcome[0]));
		}
	}

	@Override
	public void subscribe(String key, Consumer<LeaseSignal> listener) {
		mayFail();
		this.listeners.put(key, listener);
		this.store.subscribe(key, (signal) -> {
			long way = this.network.message();
			if (way >= 0) {
				whenAwakeAfter(way, () -> told(key, signal));
			}
		});
	}

	private void told(String key, LeaseSignal signal) {
		Consumer<LeaseSignal> listener = this.listeners.get(key);
		if (listener != null) {
			listener.accept(signal);
		}
	}

	@Override
	public void unsubscribe(String key) {
		mayFail();
		this.listeners.remove(key);
	}

	boolean isSubscribed(String key) {
		return this.listeners.containsKey(key);
	}

	@Override
	public void announce(Runnable task) {
		mayFail();
		whenAwakeAfter(this.announcing.toNanos(), task);
	}

	@Override
	public void complete(Runnable task) {
		mayFail();
		if (this.missingThreads > 0) {
			this.missingThreads--;
			throw new OutOfMemoryError("unable to create native thread");
		}
		if (!this.completionsLost) {
			onLoop(task);
		}
	}

	@Override
	public boolean hasThreads() {
		return false;
	}

	@Override
	public boolean isAnnouncing() {
		return false;
	}

	@Override
	public void start() {
		this.store.open();
	}

	@Override
	public void stop(Runnable then) {
		this.store.close();
		this.world.after(0, () -> whenAwake(then));
	}

	/**
	 * Waits for a time on the monotonic clock of this process.
	 */
	private final class Timer {

		private final long due;

		private final Runnable task;

		private Runnable cancellation = () -> {
		};

		private boolean cancelled;

		private Timer(long due, Runnable task) {
			this.due = due;
			this.task = task;
		}

		private void schedule() {
			long left = VirtualRuntime.this.clocks.worldNanos(this.due - nanoTime());
			this.cancellation = VirtualRuntime.this.world
				.after(Math.max(left, 0) + VirtualRuntime.this.lateness.getAsLong(), () -> whenAwake(this::ring));
		}

		private void ring() {
			if (this.cancelled) {
				return;
			}
			if (this.due - nanoTime() > 0) {
				schedule();
			}
			else {
				this.task.run();
			}
		}

		private void cancel() {
			this.cancelled = true;
			this.cancellation.run();
		}

	}

}

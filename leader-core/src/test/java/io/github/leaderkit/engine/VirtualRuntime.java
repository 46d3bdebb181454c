package io.github.leaderkit.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.store.LeaseSignal;
import io.github.leaderkit.store.LeaseStore;
import io.github.leaderkit.store.LeaseStoreException;

/**
 * One process in a {@link VirtualWorld}: clocks that follow the world's, and a network to
 * the store that can be slow or broken.
 */
final class VirtualRuntime implements ElectionRuntime {

	final List<StoreCall> calls = new ArrayList<>();

	private final VirtualWorld world;

	private final LeaseStore store;

	private final Duration commandTimeout;

	private final Map<String, Consumer<LeaseSignal>> listeners = new HashMap<>();

	private long wallOffset;

	private long pausedUntil;

	private boolean crashed;

	private boolean cutOff;

	private boolean repliesLost;

	private boolean silent;

	private Duration latency = Duration.ofNanos(200_000);

	private Duration announcing = Duration.ofNanos(50_000);

	VirtualRuntime(VirtualWorld world, LeaseStore store, Duration commandTimeout) {
		this.world = world;
		this.store = store;
		this.commandTimeout = commandTimeout;
	}

	/** Nothing of this process happens any more. */
	void crash() {
		this.crashed = true;
	}

	/** The process stands still while its clocks go on. */
	void pause(Duration duration) {
		this.pausedUntil = this.world.elapsed() + duration.toNanos();
	}

	/** Neither requests nor messages get through. */
	void cutOff(boolean value) {
		this.cutOff = value;
	}

	/** Requests arrive and take effect, replies do not. */
	void loseReplies(boolean value) {
		this.repliesLost = value;
	}

	/** Calls have no outcome any more, not even a failure. */
	void neverAnswer() {
		this.silent = true;
	}

	void latency(Duration value) {
		this.latency = value;
	}

	/** How long it takes until a listener is called. */
	void announcingTakes(Duration value) {
		this.announcing = value;
	}

	void stepWallClock(Duration step) {
		this.wallOffset += step.toMillis();
	}

	@Override
	public long nanoTime() {
		return this.world.nanoTime();
	}

	@Override
	public long currentTimeMillis() {
		return this.world.millis() + this.wallOffset;
	}

	@Override
	public double chance() {
		return this.world.random.nextDouble();
	}

	@Override
	public String newInstance() {
		return String.format("%016x%016x", this.world.random.nextLong(), this.world.random.nextLong());
	}

	@Override
	public void onLoop(Runnable task) {
		after(0, task);
	}

	@Override
	public Runnable after(long nanos, Runnable task) {
		return this.world.after(nanos, () -> whenAwake(task));
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

	@Override
	public void call(StoreCall call, Urgency urgency, Consumer<Outcome> then) {
		this.calls.add(call);
		if (this.silent) {
			return;
		}
		boolean[] done = new boolean[1];
		after(this.commandTimeout.toNanos(), () -> {
			if (!done[0]) {
				done[0] = true;
				then.accept(Outcome.of(new LeaseStoreException(ErrorKind.UNREACHABLE, "no reply in time", null)));
			}
		});
		if (this.cutOff) {
			return;
		}
		boolean lost = this.repliesLost;
		this.world.after(this.latency.toNanos() / 2, () -> {
			Outcome[] outcome = new Outcome[1];
			new StoreCalls(this.store, Runnable::run, 1).add(call, urgency, (result) -> outcome[0] = result);
			after(this.latency.toNanos() / 2, () -> {
				if (!lost && !done[0]) {
					done[0] = true;
					then.accept(outcome[0]);
				}
			});
		});
	}

	@Override
	public void subscribe(String key, Consumer<LeaseSignal> listener) {
		this.listeners.put(key, listener);
		this.store.subscribe(key, (signal) -> after(this.latency.toNanos() / 2, () -> {
			Consumer<LeaseSignal> current = this.listeners.get(key);
			if (current != null && !this.cutOff) {
				current.accept(signal);
			}
		}));
	}

	@Override
	public void unsubscribe(String key) {
		this.listeners.remove(key);
	}

	@Override
	public void announce(Runnable task) {
		after(this.announcing.toNanos(), task);
	}

	@Override
	public void complete(Runnable task) {
		onLoop(task);
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
		onLoop(then);
	}

}

package io.github.leaderkit.test.time;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import io.github.leaderkit.engine.runtime.ElectionRuntime;
import io.github.leaderkit.store.LeaseCall;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseResult;
import io.github.leaderkit.store.LeaseSignal;
import io.github.leaderkit.store.LeaseStore;
import io.github.leaderkit.test.time.ManualTask.Kind;

/**
 * No threads, and the clocks of a {@link ManualTime}. A call on the store takes no time.
 */
final class ManualRuntime implements ElectionRuntime {

	private final LeaseStore store;

	private final ManualTime time;

	ManualRuntime(LeaseStore store, ManualTime time) {
		this.store = store;
		this.time = time;
	}

	@Override
	public long nanoTime() {
		return this.time.nanoTime();
	}

	@Override
	public long currentTimeMillis() {
		return this.time.currentTimeMillis();
	}

	@Override
	public double chance() {
		return 0;
	}

	/**
	 * Either half was never used before: claims have only one.
	 */
	@Override
	public String newInstance() {
		return String.format("%016x", this.time.nextNumber()).repeat(2);
	}

	@Override
	public void onLoop(Runnable task) {
		this.time.add(Kind.LOOP, 0, task);
	}

	@Override
	public Runnable after(long nanos, Runnable task) {
		return this.time.add(Kind.LOOP, nanos, task);
	}

	@Override
	public Runnable every(long nanos, Runnable task) {
		AtomicBoolean ended = new AtomicBoolean();
		after(nanos, () -> repeat(nanos, task, ended));
		return () -> ended.set(true);
	}

	private void repeat(long nanos, Runnable task, AtomicBoolean ended) {
		if (!ended.get()) {
			task.run();
			after(nanos, () -> repeat(nanos, task, ended));
		}
	}

	@Override
	public void call(LeaseRequest call, Consumer<LeaseResult> then) {
		if (this.time.takeFailure()) {
			throw new IllegalStateException("There is no thread for a call on the store, as the test wants it");
		}
		onLoop(() -> this.store.execute(List.of(new LeaseCall(call, (result) -> onLoop(() -> then.accept(result))))));
	}

	@Override
	public void subscribe(String key, Consumer<LeaseSignal> listener) {
		this.store.subscribe(key, (signal) -> onLoop(() -> listener.accept(signal)));
	}

	@Override
	public void unsubscribe(String key) {
		this.store.unsubscribe(key);
	}

	@Override
	public void announce(Runnable task) {
		this.time.add(Kind.LISTENER, 0, task);
	}

	@Override
	public void complete(Runnable task) {
		this.time.add(Kind.COMPLETION, 0, task);
	}

	@Override
	public boolean hasThreads() {
		return false;
	}

	@Override
	public boolean isAnnouncing() {
		return this.time.isAnnouncing();
	}

	@Override
	public void catchUp() {
		this.time.catchUp();
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

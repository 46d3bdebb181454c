package io.github.leaderkit.test;

import io.github.leaderkit.context.LeaderElectionsLifecycle;

import org.springframework.context.SmartLifecycle;

/**
 * Lets the calls on the store work again when the application ends. Elections that stop
 * try again and again to release a lease, and nobody lets time pass any more: the
 * application would end at Spring's timeout.
 */
final class StoreHealer implements SmartLifecycle {

	private final TestLeaseStore store;

	private volatile boolean running;

	StoreHealer(TestLeaseStore store) {
		this.store = store;
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		this.store.healAll();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/**
	 * Just before the elections stop.
	 */
	@Override
	public int getPhase() {
		return LeaderElectionsLifecycle.PHASE + 1;
	}

}

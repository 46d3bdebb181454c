package io.github.leaderkit.context;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

import io.github.leaderkit.Leadership;
import io.github.leaderkit.engine.ElectionEngine;

import org.springframework.context.SmartLifecycle;

/**
 * Runs the elections while the application context runs, but not before they are armed:
 * whoever is promoted needs an application that is ready.
 *
 * <p>
 * Stops after web servers and schedulers, so that what they still do is guarded, and
 * before the connections to Redis, which are needed to hand the leadership over. A stop
 * from inside of guarded work, or from a listener of the elections, does not wait for
 * that very work: it returns, and is completed when the work has ended.
 */
public final class LeaderElectionsLifecycle implements SmartLifecycle {

	/**
	 * The phase of this lifecycle: below that of schedulers, above that of connections.
	 */
	public static final int PHASE = 1024;

	private final ElectionEngine engine;

	private final EligibilityVetoes eligibility;

	private final Object lock = new Object();

	private boolean armed;

	private volatile boolean running;

	/**
	 * Creates the lifecycle.
	 * @param engine runs the elections
	 * @param armed whether the first start contends at once; otherwise it waits for
	 * {@link #arm()}
	 */
	public LeaderElectionsLifecycle(ElectionEngine engine, boolean armed) {
		this(engine, armed, new EligibilityVetoes(engine, Map::of));
	}

	/**
	 * Creates the lifecycle.
	 * @param engine runs the elections
	 * @param armed whether the first start contends at once; otherwise it waits for
	 * {@link #arm()}
	 * @param eligibility asks whether this instance may lead, while the elections run
	 */
	public LeaderElectionsLifecycle(ElectionEngine engine, boolean armed, EligibilityVetoes eligibility) {
		this.engine = engine;
		this.eligibility = eligibility;
		this.armed = armed;
	}

	/**
	 * Lets the elections contend: now, if this lifecycle has been started, and at every
	 * later start.
	 */
	public void arm() {
		synchronized (this.lock) {
			this.armed = true;
		}
		contend();
	}

	@Override
	public void start() {
		synchronized (this.lock) {
			this.running = true;
		}
		contend();
	}

	/**
	 * Users are asked without a lock, and before: who may not lead must not be promoted.
	 */
	private void contend() {
		if (!isToContend()) {
			return;
		}
		this.eligibility.begin();
		synchronized (this.lock) {
			if (isToContend()) {
				this.engine.start();
			}
			else {
				this.eligibility.end();
			}
		}
	}

	private boolean isToContend() {
		synchronized (this.lock) {
			return this.running && this.armed;
		}
	}

	@Override
	public void stop() {
		CompletableFuture<Void> stopped = stopEngine().toCompletableFuture();
		if (isWaitedFor()) {
			return;
		}
		try {
			stopped.get();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("Could not stop the elections", ex.getCause());
		}
	}

	@Override
	public void stop(Runnable callback) {
		CompletionStage<Void> stopped = CompletableFuture.completedStage(null);
		try {
			stopped = stopEngine();
		}
		finally {
			if (isWaitedFor()) {
				callback.run();
			}
			else {
				stopped.whenComplete((done, failure) -> callback.run());
			}
		}
	}

	private CompletionStage<Void> stopEngine() {
		synchronized (this.lock) {
			this.running = false;
			this.eligibility.end();
			return this.engine.stop();
		}
	}

	/**
	 * Whether the elections, which drain before they stop, wait for the calling thread.
	 */
	private boolean isWaitedFor() {
		return Leadership.current().isPresent() || this.engine.isAnnouncing();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}

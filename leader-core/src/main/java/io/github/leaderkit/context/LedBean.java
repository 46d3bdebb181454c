package io.github.leaderkit.context;

import java.lang.reflect.Method;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElection.GuardedCall;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.Lifecycle;
import org.springframework.context.Phased;
import org.springframework.context.SmartLifecycle;

/**
 * A bean that runs only while this instance leads. As an interceptor of the bean it keeps
 * others from starting it on an instance that does not lead.
 */
final class LedBean implements MethodInterceptor {

	private static final Logger logger = LoggerFactory.getLogger(LedBean.class);

	private final String name;

	private volatile Lifecycle bean;

	private volatile FlowComponents components = FlowComponents.none();

	private volatile Supplier<Optional<LeaderElection>> election = Optional::empty;

	/**
	 * Held by starts, and where the bean is stopped since this instance does not lead.
	 */
	private final ReentrantLock starting = new ReentrantLock();

	/** Whether the bean reported just after its start that it did not run. */
	private volatile boolean unreported;

	LedBean(String name, Lifecycle bean) {
		this.name = name;
		this.bean = bean;
	}

	/**
	 * Replaces the bean by the same with this interceptor around it.
	 */
	void become(Lifecycle intercepted) {
		this.bean = intercepted;
	}

	void consistOf(FlowComponents components) {
		this.components = components;
	}

	void follow(Supplier<Optional<LeaderElection>> election) {
		this.election = election;
	}

	String name() {
		return this.name;
	}

	int phase() {
		return (this.bean instanceof Phased phased) ? phased.getPhase() : 0;
	}

	/**
	 * Whether anything of the bean runs, for all that is known.
	 */
	boolean isRunning() {
		return saysThatItRuns() || this.unreported;
	}

	private boolean saysThatItRuns() {
		return this.bean.isRunning() || this.components.areRunning();
	}

	void start() throws Throwable {
		if (!this.bean.isRunning()) {
			start(this::startBean);
		}
	}

	private @Nullable Object startBean() {
		this.bean.start();
		return null;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		Method method = invocation.getMethod();
		if (method.getParameterCount() == 0 && method.getName().equals("isAutoStartup")) {
			return false;
		}
		if (method.getParameterCount() == 0 && method.getName().equals("start")) {
			start(invocation::proceed);
			return null;
		}
		return invocation.proceed();
	}

	private void start(Start start) throws Throwable {
		GuardedCall call = this.election.get().map(LeaderElection::tryEnter).orElse(null);
		if (call == null) {
			logger.info("The bean '{}' is not started: this instance does not lead", this.name);
			return;
		}
		try (call; StartingThread thread = new StartingThread()) {
			call.onDemotion(thread::interrupt);
			this.starting.lockInterruptibly();
			try {
				start.proceed();
			}
			finally {
				this.starting.unlock();
			}
			this.unreported = !saysThatItRuns();
			if (!call.leadership().isValid()) {
				// The demotion may have been published when there was nothing to stop
				stop();
			}
		}
	}

	/**
	 * Asks the bean to stop.
	 * @return completes when it has stopped or failed to, never exceptionally
	 */
	CompletableFuture<Void> stop() {
		return stop((failure) -> logger.error(
				"The bean '{}' could not be stopped, and may still run while another instance " + "leads", this.name,
				failure));
	}

	/**
	 * Asks the bean to stop, though it need not run.
	 * @param onFailure given what it has thrown
	 * @return completes when it has stopped or failed to, never exceptionally
	 */
	CompletableFuture<Void> stop(Consumer<Throwable> onFailure) {
		CompletableFuture<Void> stopped = new CompletableFuture<>();
		if (this.unreported && !saysThatItRuns()) {
			logger.warn("The bean '{}' was started and is stopped, although its isRunning() is false. Let "
					+ "isRunning() return true while it runs", this.name);
		}
		this.unreported = false;
		try {
			if (this.bean instanceof SmartLifecycle smart) {
				smart.stop(() -> stopped.complete(null));
			}
			else {
				this.bean.stop();
				stopped.complete(null);
			}
		}
		catch (Throwable ex) {
			onFailure.accept(ex);
			stopped.complete(null);
		}
		return stopped.thenRun(() -> this.components.stop(onFailure));
	}

	/**
	 * Stops the bean if it runs and this instance does not lead.
	 */
	void stopUnlessLeading() {
		unlessLeading(() -> {
			if (isRunning()) {
				logger.info("The bean '{}' is stopped: this instance does not lead", this.name);
				stop();
			}
		});
	}

	/**
	 * Stops the bean if it runs and this instance does not lead. Nobody was asked to
	 * start it, so it has started itself; an executor runs from the beginning, and does
	 * nothing.
	 */
	void stopSelfStarted() {
		if (this.bean instanceof Executor) {
			stopUnlessLeading();
			return;
		}
		unlessLeading(() -> {
			if (isRunning()) {
				warnOfSelfStart();
				stop();
			}
		});
	}

	void warnOfSelfStart() {
		logger.warn("The bean '{}' has started itself on an instance that does not lead, and is stopped. Let only "
				+ "its start() start it", this.name);
	}

	/**
	 * Does something while the bean is not started, unless this instance leads.
	 */
	void unlessLeading(Runnable action) {
		this.starting.lock();
		try {
			if (!this.election.get().map(LeaderElection::isLeader).orElse(false)) {
				action.run();
			}
		}
		finally {
			this.starting.unlock();
		}
	}

	@Override
	public String toString() {
		return this.name;
	}

	/**
	 * The start of the bean, or what is left of it inside of this interceptor.
	 */
	@FunctionalInterface
	private interface Start {

		@Nullable Object proceed() throws Throwable;

	}

}

package io.github.leaderkit.context;

import java.lang.reflect.Method;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
 * A bean that runs only while this instance leads. As an interceptor of the bean it lets
 * nobody else start it on an instance that does not lead.
 */
final class LedBean implements MethodInterceptor {

	private static final Logger logger = LoggerFactory.getLogger(LedBean.class);

	private final String name;

	private volatile Lifecycle bean;

	private volatile Supplier<Optional<LeaderElection>> election = Optional::empty;

	LedBean(String name, Lifecycle bean) {
		this.name = name;
		this.bean = bean;
	}

	/**
	 * Takes the place of the bean: itself with this interceptor around it.
	 */
	void become(Lifecycle intercepted) {
		this.bean = intercepted;
	}

	void follow(Supplier<Optional<LeaderElection>> election) {
		this.election = election;
	}

	int phase() {
		return (this.bean instanceof Phased phased) ? phased.getPhase() : 0;
	}

	boolean isRunning() {
		return this.bean.isRunning();
	}

	void start() throws Throwable {
		if (!isRunning()) {
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
			start.proceed();
			if (!call.leadership().isValid()) {
				// The demotion may have been told already, when there was nothing to stop
				stop();
			}
		}
	}

	/**
	 * Asks the bean to stop.
	 * @return completes when it has stopped or failed to, never exceptionally
	 */
	CompletableFuture<Void> stop() {
		CompletableFuture<Void> stopped = new CompletableFuture<>();
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
			logger.error("The bean '{}' could not be stopped, and may go on while another instance leads", this.name,
					ex);
			stopped.complete(null);
		}
		return stopped;
	}

	/**
	 * Stops the bean if it runs and this instance does not lead.
	 */
	void stopUnlessLeading() {
		boolean leads = this.election.get().map(LeaderElection::isLeader).orElse(false);
		if (!leads && isRunning()) {
			logger.info("The bean '{}' is stopped: this instance does not lead", this.name);
			stop();
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

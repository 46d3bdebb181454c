package io.github.leaderkit.context;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

import io.github.leaderkit.DurationText;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElection.Registration;
import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipEvent.Demoted;
import io.github.leaderkit.LeadershipEvent.Promoted;
import io.github.leaderkit.LeadershipListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The beans that run only while this instance leads one election. The lease is held while
 * this listener handles a demotion by resignation or stop, so it does not return before
 * they have stopped.
 */
final class LedBeans implements LeadershipListener {

	private static final Logger logger = LoggerFactory.getLogger(LedBeans.class);

	private final String name;

	private final LeaderElections elections;

	private final BooleanSupplier closing;

	private final List<LedBean> beans = new ArrayList<>();

	private @Nullable LeaderElection led;

	private boolean failing;

	/**
	 * Creates a group without beans.
	 * @param name the name of the election
	 * @param elections where to find it
	 * @param closing whether the application is being closed, and nothing is to be
	 * started any more
	 */
	LedBeans(String name, LeaderElections elections, BooleanSupplier closing) {
		this.name = name;
		this.elections = elections;
		this.closing = closing;
	}

	void add(LedBean bean) {
		bean.follow(() -> this.elections.find(this.name));
		this.beans.add(bean);
	}

	@Override
	public void onEvent(LeadershipEvent event) {
		if (event.election().equals(this.name)) {
			if (event instanceof Promoted) {
				this.elections.find(this.name).ifPresent(this::start);
			}
			else if (event instanceof Demoted && this.led != null) {
				stop(this.led);
			}
		}
	}

	private void start(LeaderElection election) {
		this.led = election;
		if (this.closing.getAsBoolean()) {
			election.resign();
			return;
		}
		for (LedBean bean : inPhases(Comparator.naturalOrder()).values().stream().flatMap(List::stream).toList()) {
			try {
				bean.start();
			}
			catch (Throwable ex) {
				failed(election, bean, ex);
				return;
			}
		}
		this.failing = false;
	}

	/**
	 * Gives the leadership up. What was started is stopped on the demotion.
	 */
	private void failed(LeaderElection election, LedBean bean, Throwable failure) {
		if (!election.isLeader()) {
			logger.warn("Election '{}': the leadership ended before the bean '{}' had started: {}", this.name, bean,
					failure.toString());
		}
		else if (this.failing) {
			logger.warn("Election '{}': the bean '{}' could not be started once more: {}", this.name, bean,
					failure.toString());
		}
		else {
			this.failing = true;
			logger.error("Election '{}': the bean '{}' could not be started. The leadership is given up so that "
					+ "another instance may try", this.name, bean, failure);
		}
		election.resign();
	}

	/**
	 * Keeps this instance from leading until all beans have stopped, however long that
	 * takes: an election that it won meanwhile would be a leadership without them.
	 */
	private void stop(LeaderElection election) {
		this.led = null;
		List<LedBean> running = this.beans.stream().filter(LedBean::isRunning).toList();
		if (!running.isEmpty()) {
			Registration veto = election.veto("beans that run only while it leads are stopping: " + running);
			stopInPhases(election.settings().drainTimeout()).whenComplete((done, failure) -> veto.close());
		}
	}

	private CompletableFuture<Void> stopInPhases(Duration timeout) {
		List<CompletableFuture<Void>> all = new ArrayList<>();
		for (Collection<LedBean> phase : inPhases(Comparator.reverseOrder()).values()) {
			List<LedBean> running = phase.stream().filter(LedBean::isRunning).toList();
			CompletableFuture<Void> stopped = CompletableFuture
				.allOf(running.stream().map(LedBean::stop).toArray(CompletableFuture<?>[]::new));
			all.add(stopped);
			await(stopped, running, timeout);
		}
		return CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new));
	}

	private void await(CompletableFuture<Void> stopped, List<LedBean> beans, Duration timeout) {
		try {
			stopped.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			logger.warn("Election '{}': not all of the beans {} have stopped within {}; they may still run "
					+ "while another instance leads", this.name, beans, DurationText.of(timeout));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private SortedMap<Integer, List<LedBean>> inPhases(Comparator<Integer> order) {
		SortedMap<Integer, List<LedBean>> phases = new TreeMap<>(order);
		this.beans.forEach((bean) -> phases.computeIfAbsent(bean.phase(), (phase) -> new ArrayList<>()).add(bean));
		return phases;
	}

}

package io.github.leaderkit.engine.runtime;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Consumer;

import io.github.leaderkit.store.LeaseCall;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseResult;
import io.github.leaderkit.store.LeaseSignal;
import io.github.leaderkit.store.LeaseStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The real clocks and threads, whatever the number of elections: {@code leader-loop}
 * decides, up to four {@code leader-events} call listeners, and
 * {@code leader-completions} complete what users wait for. All are daemons, and while
 * nothing is started there are none.
 *
 * <p>
 * Tasks of the loop run one at a time, but not always on its thread. A thread of the
 * driver that brings an answer or a message handles it itself if no other task is
 * running. A thread for events, if one is idle, decides on what the application asks for,
 * and publishes the result without waking another thread.
 */
public final class ThreadedElectionRuntime implements ElectionRuntime {

	private static final Logger logger = LoggerFactory.getLogger(ThreadedElectionRuntime.class);

	private static final int MAX_CALLS_TOGETHER = 100;

	private static final int ANNOUNCING_THREADS = 4;

	private static final int KEEP_ALIVE_MILLIS = 200;

	private final SecureRandom identities = new SecureRandom();

	private final LeaseStore store;

	private final Runnable rehearsal;

	private final ScheduledThreadPoolExecutor loop;

	private final ThreadPoolExecutor announcing;

	private final LinkedTransferQueue<Runnable> announcements = new LinkedTransferQueue<>();

	private final ThreadPoolExecutor completing;

	private final TaskQueue tasks;

	/** Used on the loop only, like the fields below. */
	private final AlarmQueue alarms = new AlarmQueue();

	/** Asked for by tasks that were run since the last flush. */
	private final List<LeaseCall> calls = new ArrayList<>();

	private @Nullable Future<?> timer;

	private long timerTime;

	/**
	 * Creates a runtime that has no thread before it is started.
	 * @param store where the leases live
	 * @param rehearsal run beside the loop at each start; nothing depends on it
	 */
	public ThreadedElectionRuntime(LeaseStore store, Runnable rehearsal) {
		this.store = store;
		this.rehearsal = rehearsal;
		this.loop = new ScheduledThreadPoolExecutor(0, new Threads("leader-loop", Thread::new));
		this.loop.setMaximumPoolSize(1);
		this.loop.setRemoveOnCancelPolicy(true);
		this.loop.setKeepAliveTime(KEEP_ALIVE_MILLIS, TimeUnit.MILLISECONDS);
		this.tasks = new TaskQueue(this::wake, this::nanoTime, this::flushIfMany, this::rest);
		this.announcing = new ThreadPoolExecutor(0, ANNOUNCING_THREADS, KEEP_ALIVE_MILLIS, TimeUnit.MILLISECONDS,
				this.announcements, new Threads("leader-events", AnnouncingThread::new));
		// without a limit: a user who waits for one completion in another must not wait
		// for ever
		this.completing = new ThreadPoolExecutor(0, Integer.MAX_VALUE, KEEP_ALIVE_MILLIS, TimeUnit.MILLISECONDS,
				new SynchronousQueue<>(), new Threads("leader-completions", Thread::new));
	}

	/**
	 * A listener may hold up any thread for events, but not one that is idle: such a
	 * thread takes the decisions now, or else the loop does.
	 */
	private void wake(Runnable decisions) {
		boolean taken = this.announcements
			.tryTransfer(() -> Objects.requireNonNull(announcingThread()).decide(decisions));
		if (!taken) {
			this.loop.execute(decisions);
		}
	}

	@Override
	public long nanoTime() {
		return System.nanoTime();
	}

	@Override
	public long currentTimeMillis() {
		return System.currentTimeMillis();
	}

	@Override
	public double chance() {
		return ThreadLocalRandom.current().nextDouble();
	}

	@Override
	public String newInstance() {
		byte[] bytes = new byte[16];
		this.identities.nextBytes(bytes);
		return HexFormat.of().formatHex(bytes);
	}

	@Override
	public void onLoop(Runnable task) {
		this.tasks.add(task);
	}

	@Override
	public void onLoopOrHere(Runnable task) {
		this.tasks.addOrRun(task);
	}

	@Override
	public Runnable after(long nanos, Runnable task) {
		Future<?> timer = this.loop.schedule(() -> this.tasks.run(task), nanos, TimeUnit.NANOSECONDS);
		return () -> timer.cancel(false);
	}

	@Override
	public Runnable every(long nanos, Runnable task) {
		Future<?> timer = this.loop.scheduleWithFixedDelay(() -> runRegularly(task), nanos, nanos,
				TimeUnit.NANOSECONDS);
		return () -> timer.cancel(false);
	}

	/** A task that throws would not be run again. */
	private void runRegularly(Runnable task) {
		try {
			this.tasks.run(task);
		}
		catch (Throwable ex) {
			logger.error("What is done regularly has failed", ex);
		}
	}

	@Override
	public Alarm alarm(Runnable task) {
		return this.alarms.create(task);
	}

	/**
	 * The timer may come before the earliest alarm, if that was set anew. After so many
	 * alarms the rest waits for the next timer, so that other tasks come in between.
	 */
	private void ring() {
		this.timer = null;
		for (int i = 0; i < MAX_CALLS_TOGETHER; i++) {
			Runnable due = this.alarms.takeDue(nanoTime());
			if (due == null) {
				return;
			}
			due.run();
		}
	}

	/**
	 * There is one timer for all alarms. One that comes too early stays, since to make
	 * another for each alarm costs more. One that comes for nothing does not: it would
	 * keep a thread when all is stopped.
	 */
	private void setTimer() {
		Future<?> before = this.timer;
		if (this.alarms.isEmpty()) {
			this.timer = null;
			if (before != null) {
				before.cancel(false);
			}
			return;
		}
		long earliest = this.alarms.earliest();
		if (before == null || earliest - this.timerTime < 0) {
			this.timer = this.loop.schedule(() -> this.tasks.run(this::ring), earliest - nanoTime(),
					TimeUnit.NANOSECONDS);
			this.timerTime = earliest;
			if (before != null) {
				before.cancel(false);
			}
		}
	}

	/**
	 * Requests go to the store together when the loop has nothing left to do at this
	 * moment.
	 */
	@Override
	public void call(LeaseRequest request, Consumer<LeaseResult> then) {
		this.calls.add(new LeaseCall(request, (result) -> onLoopOrHere(() -> then.accept(result))));
	}

	/**
	 * A request does not wait for many decisions on others, since it must take effect
	 * within a time that is counted from its own.
	 */
	private void flushIfMany() {
		if (this.calls.size() >= MAX_CALLS_TOGETHER) {
			flush();
		}
	}

	private void rest() {
		try {
			if (!this.calls.isEmpty()) {
				flush();
			}
		}
		finally {
			setTimer();
		}
	}

	private void flush() {
		List<LeaseCall> together = List.copyOf(this.calls);
		this.calls.clear();
		this.store.execute(together);
	}

	@Override
	public void subscribe(String key, Consumer<LeaseSignal> listener) {
		this.store.subscribe(key, (signal) -> onLoopOrHere(() -> listener.accept(signal)));
	}

	@Override
	public void unsubscribe(String key) {
		this.store.unsubscribe(key);
	}

	@Override
	public void announce(Runnable task) {
		AnnouncingThread thread = announcingThread();
		if (thread == null || !thread.keep(task)) {
			this.announcing.execute(task);
		}
	}

	private @Nullable AnnouncingThread announcingThread() {
		return (Thread.currentThread() instanceof AnnouncingThread thread && thread.isOf(this)) ? thread : null;
	}

	@Override
	public void complete(Runnable task) {
		this.completing.execute(task);
	}

	@Override
	public boolean isAnnouncing() {
		return announcingThread() != null;
	}

	@Override
	public void start() {
		this.store.open();
		this.loop.setCorePoolSize(1);
		this.announcing.setCorePoolSize(ANNOUNCING_THREADS);
		rehearse();
	}

	private void rehearse() {
		try {
			this.completing.execute(() -> {
				try {
					this.rehearsal.run();
				}
				catch (Throwable ex) {
					logger.debug("The first leadership takes a little longer", ex);
				}
			});
		}
		catch (Throwable ex) {
			logger.debug("There is no thread to rehearse on", ex);
		}
	}

	@Override
	public void stop(Runnable then) {
		this.loop.setCorePoolSize(0);
		this.announcing.setCorePoolSize(0);
		Runnable closing = () -> {
			try {
				this.store.close();
			}
			catch (RuntimeException ex) {
				logger.warn("The connections of the elections could not be closed", ex);
			}
			finally {
				then.run();
			}
		};
		try {
			this.completing.execute(closing);
		}
		catch (Throwable ex) {
			// There is no other thread
			closing.run();
		}
	}

	/**
	 * Recognised by its class: a thread that a listener starts may inherit anything else.
	 */
	private final class AnnouncingThread extends Thread {

		private boolean deciding;

		private @Nullable Runnable kept;

		private AnnouncingThread(Runnable task, String name) {
			super(task, name);
		}

		/**
		 * Runs decisions, and then the first announcement that they make. To be called on
		 * this thread, like the next method.
		 */
		private void decide(Runnable decisions) {
			this.deciding = true;
			try {
				decisions.run();
			}
			finally {
				this.deciding = false;
				Runnable announcement = this.kept;
				this.kept = null;
				if (announcement != null) {
					announcement.run();
				}
			}
		}

		/**
		 * Keeps an announcement until the decisions are made.
		 * @return whether it is kept
		 */
		private boolean keep(Runnable announcement) {
			if (!this.deciding || this.kept != null) {
				return false;
			}
			this.kept = announcement;
			return true;
		}

		private boolean isOf(ThreadedElectionRuntime runtime) {
			return ThreadedElectionRuntime.this == runtime;
		}

	}

	/**
	 * Makes daemon threads with a number in their names.
	 */
	private static final class Threads implements ThreadFactory {

		private final AtomicInteger count = new AtomicInteger();

		private final String prefix;

		private final BiFunction<Runnable, String, Thread> constructor;

		private Threads(String prefix, BiFunction<Runnable, String, Thread> constructor) {
			this.prefix = prefix;
			this.constructor = constructor;
		}

		@Override
		public Thread newThread(Runnable task) {
			Thread thread = this.constructor.apply(task, this.prefix + "-" + this.count.incrementAndGet());
			thread.setDaemon(true);
			return thread;
		}

	}

}

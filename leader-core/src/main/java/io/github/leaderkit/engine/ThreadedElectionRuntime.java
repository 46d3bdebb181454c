package io.github.leaderkit.engine;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Consumer;

import io.github.leaderkit.store.LeaseSignal;
import io.github.leaderkit.store.LeaseStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The real clocks and threads. Their number does not depend on that of the elections: one
 * loop, and a few threads each for I/O and for announcing. All are daemons, and while
 * nothing is started there are none.
 */
final class ThreadedElectionRuntime implements ElectionRuntime {

	private static final Logger logger = LoggerFactory.getLogger(ThreadedElectionRuntime.class);

	private static final int IO_THREADS = 4;

	private static final int ANNOUNCING_THREADS = 4;

	private static final int KEEP_ALIVE_MILLIS = 200;

	private final SecureRandom identities = new SecureRandom();

	private final LeaseStore store;

	private final ScheduledThreadPoolExecutor loop;

	private final ThreadPoolExecutor io;

	private final ThreadPoolExecutor announcing;

	private final ThreadPoolExecutor completing;

	private final StoreCalls calls;

	ThreadedElectionRuntime(LeaseStore store) {
		this.store = store;
		this.loop = new ScheduledThreadPoolExecutor(0, new Threads("leader-loop", Thread::new));
		this.loop.setMaximumPoolSize(1);
		this.loop.setRemoveOnCancelPolicy(true);
		this.loop.setKeepAliveTime(KEEP_ALIVE_MILLIS, TimeUnit.MILLISECONDS);
		this.io = pool(new Threads("leader-io", Thread::new), IO_THREADS);
		this.announcing = pool(new Threads("leader-events", AnnouncingThread::new), ANNOUNCING_THREADS);
		// as many as are needed: who waits for one completion in another must not wait
		// for ever
		this.completing = new ThreadPoolExecutor(0, Integer.MAX_VALUE, KEEP_ALIVE_MILLIS, TimeUnit.MILLISECONDS,
				new SynchronousQueue<>(), new Threads("leader-completions", Thread::new));
		this.calls = new StoreCalls(store, this.io, IO_THREADS);
	}

	private static ThreadPoolExecutor pool(ThreadFactory factory, int size) {
		return new ThreadPoolExecutor(0, size, KEEP_ALIVE_MILLIS, TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(),
				factory);
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
		this.loop.execute(task);
	}

	@Override
	public Runnable after(long nanos, Runnable task) {
		Future<?> timer = this.loop.schedule(task, nanos, TimeUnit.NANOSECONDS);
		return () -> timer.cancel(false);
	}

	@Override
	public void call(StoreCall call, Urgency urgency, Consumer<Outcome> then) {
		this.calls.add(call, urgency, (outcome) -> onLoop(() -> then.accept(outcome)));
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
		this.announcing.execute(task);
	}

	@Override
	public void complete(Runnable task) {
		this.completing.execute(task);
	}

	@Override
	public boolean isAnnouncing() {
		return Thread.currentThread() instanceof AnnouncingThread thread && thread.isOf(this);
	}

	@Override
	public void start() {
		this.store.open();
		this.loop.setCorePoolSize(1);
		this.io.setCorePoolSize(IO_THREADS);
		this.announcing.setCorePoolSize(ANNOUNCING_THREADS);
	}

	@Override
	public void stop(Runnable then) {
		this.loop.setCorePoolSize(0);
		this.announcing.setCorePoolSize(0);
		this.io.execute(() -> {
			this.io.setCorePoolSize(0);
			try {
				this.store.close();
			}
			catch (RuntimeException ex) {
				logger.warn("The connections of the elections could not be closed", ex);
			}
			finally {
				then.run();
			}
		});
	}

	/**
	 * Known by its class: threads that a listener starts inherit anything else.
	 */
	private final class AnnouncingThread extends Thread {

		private AnnouncingThread(Runnable task, String name) {
			super(task, name);
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

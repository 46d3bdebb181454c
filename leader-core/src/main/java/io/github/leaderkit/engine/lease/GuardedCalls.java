package io.github.leaderkit.engine.lease;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

import io.github.leaderkit.ElectionStatus.Work;
import io.github.leaderkit.LeaderElection.GuardedCall;
import io.github.leaderkit.Leadership;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets guarded work in and knows when the last has left.
 *
 * <p>
 * Work registers first and looks at the lease then. The other way round, a drain could
 * count none, release the lease, and the registration would land afterwards.
 */
public final class GuardedCalls {

	private static final Logger logger = LoggerFactory.getLogger(GuardedCalls.class);

	private final LeaseCell cell;

	private final Consumer<Tenure> onEmpty;

	private final Consumer<Runnable> later;

	/** Made when it is first needed: most work notifies when it is done. */
	private @Nullable PolledFutures unfinished;

	private final boolean logged;

	private final LongAdder entered = new LongAdder();

	private final LongAdder finished = new LongAdder();

	private final LongAdder refused = new LongAdder();

	/**
	 * Creates the register.
	 * @param cell the lease to look at
	 * @param onEmpty called once, when the last work of a tenure has left that lets no
	 * more in; must not block
	 * @param later does something in a while, when futures are looked at again that do
	 * not notify when they are done
	 * @param logged whether the log of the work shows its term
	 */
	public GuardedCalls(LeaseCell cell, Consumer<Tenure> onEmpty, Consumer<Runnable> later, boolean logged) {
		this.cell = cell;
		this.onEmpty = onEmpty;
		this.later = later;
		this.logged = logged;
	}

	public @Nullable GuardedCall tryEnter(Duration minRemaining) {
		GuardedCall call = enter(minRemaining);
		((call != null) ? this.entered : this.refused).increment();
		return call;
	}

	private @Nullable GuardedCall enter(Duration minRemaining) {
		Tenure tenure = this.cell.peekTenure();
		if (tenure == null || !register(tenure)) {
			return null;
		}
		Call call = null;
		try {
			if (this.cell.leads(tenure) && lasts(tenure, minRemaining)) {
				call = new Call(tenure);
			}
		}
		finally {
			if (call == null) {
				exit(tenure);
			}
		}
		return call;
	}

	/**
	 * The counts. While work comes and goes, they may be of slightly different moments.
	 */
	public Work counts() {
		long gone = this.finished.sum();
		long come = this.entered.sum();
		return new Work((int) Math.max(come - gone, 0), come, this.refused.sum());
	}

	private static boolean register(Tenure tenure) {
		return tenure.enter() || (isCurrent(tenure.leadership()) && tenure.join());
	}

	private static boolean isCurrent(Leadership leadership) {
		return Leadership.current().orElse(null) == leadership;
	}

	private static boolean lasts(Tenure tenure, Duration minRemaining) {
		return minRemaining.isZero() || tenure.leadership().remaining().compareTo(minRemaining) >= 0;
	}

	private void exit(Tenure tenure) {
		if (tenure.exit()) {
			this.onEmpty.accept(tenure);
		}
	}

	private synchronized PolledFutures unfinished() {
		PolledFutures futures = this.unfinished;
		if (futures == null) {
			futures = new PolledFutures(this.later);
			this.unfinished = futures;
		}
		return futures;
	}

	private final class Call implements GuardedCall {

		private final Tenure tenure;

		private final AtomicBoolean closed = new AtomicBoolean();

		/** The thread on which the leadership is current, until it is detached. */
		private @Nullable Thread thread = Thread.currentThread();

		private final Leadership.Scope scope;

		private volatile @Nullable Cancellation cancellation;

		private Call(Tenure tenure) {
			this.tenure = tenure;
			Leadership leadership = tenure.leadership();
			this.scope = GuardedCalls.this.logged ? new MdcScope(leadership) : leadership.makeCurrent();
		}

		@Override
		public Leadership leadership() {
			return this.tenure.leadership();
		}

		/**
		 * On any other thread it would take away what is current there.
		 */
		@Override
		public void detach() {
			if (this.thread == Thread.currentThread()) {
				this.thread = null;
				this.scope.close();
			}
		}

		@Override
		public void closeWhenDone(Future<?> work) {
			detach();
			if (!closesWhenComplete(work)) {
				unfinished().whenDone(work, this::close);
			}
		}

		private boolean closesWhenComplete(Future<?> work) {
			try {
				if (work instanceof CompletionStage<?> stage) {
					stage.whenComplete((result, failure) -> close());
					return true;
				}
			}
			catch (RuntimeException ex) {
				logger.debug("{} does not notify when it is complete", work.getClass().getName(), ex);
			}
			return false;
		}

		@Override
		public void onDemotion(Runnable action) {
			drop();
			Cancellation added = new Cancellation(leadership(), action);
			this.cancellation = added;
			this.tenure.addCancellation(added);
			if (this.closed.get()) {
				drop();
			}
			else if (!leadership().isValid()) {
				this.tenure.removeCancellation(added);
				added.run();
			}
		}

		private void drop() {
			Cancellation dropped = this.cancellation;
			if (dropped != null) {
				dropped.drop();
				this.tenure.removeCancellation(dropped);
			}
		}

		@Override
		public void close() {
			if (this.closed.compareAndSet(false, true)) {
				try {
					drop();
					detach();
				}
				finally {
					exit(this.tenure);
					GuardedCalls.this.finished.increment();
				}
			}
		}

	}

}

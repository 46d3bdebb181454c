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

	private final Consumer<Campaign> onEmpty;

	private final UnfinishedWork unfinished;

	private final boolean logged;

	private final LongAdder entered = new LongAdder();

	private final LongAdder left = new LongAdder();

	private final LongAdder refused = new LongAdder();

	/**
	 * Creates the register.
	 * @param cell the lease to look at
	 * @param onEmpty told once, when the last work of a campaign has left that lets no
	 * more in; must not block
	 * @param later does something in a while, when futures are looked at again that tell
	 * nobody that they are done
	 * @param logged whether the log of the work shows its term
	 */
	public GuardedCalls(LeaseCell cell, Consumer<Campaign> onEmpty, Consumer<Runnable> later, boolean logged) {
		this.cell = cell;
		this.onEmpty = onEmpty;
		this.unfinished = new UnfinishedWork(later);
		this.logged = logged;
	}

	public @Nullable GuardedCall tryEnter(Duration minRemaining) {
		GuardedCall call = enter(minRemaining);
		((call != null) ? this.entered : this.refused).increment();
		return call;
	}

	private @Nullable GuardedCall enter(Duration minRemaining) {
		Campaign campaign = this.cell.peekCampaign();
		if (campaign == null || !register(campaign)) {
			return null;
		}
		Call call = null;
		try {
			if (this.cell.leads(campaign) && lasts(campaign, minRemaining)) {
				call = new Call(campaign);
			}
		}
		finally {
			if (call == null) {
				exit(campaign);
			}
		}
		return call;
	}

	/**
	 * What was counted. Counts that are read while work comes and goes are those of
	 * moments close to each other.
	 */
	public Work counts() {
		long gone = this.left.sum();
		long come = this.entered.sum();
		return new Work((int) Math.max(come - gone, 0), come, this.refused.sum());
	}

	private static boolean register(Campaign campaign) {
		return campaign.enter() || (isCurrent(campaign.leadership()) && campaign.join());
	}

	private static boolean isCurrent(Leadership leadership) {
		return Leadership.current().orElse(null) == leadership;
	}

	private static boolean lasts(Campaign campaign, Duration minRemaining) {
		return minRemaining.isZero() || campaign.leadership().remaining().compareTo(minRemaining) >= 0;
	}

	private void exit(Campaign campaign) {
		if (campaign.exit()) {
			this.onEmpty.accept(campaign);
		}
	}

	private final class Call implements GuardedCall {

		private final Campaign campaign;

		private final AtomicBoolean closed = new AtomicBoolean();

		/** The thread on which the leadership is current, until it is let go of. */
		private @Nullable Thread thread = Thread.currentThread();

		private final Leadership.Scope scope;

		private volatile @Nullable Cancellation cancellation;

		private Call(Campaign campaign) {
			this.campaign = campaign;
			Leadership leadership = campaign.leadership();
			this.scope = GuardedCalls.this.logged ? new LoggedScope(leadership) : leadership.makeCurrent();
		}

		@Override
		public Leadership leadership() {
			return this.campaign.leadership();
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
			if (!isHeardOf(work)) {
				GuardedCalls.this.unfinished.whenDone(work, this::close);
			}
		}

		private boolean isHeardOf(Future<?> work) {
			try {
				if (work instanceof CompletionStage<?> stage) {
					stage.whenComplete((result, failure) -> close());
					return true;
				}
			}
			catch (RuntimeException ex) {
				logger.debug("{} does not tell when it is complete", work.getClass().getName(), ex);
			}
			return false;
		}

		@Override
		public void onDemotion(Runnable action) {
			drop();
			Cancellation added = new Cancellation(leadership(), action);
			this.cancellation = added;
			this.campaign.addCancellation(added);
			if (this.closed.get()) {
				drop();
			}
			else if (!leadership().isValid()) {
				this.campaign.removeCancellation(added);
				added.run();
			}
		}

		private void drop() {
			Cancellation dropped = this.cancellation;
			if (dropped != null) {
				dropped.drop();
				this.campaign.removeCancellation(dropped);
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
					exit(this.campaign);
					GuardedCalls.this.left.increment();
				}
			}
		}

	}

}

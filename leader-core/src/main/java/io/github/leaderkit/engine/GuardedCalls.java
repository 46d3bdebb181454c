package io.github.leaderkit.engine;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

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
final class GuardedCalls {

	private static final Logger logger = LoggerFactory.getLogger(GuardedCalls.class);

	private final LeaseCell cell;

	private final Consumer<Campaign> onEmpty;

	private final Consumer<Runnable> later;

	private final boolean logged;

	/**
	 * Creates the register.
	 * @param cell the lease to look at
	 * @param onEmpty told once, when the last work of a campaign has left that lets no
	 * more in; must not block
	 * @param later does something in a while, when futures are looked at again that tell
	 * nobody that they are done
	 * @param logged whether the log of the work shows its term
	 */
	GuardedCalls(LeaseCell cell, Consumer<Campaign> onEmpty, Consumer<Runnable> later, boolean logged) {
		this.cell = cell;
		this.onEmpty = onEmpty;
		this.later = later;
		this.logged = logged;
	}

	@Nullable GuardedCall tryEnter(Duration minRemaining) {
		Campaign campaign = this.cell.peekCampaign();
		if (campaign == null || !register(campaign)) {
			return null;
		}
		if (this.cell.leads(campaign) && lasts(campaign, minRemaining)) {
			return new Call(campaign);
		}
		exit(campaign);
		return null;
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

		private Leadership.@Nullable Scope scope;

		private volatile @Nullable Runnable cancellation;

		private Call(Campaign campaign) {
			this.campaign = campaign;
			Leadership leadership = campaign.leadership();
			this.scope = GuardedCalls.this.logged ? new LoggedScope(leadership) : leadership.makeCurrent();
		}

		@Override
		public Leadership leadership() {
			return this.campaign.leadership();
		}

		@Override
		public void detach() {
			Leadership.Scope scope = this.scope;
			if (scope != null) {
				this.scope = null;
				scope.close();
			}
		}

		@Override
		public void closeWhenDone(Future<?> work) {
			detach();
			if (work instanceof CompletionStage<?> stage) {
				stage.whenComplete((result, failure) -> close());
			}
			else {
				closeIfDone(work);
			}
		}

		private void closeIfDone(Future<?> work) {
			if (work.isDone()) {
				close();
			}
			else {
				GuardedCalls.this.later.accept(() -> closeIfDone(work));
			}
		}

		@Override
		public void onDemotion(Runnable action) {
			Runnable cancellation = () -> cancel(action);
			this.cancellation = cancellation;
			this.campaign.addCancellation(cancellation);
			if (!leadership().isValid() && this.campaign.takeCancellation(cancellation)) {
				cancellation.run();
			}
		}

		private void cancel(Runnable action) {
			try {
				action.run();
			}
			catch (Throwable ex) {
				logger.error("Guarded work of {} could not be cancelled", leadership(), ex);
			}
		}

		@Override
		public void close() {
			if (this.closed.compareAndSet(false, true)) {
				detach();
				Runnable cancellation = this.cancellation;
				if (cancellation != null) {
					this.campaign.takeCancellation(cancellation);
				}
				exit(this.campaign);
			}
		}

	}

}

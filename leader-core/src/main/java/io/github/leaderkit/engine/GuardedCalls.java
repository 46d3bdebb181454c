package io.github.leaderkit.engine;

import java.util.function.Consumer;

import io.github.leaderkit.LeaderElection.GuardedCall;
import io.github.leaderkit.Leadership;
import org.jspecify.annotations.Nullable;

/**
 * Lets guarded work in and knows when the last has left.
 *
 * <p>
 * Work registers first and looks at the lease then. The other way round, a drain could
 * count none, release the lease, and the registration would land afterwards.
 */
final class GuardedCalls {

	private final LeaseCell cell;

	private final Consumer<Campaign> onEmpty;

	/**
	 * Creates the register.
	 * @param cell the lease to look at
	 * @param onEmpty told once, when the last work of a campaign has left that lets no
	 * more in; must not block
	 */
	GuardedCalls(LeaseCell cell, Consumer<Campaign> onEmpty) {
		this.cell = cell;
		this.onEmpty = onEmpty;
	}

	@Nullable GuardedCall tryEnter() {
		Campaign campaign = this.cell.peekCampaign();
		if (campaign == null || !register(campaign)) {
			return null;
		}
		if (this.cell.leads(campaign)) {
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

	private void exit(Campaign campaign) {
		if (campaign.exit()) {
			this.onEmpty.accept(campaign);
		}
	}

	private final class Call implements GuardedCall {

		private final Campaign campaign;

		private final Leadership.Scope scope;

		private boolean closed;

		private Call(Campaign campaign) {
			this.campaign = campaign;
			this.scope = campaign.leadership().makeCurrent();
		}

		@Override
		public Leadership leadership() {
			return this.campaign.leadership();
		}

		@Override
		public void close() {
			if (!this.closed) {
				this.closed = true;
				this.scope.close();
				exit(this.campaign);
			}
		}

	}

}

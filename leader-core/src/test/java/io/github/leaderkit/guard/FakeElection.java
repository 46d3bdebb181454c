package io.github.leaderkit.guard;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.ElectionStatus;
import io.github.leaderkit.FireClaim;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderInfo;
import io.github.leaderkit.LeaderSighting;
import io.github.leaderkit.Leadership;
import io.github.leaderkit.Leadership.Scope;
import io.github.leaderkit.LeadershipListener;
import org.jspecify.annotations.Nullable;

/**
 * An election that is won and lost by order of a test.
 */
final class FakeElection implements LeaderElection {

	private final String name;

	private volatile @Nullable Leadership leadership;

	@Nullable LeaderInfo leader;

	ElectionSettings settings;

	Duration remaining = Duration.ofSeconds(10);

	volatile int inside;

	private final Set<Runnable> cancellations = ConcurrentHashMap.newKeySet();

	FakeElection(String name) {
		this.name = name;
		this.settings = ElectionSettings.withKey(name).build();
	}

	FakeElection won() {
		this.leadership = new Leadership(this.name, "here", 7, Instant.EPOCH,
				() -> (this.leadership != null) ? this.remaining.toNanos() : 0);
		return this;
	}

	void lost() {
		this.leadership = null;
		this.cancellations.forEach(this::cancel);
	}

	private void cancel(Runnable cancellation) {
		if (this.cancellations.remove(cancellation)) {
			cancellation.run();
		}
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public ElectionSettings settings() {
		return this.settings;
	}

	@Override
	public boolean isLeader() {
		return this.leadership != null;
	}

	@Override
	public Optional<Leadership> leadership() {
		return Optional.ofNullable(this.leadership);
	}

	@Override
	public Optional<LeaderInfo> currentLeader() {
		return Optional.ofNullable(this.leader);
	}

	@Override
	public @Nullable GuardedCall tryEnter(Duration minRemaining) {
		Leadership leadership = this.leadership;
		if (leadership == null || leadership.remaining().compareTo(minRemaining) < 0) {
			return null;
		}
		count(1);
		return new Call(leadership);
	}

	private synchronized void count(int change) {
		this.inside += change;
	}

	@Override
	public FireClaim claim(String name, long number) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Optional<Leadership> awaitLeadership(Duration timeout) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Registration veto(String reason) {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletionStage<Void> resign() {
		throw new UnsupportedOperationException();
	}

	@Override
	public ElectionStatus status() {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletionStage<LeaderSighting> lookUp() {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletionStage<Boolean> revoke() {
		throw new UnsupportedOperationException();
	}

	@Override
	public void start() {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletionStage<Void> stop() {
		return CompletableFuture.completedStage(null);
	}

	@Override
	public Registration addListener(LeadershipListener listener) {
		throw new UnsupportedOperationException();
	}

	private final class Call implements GuardedCall {

		private final Leadership leadership;

		private @Nullable Scope scope;

		private @Nullable Runnable cancellation;

		private final AtomicBoolean closed = new AtomicBoolean();

		private Call(Leadership leadership) {
			this.leadership = leadership;
			this.scope = leadership.makeCurrent();
		}

		@Override
		public Leadership leadership() {
			return this.leadership;
		}

		@Override
		public void detach() {
			Scope scope = this.scope;
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
				CompletableFuture.runAsync(() -> await(work)).whenComplete((result, failure) -> close());
			}
		}

		private static void await(Future<?> work) {
			try {
				work.get();
			}
			catch (InterruptedException | ExecutionException ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Override
		public void onDemotion(Runnable action) {
			this.cancellation = action;
			FakeElection.this.cancellations.add(action);
			if (!this.leadership.isValid()) {
				cancel(action);
			}
		}

		@Override
		public void close() {
			if (this.closed.compareAndSet(false, true)) {
				detach();
				if (this.cancellation != null) {
					FakeElection.this.cancellations.remove(this.cancellation);
				}
				count(-1);
			}
		}

	}

}

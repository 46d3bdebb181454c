package io.github.leaderkit.guard;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderInfo;
import io.github.leaderkit.Leadership;
import io.github.leaderkit.Leadership.Scope;
import io.github.leaderkit.LeadershipListener;
import org.jspecify.annotations.Nullable;

/**
 * An election that is won and lost by order of a test.
 */
final class FakeElection implements LeaderElection {

	private final String name;

	private @Nullable Leadership leadership;

	@Nullable LeaderInfo leader;

	int inside;

	FakeElection(String name) {
		this.name = name;
	}

	FakeElection won() {
		this.leadership = new Leadership(this.name, "here", 7, Instant.EPOCH, () -> 1);
		return this;
	}

	void lost() {
		this.leadership = null;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public ElectionSettings settings() {
		return ElectionSettings.withKey(this.name).build();
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
		if (leadership == null) {
			return null;
		}
		this.inside++;
		Scope scope = leadership.makeCurrent();
		return new GuardedCall() {

			@Override
			public Leadership leadership() {
				return leadership;
			}

			@Override
			public void detach() {
				throw new UnsupportedOperationException();
			}

			@Override
			public void closeWhenDone(Future<?> work) {
				throw new UnsupportedOperationException();
			}

			@Override
			public void onDemotion(Runnable action) {
				throw new UnsupportedOperationException();
			}

			@Override
			public void close() {
				scope.close();
				FakeElection.this.inside--;
			}

		};
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

}

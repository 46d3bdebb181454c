package io.github.leaderkit.scheduled;

import java.util.concurrent.CompletionStage;

import io.github.leaderkit.Fire;
import io.github.leaderkit.FireTask;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElection.GuardedCall;
import io.github.leaderkit.NotLeaderException;
import io.github.leaderkit.guard.Interruptible;
import org.jspecify.annotations.Nullable;

/**
 * Interrupts a run when the leadership is about to end.
 */
final class InterruptibleTask implements FireTask {

	private final LeaderElection election;

	private final FireTask task;

	InterruptibleTask(LeaderElection election, FireTask task) {
		this.election = election;
		this.task = task;
	}

	/**
	 * A call within the guarded call of the run, which is let in during a drain too. It
	 * is not if the leadership has just ended, and then nothing may begin.
	 */
	@Override
	public @Nullable CompletionStage<?> run(Fire fire) throws Exception {
		GuardedCall call = this.election.tryEnter();
		if (call == null) {
			throw new NotLeaderException(this.election.name(), this.election.currentLeader().orElse(null));
		}
		CompletionStage<?> work = null;
		try {
			work = (CompletionStage<?>) Interruptible.call(call, () -> this.task.run(fire));
			return work;
		}
		finally {
			call.detach();
			if (work != null) {
				work.whenComplete((result, failure) -> call.close());
			}
			else {
				call.close();
			}
		}
	}

}

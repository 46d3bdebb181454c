package io.github.leaderkit.chaos.worker;

import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipEvent.Demoted;
import io.github.leaderkit.LeadershipEvent.Errored;
import io.github.leaderkit.LeadershipEvent.FireInterrupted;
import io.github.leaderkit.LeadershipEvent.FireMissed;
import io.github.leaderkit.LeadershipEvent.Promoted;
import io.github.leaderkit.chaos.history.EventFile;
import io.github.leaderkit.chaos.history.EventKind;

/**
 * One election as this process sees it: writes down its events and what is asked of it.
 */
final class Contest {

	private final int number;

	private final LeaderElection election;

	private final EventFile file;

	private final LongSupplier clock;

	Contest(int number, LeaderElection election, EventFile file, LongSupplier clock) {
		this.number = number;
		this.election = election;
		this.file = file;
		this.clock = clock;
		election.addListener(this::onEvent);
	}

	int number() {
		return this.number;
	}

	LeaderElection election() {
		return this.election;
	}

	private void onEvent(LeadershipEvent event) {
		if (event instanceof Promoted promoted) {
			write(EventKind.PROMOTED, 0, promoted.term());
		}
		else if (event instanceof Demoted demoted) {
			write(EventKind.DEMOTED, demoted.reason().ordinal(), demoted.term());
		}
		else if (event instanceof Errored errored) {
			write(EventKind.ERRORED, errored.kind().ordinal(), errored.term());
		}
		else if (event instanceof FireMissed missed) {
			write(EventKind.FIRE_MISSED, missed.cause().ordinal(), missed.term(), missed.planned().toEpochMilli(),
					missed.count());
		}
		else if (event instanceof FireInterrupted interrupted) {
			write(EventKind.FIRE_INTERRUPTED, interrupted.attempt(), interrupted.term(),
					interrupted.planned().toEpochMilli(), interrupted.count());
		}
	}

	void started() {
		write(EventKind.STARTED, 0, 0);
	}

	void start() {
		started();
		this.election.start();
	}

	void stopCalled() {
		write(EventKind.STOP_CALLED, 0, 0);
	}

	void stopped() {
		write(EventKind.STOPPED, 0, 0);
	}

	CompletionStage<Void> stop() {
		stopCalled();
		return this.election.stop().thenRun(this::stopped);
	}

	void resign() {
		write(EventKind.RESIGN_CALLED, 0, 0);
		this.election.resign();
	}

	void revoke() {
		write(EventKind.REVOKE_CALLED, 0, 0);
		this.election.revoke();
	}

	private void write(EventKind kind, int detail, long term, long... more) {
		long[] values = new long[1 + more.length];
		values[0] = this.clock.getAsLong();
		System.arraycopy(more, 0, values, 1, more.length);
		this.file.append(kind, this.number, detail, term, values);
	}

}

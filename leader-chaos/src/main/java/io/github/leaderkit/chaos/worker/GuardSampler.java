package io.github.leaderkit.chaos.worker;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.Leadership;
import io.github.leaderkit.chaos.history.EventFile;
import io.github.leaderkit.chaos.history.EventFile.Entry;
import io.github.leaderkit.chaos.history.EventKind;
import org.jspecify.annotations.Nullable;

/**
 * Looks at each guard about every millisecond. The time is read before the call and after
 * it, so that between the return of the first true and the call of the last one the guard
 * was true for certain.
 */
final class GuardSampler implements Runnable {

	private static final long PERIOD_NANOS = 1_000_000;

	private final Guard[] guards;

	private final EventFile file;

	private final LongSupplier clock;

	private final Entry status;

	GuardSampler(List<Contest> contests, EventFile file, LongSupplier clock) {
		this.guards = contests.stream().map(Guard::new).toArray(Guard[]::new);
		this.file = file;
		this.clock = clock;
		this.status = file.append(EventKind.STATUS, 0, 0, 0);
	}

	@Override
	public void run() {
		while (true) {
			long leads = 0;
			for (Guard guard : this.guards) {
				if (guard.look()) {
					leads |= 1L << guard.number;
				}
			}
			this.status.set(1, leads);
			this.status.set(2, knows());
			this.status.set(0, this.clock.getAsLong());
			LockSupport.parkNanos(PERIOD_NANOS);
		}
	}

	private long knows() {
		long knows = 0;
		for (Guard guard : this.guards) {
			knows |= guard.knows() ? 1L << guard.number : 0;
		}
		return knows;
	}

	/**
	 * One guard. A look shows only whether it is true. The term is certain if the
	 * leadership is the same before and after.
	 */
	private final class Guard {

		private final int number;

		private final LeaderElection election;

		private long term;

		private @Nullable Entry entry;

		private boolean known;

		private Guard(Contest contest) {
			this.number = contest.number();
			this.election = contest.election();
		}

		private boolean knows() {
			this.known = this.known || this.election.currentLeader().isPresent();
			return this.known;
		}

		private boolean look() {
			if (this.entry == null && !this.election.isLeader()) {
				return false;
			}
			long before = currentTerm();
			long call = GuardSampler.this.clock.getAsLong();
			boolean leads = this.election.isLeader();
			long returned = GuardSampler.this.clock.getAsLong();
			if (this.entry != null && (!leads || before != this.term)) {
				this.entry.set(4, returned);
				this.entry = null;
			}
			if (leads && before != 0 && before == currentTerm()) {
				seenTrue(before, call, returned);
			}
			return leads;
		}

		private void seenTrue(long seen, long call, long returned) {
			if (this.entry == null) {
				this.term = seen;
				this.entry = GuardSampler.this.file.append(EventKind.GUARD, this.number, 0, seen, call, returned, call,
						returned);
			}
			else {
				this.entry.set(2, call);
				this.entry.set(3, returned);
			}
		}

		private long currentTerm() {
			return this.election.leadership().map(Leadership::term).orElse(0L);
		}

	}

}

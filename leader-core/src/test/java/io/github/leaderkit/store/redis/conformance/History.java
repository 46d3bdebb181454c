package io.github.leaderkit.store.redis.conformance;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import io.github.leaderkit.store.memory.InMemoryRecord;

/**
 * What several clients asked of one record, and when. It is linearizable if the same
 * calls, made one after the other, would have been answered the same, in an order in
 * which no call comes before one that was answered before it was made.
 *
 * <p>
 * The search is that of Wing and Gong, with the states that were seen remembered as Lowe
 * does: a call may come next if no other one that is left was answered before it was
 * made.
 *
 * @param operations at most 64 calls, each answered
 */
record History(List<Operation> operations) {

	boolean isLinearizable() {
		if (this.operations.size() > Long.SIZE) {
			throw new IllegalArgumentException("Too long: " + this.operations.size());
		}
		return new Search().isPossible(new State(0, Map.of()));
	}

	/**
	 * The search for an order.
	 */
	private final class Search {

		private final AtomicLong millis = new AtomicLong();

		private final InMemoryRecord record = new InMemoryRecord(Sequence.KEY, this.millis::get);

		private final Set<State> seen = new HashSet<>();

		private boolean isPossible(State state) {
			List<Operation> all = History.this.operations;
			if (Long.bitCount(state.done()) == all.size()) {
				return true;
			}
			if (!this.seen.add(state)) {
				return false;
			}
			long firstAnswer = firstAnswer(state);
			for (int i = 0; i < all.size(); i++) {
				Operation next = all.get(i);
				if (!state.isDone(i) && next.made() <= firstAnswer && isAnsweredAlike(state, next)
						&& isPossible(new State(state.done() | 1L << i, this.record.fields()))) {
					return true;
				}
			}
			return false;
		}

		private long firstAnswer(State state) {
			long first = Long.MAX_VALUE;
			for (int i = 0; i < History.this.operations.size(); i++) {
				if (!state.isDone(i)) {
					first = Math.min(first, History.this.operations.get(i).answered());
				}
			}
			return first;
		}

		private boolean isAnsweredAlike(State state, Operation next) {
			this.record.put(state.fields());
			this.millis.set(next.serverMillis());
			return next.reply().equals(next.on(this.record));
		}

	}

	/**
	 * A state of the search.
	 *
	 * @param done a bit for each call that was made
	 * @param fields the record
	 */
	private record State(long done, Map<String, String> fields) {

		boolean isDone(int operation) {
			return (this.done & 1L << operation) != 0;
		}

	}

	/**
	 * A call that was answered.
	 *
	 * @param command the call
	 * @param reply the answer
	 * @param serverMillis the clock of the server, as the answer tells it; {@code 0} if
	 * it does not
	 * @param made when it was made, in nanoseconds
	 * @param answered when it was answered, in nanoseconds
	 */
	record Operation(Command command, Object reply, long serverMillis, long made, long answered) {

		Object on(InMemoryRecord record) {
			if (this.command instanceof Command.Acquire acquire) {
				return record.acquire(acquire.request(), true);
			}
			if (this.command instanceof Command.Renew renew) {
				return record.renew(renew.request(), true);
			}
			if (this.command instanceof Command.Release release) {
				return record.release(release.request());
			}
			if (this.command instanceof Command.ReadSchedules) {
				return record.readSchedules();
			}
			if (this.command instanceof Command.ChangeSchedules change) {
				return record.changeSchedules(change.request());
			}
			return (this.command instanceof Command.Revoke) ? record.revoke() : record.peek();
		}

	}

}

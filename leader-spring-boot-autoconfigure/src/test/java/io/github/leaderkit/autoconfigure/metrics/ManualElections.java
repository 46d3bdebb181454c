package io.github.leaderkit.autoconfigure.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.engine.ElectionEngine;
import io.github.leaderkit.store.LeaseCall;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseSignal;
import io.github.leaderkit.store.LeaseStore;
import io.github.leaderkit.store.LeaseStoreException;
import io.github.leaderkit.store.memory.InMemoryLeaseStore;
import io.github.leaderkit.test.time.ManualTime;
import org.jspecify.annotations.Nullable;

/**
 * Elections without threads, in time that a test lets pass, on a store that fails when
 * the test wants it.
 */
final class ManualElections {

	static final Duration TTL = Duration.ofSeconds(15);

	static final String NAME = "orders";

	final ManualTime time;

	final Store store;

	final ElectionEngine engine;

	private ManualElections(ManualTime time, Store store) {
		this.time = time;
		this.store = store;
		this.engine = new ElectionEngine(time.runtime(store), Duration.ofSeconds(1), true, 0);
		this.engine.start();
	}

	static ManualElections create() {
		ManualTime time = new ManualTime(Instant.parse("2030-01-01T00:00:00Z"));
		Store store = new Store(time);
		return new ManualElections(time, store);
	}

	/**
	 * Another process on the same store.
	 */
	ManualElections another() {
		return new ManualElections(this.time, this.store.another());
	}

	LeaderElection elect() {
		return elect((settings) -> settings);
	}

	LeaderElection elect(UnaryOperator<ElectionSettings.Builder> settings) {
		LeaderElection election = this.engine.create(NAME,
				settings.apply(ElectionSettings.withKey("orders-key").ttl(TTL).instance("node-1")).build());
		pass(Duration.ofSeconds(1));
		return election;
	}

	void pass(Duration duration) {
		this.time.pass(duration);
	}

	/**
	 * Leases in memory, with failures.
	 */
	static final class Store implements LeaseStore {

		private final InMemoryLeaseStore records;

		private final long[] clockOffset;

		private @Nullable ErrorKind failure;

		private LeaseReply.@Nullable Code answer;

		Store(ManualTime time) {
			this.clockOffset = new long[1];
			this.records = new InMemoryLeaseStore(() -> time.currentTimeMillis() + this.clockOffset[0]);
		}

		private Store(InMemoryLeaseStore records) {
			this.clockOffset = new long[1];
			this.records = records;
		}

		Store another() {
			return new Store(this.records.sharing());
		}

		void fail(ErrorKind kind) {
			this.failure = kind;
		}

		void answer(LeaseReply.Code code) {
			this.answer = code;
		}

		void setClockForward(Duration duration) {
			this.clockOffset[0] += duration.toMillis();
		}

		void forget() {
			this.records.forgetAll();
		}

		void free() {
			this.records.answer(new LeaseRequest.Release("orders-key", peek("orders-key").holder(), 0));
		}

		private void check() {
			if (this.failure != null) {
				throw new LeaseStoreException(this.failure, "as the test wants it", null);
			}
		}

		private LeaseReply answered(LeaseReply reply) {
			LeaseReply.Code code = this.answer;
			return (code != null) ? new LeaseReply(code, 0, 1_000, "", reply.serverTime(), 0, 0, "") : reply;
		}

		@Override
		public void execute(List<LeaseCall> calls) {
			calls.forEach((call) -> call.completeWith(this::answer));
		}

		private LeaseReply answer(LeaseRequest request) {
			check();
			return isAnswered(request) ? answered(peek(request.key())) : this.records.answer(request);
		}

		private boolean isAnswered(LeaseRequest request) {
			if (request instanceof LeaseRequest.Peek) {
				return this.answer == LeaseReply.Code.FOREIGN;
			}
			if (request instanceof LeaseRequest.Acquire) {
				return this.answer == LeaseReply.Code.HELD || this.answer == LeaseReply.Code.LATE
						|| this.answer == LeaseReply.Code.FOREIGN;
			}
			return request instanceof LeaseRequest.Renew && this.answer != null;
		}

		private LeaseReply peek(String key) {
			return this.records.answer(new LeaseRequest.Peek(key));
		}

		@Override
		public void subscribe(String key, Consumer<LeaseSignal> listener) {
			this.records.subscribe(key, listener);
		}

		@Override
		public void unsubscribe(String key) {
			this.records.unsubscribe(key);
		}

		@Override
		public void open() {
			this.records.open();
		}

		@Override
		public void close() {
			this.records.close();
		}

	}

}

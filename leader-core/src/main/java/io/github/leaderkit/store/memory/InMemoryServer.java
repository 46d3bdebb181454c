package io.github.leaderkit.store.memory;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.LongSupplier;

import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseReply.Code;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseSignal;
import io.github.leaderkit.store.LeaseSignal.Kind;
import io.github.leaderkit.store.LeaseStoreException;
import org.jspecify.annotations.Nullable;

/**
 * What the stores of several processes share: the records and the subscriptions.
 */
final class InMemoryServer {

	private final LongSupplier clock;

	private final Map<String, LeaseRecord> records = new HashMap<>();

	private final Set<InMemoryLeaseStore> stores = new CopyOnWriteArraySet<>();

	private String runId = "1";

	private long runs = 1;

	InMemoryServer(LongSupplier clock) {
		this.clock = clock;
	}

	void add(InMemoryLeaseStore store) {
		this.stores.add(store);
	}

	void remove(InMemoryLeaseStore store) {
		this.stores.remove(store);
	}

	LeaseReply answer(LeaseRequest request) {
		if (request instanceof LeaseRequest.Acquire acquire) {
			return acquire(acquire);
		}
		if (request instanceof LeaseRequest.Renew renew) {
			return renew(renew);
		}
		if (request instanceof LeaseRequest.Release release) {
			return release(release.key(), release.owner());
		}
		if (request instanceof LeaseRequest.ReadSchedules read) {
			return readSchedules(read.key());
		}
		if (request instanceof LeaseRequest.ChangeSchedules change) {
			return changeSchedules(change);
		}
		return (request instanceof LeaseRequest.Revoke) ? revoke(request.key()) : peek(request.key());
	}

	private synchronized LeaseReply peek(String key) {
		return LeaseDecision.peek(this.records.get(key), this.clock.getAsLong());
	}

	private synchronized LeaseReply readSchedules(String key) {
		return LeaseDecision.readSchedules(this.records.get(key), this.clock.getAsLong());
	}

	private synchronized LeaseReply changeSchedules(LeaseRequest.ChangeSchedules request) {
		LeaseDecision decision = LeaseDecision.changeSchedules(this.records.get(request.key()), request,
				this.clock.getAsLong());
		put(request.key(), decision.record());
		return decision.reply();
	}

	private LeaseReply acquire(LeaseRequest.Acquire request) {
		LeaseReply reply;
		boolean granted;
		synchronized (this) {
			LeaseRecord before = this.records.get(request.key());
			LeaseDecision decision = LeaseDecision.acquire(before, request, this.clock.getAsLong(), this.runId);
			put(request.key(), decision.record());
			reply = decision.reply().withRunId(this.runId);
			granted = reply.code() == Code.GRANTED && decision.record() != before;
		}
		if (granted) {
			publish(request.key(), new LeaseSignal(Kind.GRANTED, reply.term()));
		}
		return reply;
	}

	private synchronized LeaseReply renew(LeaseRequest.Renew request) {
		LeaseDecision decision = LeaseDecision.renew(this.records.get(request.key()), request, this.clock.getAsLong(),
				this.runId);
		put(request.key(), decision.record());
		return decision.reply().withRunId(this.runId);
	}

	private LeaseReply release(String key, String owner) {
		LeaseRecord released;
		synchronized (this) {
			LeaseRecord record = this.records.get(key);
			if (record == null || !record.owner().equals(owner)) {
				return LeaseReply.of(Code.UNCHANGED);
			}
			released = record.released();
			put(key, released);
		}
		publish(key, new LeaseSignal(Kind.RELEASED, released.term()));
		return LeaseReply.of(Code.RELEASED);
	}

	private LeaseReply revoke(String key) {
		LeaseRecord revoked;
		synchronized (this) {
			LeaseRecord record = this.records.get(key);
			if (record == null || !record.isLed()) {
				return LeaseReply.of(Code.UNCHANGED);
			}
			if (record.term() + 1 >= LeaseDecision.TERM_LIMIT) {
				throw new LeaseStoreException(ErrorKind.FOREIGN_DATA, "The term of " + key + " cannot grow", null);
			}
			revoked = record.revoked();
			put(key, revoked);
		}
		publish(key, new LeaseSignal(Kind.REVOKED, revoked.term()));
		return LeaseReply.of(Code.REVOKED);
	}

	synchronized void restart() {
		this.runs++;
		this.runId = String.valueOf(this.runs);
	}

	synchronized void put(String key, @Nullable LeaseRecord record) {
		if (record != null) {
			this.records.put(key, record);
		}
		else {
			this.records.remove(key);
		}
	}

	synchronized @Nullable LeaseRecord get(String key) {
		return this.records.get(key);
	}

	synchronized void clear() {
		this.records.clear();
	}

	private void publish(String key, LeaseSignal signal) {
		this.stores.forEach((store) -> store.tell(key, signal));
	}

}

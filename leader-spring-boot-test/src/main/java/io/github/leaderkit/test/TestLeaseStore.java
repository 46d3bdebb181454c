package io.github.leaderkit.test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.store.LeaseCall;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseReply.Code;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseSignal;
import io.github.leaderkit.store.LeaseSignal.Kind;
import io.github.leaderkit.store.LeaseStore;
import io.github.leaderkit.store.LeaseStoreException;
import io.github.leaderkit.store.memory.InMemoryLeaseStore;
import io.github.leaderkit.test.time.ManualTime;

/**
 * Leases in memory, which this instance is granted only if the test wants it. The calls
 * of this instance can be made to fail.
 */
final class TestLeaseStore implements LeaseStore {

	/** The holder in a reply that withholds a free lease. */
	private static final String WITHHELD = "~withheld";

	private final InMemoryLeaseStore records;

	private final boolean leading;

	private final Map<String, Boolean> admitted = new ConcurrentHashMap<>();

	private final Map<String, ErrorKind> failures = new ConcurrentHashMap<>();

	private final Set<String> failed = ConcurrentHashMap.newKeySet();

	private final Map<String, Consumer<LeaseSignal>> listeners = new ConcurrentHashMap<>();

	/**
	 * Creates a store without records.
	 * @param time the time by which leases end
	 * @param leading whether this instance is granted leases before the test says so
	 */
	TestLeaseStore(ManualTime time, boolean leading) {
		this.records = new InMemoryLeaseStore(time::storeMillis);
		this.leading = leading;
	}

	/**
	 * The store of another instance: the same records, with every free lease granted.
	 */
	LeaseStore ofAnother() {
		return this.records.sharing();
	}

	void admit(String key) {
		this.admitted.put(key, true);
	}

	void withhold(String key) {
		this.admitted.put(key, false);
	}

	/**
	 * Admits this instance or not, as at the start.
	 * @return whether it is admitted
	 */
	boolean reset(String key) {
		this.admitted.remove(key);
		return this.leading;
	}

	void fail(String key, ErrorKind kind) {
		this.failed.remove(key);
		this.failures.put(key, kind);
	}

	void heal(String key) {
		this.failures.remove(key);
	}

	void healAll() {
		this.failures.clear();
	}

	boolean hasFailed(String key) {
		return this.failed.contains(key);
	}

	/**
	 * Takes the lease from whoever has it.
	 * @return how long it would have lasted
	 */
	Duration free(String key) {
		LeaseReply seen = this.records.answer(new LeaseRequest.Peek(key));
		if (!seen.holder().isEmpty()) {
			this.records.answer(new LeaseRequest.Release(key, seen.holder(), 0));
		}
		return Duration.ofMillis(seen.remaining());
	}

	/**
	 * Loses the record of a key, as a server does that starts without its data.
	 */
	void lose(String key) {
		this.records.forget(key);
	}

	/**
	 * Has this instance make its next call soon: a leader renews after the message of a
	 * revocation, and a follower asks if it may have missed messages.
	 */
	void hurry(String key) {
		Consumer<LeaseSignal> listener = this.listeners.get(key);
		if (listener != null) {
			listener.accept(new LeaseSignal(Kind.REVOKED, Long.MAX_VALUE));
			listener.accept(new LeaseSignal(Kind.SUBSCRIBED, 0));
		}
	}

	@Override
	public void execute(List<LeaseCall> calls) {
		calls.forEach((call) -> call.completeWith(this::answer));
	}

	private LeaseReply answer(LeaseRequest request) {
		check(request.key());
		if (!(request instanceof LeaseRequest.Acquire acquire)) {
			return this.records.answer(request);
		}
		if (this.admitted.getOrDefault(request.key(), this.leading)) {
			return this.records.answer(atOnce(acquire));
		}
		LeaseReply seen = this.records.answer(new LeaseRequest.Peek(request.key()));
		return (seen.hasLeader() && seen.remaining() > 0) ? seen : withheld(seen);
	}

	/**
	 * The request without what a candidate would have to wait for.
	 */
	private static LeaseRequest.Acquire atOnce(LeaseRequest.Acquire request) {
		return new LeaseRequest.Acquire(request.key(), request.instance(), request.attempt(), request.ttl(),
				request.notAfter(), request.minTerm(), request.minExpiry(), request.rebase(), false, "", request.hold(),
				0, request.info());
	}

	private static LeaseReply withheld(LeaseReply seen) {
		return new LeaseReply(Code.HELD, seen.term(), Integer.MAX_VALUE, WITHHELD, seen.serverTime(), seen.ttl(),
				seen.expiry(), "");
	}

	private void check(String key) {
		ErrorKind kind = this.failures.get(key);
		if (kind != null) {
			this.failed.add(key);
			throw new LeaseStoreException(kind, "The test lets calls on the store fail", null);
		}
	}

	@Override
	public void subscribe(String key, Consumer<LeaseSignal> listener) {
		this.listeners.put(key, listener);
		this.records.subscribe(key, listener);
	}

	@Override
	public void unsubscribe(String key) {
		this.listeners.remove(key);
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

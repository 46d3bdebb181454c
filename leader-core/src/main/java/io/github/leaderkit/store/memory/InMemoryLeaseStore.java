package io.github.leaderkit.store.memory;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.github.leaderkit.store.LeaseCall;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseSignal;
import io.github.leaderkit.store.LeaseSignal.Kind;
import io.github.leaderkit.store.LeaseStore;

/**
 * Leases in the memory of this process: for an application of which only one instance
 * runs, and for tests. It decides exactly as Redis does, but nothing outlives the process
 * and nobody outside of it sees anything.
 *
 * <p>
 * Requests are answered, and messages delivered, at once, by the thread that causes them.
 * Records are kept for as long as the store exists, whatever the retention of a release.
 * Closing the store ends its subscriptions and keeps its records.
 */
public final class InMemoryLeaseStore implements LeaseStore {

	private final InMemoryServer server;

	private final Map<String, Consumer<LeaseSignal>> listeners = new ConcurrentHashMap<>();

	/**
	 * Creates a store without records.
	 * @param clock the clock by which the store decides, in milliseconds since 1970
	 */
	public InMemoryLeaseStore(LongSupplier clock) {
		this(new InMemoryServer(clock));
	}

	private InMemoryLeaseStore(InMemoryServer server) {
		this.server = server;
	}

	/**
	 * Creates another store on the same records, as another process would have it: with
	 * subscriptions of its own.
	 * @return the store
	 */
	public InMemoryLeaseStore sharing() {
		return new InMemoryLeaseStore(this.server);
	}

	@Override
	public void execute(List<LeaseCall> calls) {
		calls.forEach((call) -> call.completeWith(this::answer));
	}

	/**
	 * Answers a request at once.
	 * @param request the request
	 * @return the reply
	 * @throws io.github.leaderkit.store.LeaseStoreException if the record does not admit
	 * it
	 */
	public LeaseReply answer(LeaseRequest request) {
		return this.server.answer(request);
	}

	@Override
	public void subscribe(String key, Consumer<LeaseSignal> listener) {
		this.listeners.put(key, listener);
		listener.accept(new LeaseSignal(Kind.SUBSCRIBED, 0));
	}

	@Override
	public void unsubscribe(String key) {
		this.listeners.remove(key);
	}

	@Override
	public void open() {
		this.server.add(this);
	}

	@Override
	public void close() {
		this.server.remove(this);
		this.listeners.clear();
	}

	/**
	 * Behaves from now on like a server that was started anew with all its records: a
	 * lease that was granted before is granted to another only after one more hold time.
	 */
	public void restart() {
		this.server.restart();
	}

	/**
	 * Loses the record of a key, as a server does that was emptied.
	 * @param key the key of the election
	 */
	public void forget(String key) {
		this.server.put(key, null);
	}

	/**
	 * Loses all records.
	 */
	public void forgetAll() {
		this.server.clear();
	}

	void tell(String key, LeaseSignal signal) {
		Consumer<LeaseSignal> listener = this.listeners.get(key);
		if (listener != null) {
			listener.accept(signal);
		}
	}

	InMemoryServer server() {
		return this.server;
	}

}

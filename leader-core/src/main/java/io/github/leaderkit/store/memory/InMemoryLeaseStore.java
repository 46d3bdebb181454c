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
 * Leases in the memory of this process: for an application with only one instance, and
 * for tests. It decides exactly as Redis does, but only this process sees the leases, and
 * they end with it.
 *
 * <p>
 * The thread that sends a request answers it at once, and delivers the messages. Records
 * are kept for as long as the store exists, whatever the retention of a release. Closing
 * the store ends its subscriptions and keeps its records.
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
	 * Creates another store on the same records, as in another process: with separate
	 * subscriptions.
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
	 * Behaves from now on like a server that was restarted with all its records: a lease
	 * that was granted before is granted to another instance only after one more hold
	 * time.
	 */
	public void restart() {
		this.server.restart();
	}

	/**
	 * Loses the record of a key, like a server that was emptied.
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

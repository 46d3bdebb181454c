package io.github.leaderkit.simulation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.engine.decision.Mutant;
import io.github.leaderkit.store.LeaseCall;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseReply.Code;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseSignal;
import io.github.leaderkit.store.LeaseStore;
import io.github.leaderkit.store.LeaseStoreException;
import io.github.leaderkit.store.ScheduleChange;
import io.github.leaderkit.store.memory.SimulatedRedis;
import org.jspecify.annotations.Nullable;

/**
 * The store as one process sees it: the server that it is connected to at this time.
 */
final class Connection implements LeaseStore {

	private final Mode mode;

	private final Mutant mutant;

	private final Timeline timeline;

	private SimulatedRedis server;

	private final Map<Long, LeaseReply> losses = new HashMap<>();

	private @Nullable Consumer<LeaseSignal> listener;

	private int early;

	private Consumer<EntryChange> changes = (change) -> {
	};

	private Consumer<LeaseReply> granted = (reply) -> {
	};

	private BiConsumer<String, String> believed = (name, entry) -> {
	};

	Connection(Mode mode, Mutant mutant, SimulatedRedis server, Timeline timeline) {
		this.mode = mode;
		this.mutant = mutant;
		this.server = server;
		this.timeline = timeline;
	}

	/**
	 * Watches entries of schedules.
	 * @param changed given each change that this process has made
	 * @param leases given each grant of the lease
	 * @param written given each entry that this process has written or believes to be
	 * written
	 */
	void watch(Consumer<EntryChange> changed, Consumer<LeaseReply> leases, BiConsumer<String, String> written) {
		this.changes = changed;
		this.granted = leases;
		this.believed = written;
	}

	/** How many fires were to be claimed before their time. */
	int early() {
		return this.early;
	}

	SimulatedRedis server() {
		return this.server;
	}

	/**
	 * What the store said first when it refused to renew a leadership for good.
	 * @param term the term of the leadership
	 * @return the reply, or {@code null} if there was none
	 */
	@Nullable LeaseReply lossOf(long term) {
		return this.losses.get(term);
	}

	/**
	 * Connects to another server.
	 */
	void moveTo(SimulatedRedis other) {
		close();
		this.server = other;
		if (this.listener != null) {
			other.connect(this, this.listener);
		}
	}

	@Override
	public void execute(List<LeaseCall> calls) {
		calls.forEach((call) -> call.completeWith(this::answer));
	}

	private LeaseReply answer(LeaseRequest request) {
		if (request instanceof LeaseRequest.Acquire acquire) {
			return acquire(acquire);
		}
		if (request instanceof LeaseRequest.Renew renew) {
			return renew(renew);
		}
		if (request instanceof LeaseRequest.Release release) {
			return LeaseReply.of(this.server.release(release.owner()) ? Code.RELEASED : Code.UNCHANGED);
		}
		if (request instanceof LeaseRequest.Revoke) {
			return LeaseReply.of(this.server.revoke() ? Code.REVOKED : Code.UNCHANGED);
		}
		if (request instanceof LeaseRequest.ChangeSchedules change) {
			return changeSchedules(change);
		}
		return (request instanceof LeaseRequest.ReadSchedules) ? this.server.readSchedules() : this.server.peek();
	}

	private LeaseReply acquire(LeaseRequest.Acquire request) {
		LeaseRequest.Acquire asked = this.mutant.request(request);
		LeaseReply reply = this.server.acquire(asked);
		if (reply.code() != Code.HELD || reply.holder().equals("~" + request.owner())) {
			note("acquire", request.owner(), reply);
		}
		if (reply.code() == Code.GRANTED) {
			this.granted.accept(reply);
			awaitReplicas();
		}
		return reply;
	}

	private LeaseReply renew(LeaseRequest.Renew request) {
		LeaseReply reply = this.server.renew(this.mutant.request(request));
		if (reply.code() != Code.RENEWED) {
			note("renew", request.owner(), reply);
		}
		if (reply.code() == Code.LOST) {
			this.losses.putIfAbsent(request.term(), reply);
		}
		boolean written = reply.code() == Code.RENEWED || reply.code() == Code.READOPTED;
		if (written && this.mutant.renewalsAwaitReplicas()) {
			awaitReplicas();
		}
		return reply;
	}

	private LeaseReply changeSchedules(LeaseRequest.ChangeSchedules request) {
		Map<String, String> before = new HashMap<>();
		request.changes().forEach((change) -> before.put(change.name(), this.server.entry(change.name())));
		LeaseReply reply = this.server.changeSchedules(request);
		for (ScheduleChange change : request.changes()) {
			this.early += (change.notBefore() > this.server.millis()) ? 1 : 0;
			String after = this.server.entry(change.name());
			if (!after.equals(before.get(change.name()))) {
				note("write of %s: %s -> %s", change.name(), before.get(change.name()), after);
				this.changes.accept(new EntryChange(change.name(), Entry.of(before.get(change.name())), Entry.of(after),
						request.restored() > 0, this.server.millis()));
			}
		}
		if (reply.code() == Code.CHANGED) {
			awaitReplicas();
			reply.schedules().entries().forEach(this.believed);
		}
		return reply;
	}

	private void note(String what, Object... arguments) {
		this.timeline.note(what, arguments);
	}

	private void note(String what, String owner, LeaseReply reply) {
		this.timeline.note("%s for %s: %s, owner '%s', term %d, %d ms, at %d", what, owner, reply.code(),
				reply.holder(), reply.term(), reply.remaining(), reply.serverTime());
	}

	private void awaitReplicas() {
		if (!this.mode.awaitsReplicas()) {
			return;
		}
		if (!this.server.isReplicated()) {
			throw new LeaseStoreException(ErrorKind.NOT_REPLICATED, "no replica has it", null);
		}
		this.server.acknowledged();
	}

	@Override
	public void subscribe(String key, Consumer<LeaseSignal> told) {
		this.listener = told;
		this.server.connect(this, told);
	}

	@Override
	public void unsubscribe(String key) {
		this.listener = null;
		close();
	}

	@Override
	public void open() {
	}

	@Override
	public void close() {
		this.server.disconnect(this);
	}

}

package io.github.leaderkit.simulation;

import java.util.List;
import java.util.function.Consumer;

import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.engine.Mutant;
import io.github.leaderkit.store.AcquireRequest;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseReply.Code;
import io.github.leaderkit.store.LeaseSignal;
import io.github.leaderkit.store.LeaseStore;
import io.github.leaderkit.store.LeaseStoreException;
import io.github.leaderkit.store.ReleaseRequest;
import io.github.leaderkit.store.RenewRequest;
import io.github.leaderkit.store.RenewResult;
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

	private @Nullable Consumer<LeaseSignal> listener;

	Connection(Mode mode, Mutant mutant, SimulatedRedis server, Timeline timeline) {
		this.mode = mode;
		this.mutant = mutant;
		this.server = server;
		this.timeline = timeline;
	}

	SimulatedRedis server() {
		return this.server;
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
	public LeaseReply peek(String key) {
		return this.server.peek();
	}

	@Override
	public LeaseReply acquire(AcquireRequest request) {
		AcquireRequest asked = this.mutant.request(request);
		LeaseReply reply = this.server.acquire(asked);
		if (reply.code() != Code.HELD || reply.holder().equals("~" + request.owner())) {
			note("acquire", request.owner(), reply);
		}
		if (reply.code() == Code.GRANTED) {
			awaitReplicas();
		}
		return reply;
	}

	@Override
	public List<RenewResult> renew(List<RenewRequest> requests) {
		return requests.stream().map(this::renew).toList();
	}

	private RenewResult renew(RenewRequest request) {
		try {
			LeaseReply reply = this.server.renew(this.mutant.request(request));
			if (reply.code() != Code.RENEWED) {
				note("renew", request.owner(), reply);
			}
			boolean written = reply.code() == Code.RENEWED || reply.code() == Code.READOPTED;
			if (written && this.mutant.renewalsAwaitReplicas()) {
				awaitReplicas();
			}
			return RenewResult.of(reply);
		}
		catch (LeaseStoreException ex) {
			return RenewResult.of(ex);
		}
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
	public boolean release(ReleaseRequest request) {
		return this.server.release(request.owner());
	}

	@Override
	public boolean revoke(String key) {
		return this.server.revoke();
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

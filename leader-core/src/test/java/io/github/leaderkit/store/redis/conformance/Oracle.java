package io.github.leaderkit.store.redis.conformance;

import java.util.HashMap;
import java.util.Map;

import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseReply.Code;
import io.github.leaderkit.store.redis.conformance.ModelClient.Message;
import org.jspecify.annotations.Nullable;

/**
 * Knows who was granted what and until when it may be believed in, on a perfect clock,
 * and says when an answer of the server breaks a promise. It looks at nothing but the
 * calls and their answers.
 */
final class Oracle {

	private final Map<String, Holder> holders = new HashMap<>();

	private @Nullable Holder last;

	private long highestTerm;

	private long highestTold;

	/**
	 * How often data was lost, or came back from the past.
	 */
	private int losses;

	private int returns;

	/**
	 * How often anything happened to the server.
	 */
	private int disturbances;

	/**
	 * The server was started anew, or its clock was set.
	 */
	void disturbed() {
		this.disturbances++;
	}

	/**
	 * The record was lost.
	 */
	void lost() {
		this.disturbances++;
		this.losses++;
	}

	/**
	 * An older record came back.
	 */
	void returned() {
		this.disturbances++;
		this.losses++;
		this.returns++;
	}

	/**
	 * The server has carried out a call that asks for a lease or renews it.
	 * @param message the call
	 * @param owner who is to own the lease
	 * @param reply the answer
	 * @param now the true time, in microseconds
	 * @return what is wrong, or {@code null}
	 */
	@Nullable String answered(Message message, String owner, LeaseReply reply, long now) {
		boolean granted = reply.code() == Code.GRANTED;
		boolean renewed = reply.code() == Code.RENEWED || reply.code() == Code.READOPTED;
		if (!granted && !renewed) {
			return (reply.code() == Code.LOST) ? refused(message, owner, now) : null;
		}
		String wrong = granted ? granted(message, owner, reply) : revived(owner, reply);
		Holder holder = this.holders.computeIfAbsent(owner, (name) -> new Holder(message.client(), name));
		if (granted && holder.term != reply.term()) {
			holder.grant(reply.term(), this);
			this.last = holder;
		}
		holder.until = Math.max(holder.until, message.client().trueEndOf(message));
		for (Holder other : this.holders.values()) {
			if (wrong == null && other != holder && other.mayBeBelieved(now)) {
				wrong = reply.code() + " to " + owner + " with term " + reply.term() + " while " + other.owner
						+ " may believe in term " + other.term + " for " + (long) (other.until - now) + " µs more";
			}
		}
		return wrong;
	}

	private @Nullable String granted(Message message, String owner, LeaseReply reply) {
		Holder before = this.holders.get(owner);
		long term = reply.term();
		boolean repeated = before != null && before.term == term;
		long known = ((Command.Acquire) message.command()).request().minTerm();
		boolean permitted = this.losses > 0 && reply.serverTime() <= this.highestTerm && known < this.highestTerm;
		if (!repeated && term <= this.highestTerm && !permitted) {
			return "Term " + term + " is granted after term " + this.highestTerm;
		}
		this.highestTerm = Math.max(this.highestTerm, term);
		this.highestTold = Math.max(this.highestTold, term);
		return null;
	}

	/**
	 * Only a loss can bring back a lease after which another was granted. One that was
	 * released or revoked comes back only by a very late call to a server that is not the
	 * same any more, and nobody believes in it.
	 */
	private @Nullable String revived(String owner, LeaseReply reply) {
		Holder holder = this.holders.get(owner);
		if (holder == null) {
			return reply.code() + " to " + owner + ", which was granted nothing";
		}
		if (holder != this.last && this.last != null && this.last.lossesAtGrant == this.losses) {
			return reply.code() + " to " + owner + " although " + this.last.owner + " was granted the lease since";
		}
		boolean same = (reply.code() == Code.RENEWED) ? holder.returnsAtGrant == this.returns
				: holder.disturbancesAtGrant == this.disturbances;
		if (holder.ended && same) {
			return reply.code() + " to " + owner + ", which was released or revoked";
		}
		holder.ended = false;
		return null;
	}

	/**
	 * Who renews in time does not lose the lease, unless it is revoked or the server came
	 * back with another's.
	 */
	private @Nullable String refused(Message message, String owner, long now) {
		Holder holder = this.holders.get(owner);
		boolean safe = holder != null && message.client().isWaitingFor(message) && holder.mayBeBelieved(now)
				&& !holder.ended && holder.returnsAtGrant == this.returns && holder.term >= this.highestTold;
		return safe ? "The lease of " + owner + " is lost although it renews in time" : null;
	}

	/**
	 * The record was released or revoked.
	 * @param owner whose it was
	 * @param term the term since
	 */
	void ended(String owner, long term) {
		Holder holder = this.holders.get(owner);
		if (holder != null) {
			holder.ended = true;
		}
		this.highestTold = Math.max(this.highestTold, term);
	}

	/**
	 * An owner, and what it was granted.
	 */
	private static final class Holder {

		private final ModelClient client;

		private final String owner;

		private long term = -1;

		private double until;

		private int lossesAtGrant;

		private int returnsAtGrant;

		private int disturbancesAtGrant;

		private boolean ended;

		private Holder(ModelClient client, String owner) {
			this.client = client;
			this.owner = owner;
		}

		private void grant(long term, Oracle oracle) {
			this.term = term;
			this.lossesAtGrant = oracle.losses;
			this.returnsAtGrant = oracle.returns;
			this.disturbancesAtGrant = oracle.disturbances;
			this.ended = false;
		}

		private boolean mayBeBelieved(long now) {
			return this.until > now && this.client.mayBelieveIn(this.owner);
		}

	}

}

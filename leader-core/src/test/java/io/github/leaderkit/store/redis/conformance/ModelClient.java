package io.github.leaderkit.store.redis.conformance;

import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseReply.Code;
import io.github.leaderkit.store.LeaseRequest;
import org.jspecify.annotations.Nullable;

/**
 * A candidate that keeps to the rules of the protocol, written from them and not from the
 * engine. Times are microseconds of its own clock if nothing else is said.
 *
 * <ul>
 * <li>One call at a time. What was given up counts for nothing when it is answered.</li>
 * <li>It believes in a lease for five sixths of the ttl, from before the request was sent
 * that was answered. The end of a belief is final.</li>
 * <li>It asks for the lease only if it does not believe, each time with the next number.
 * A lease whose outcome is unknown, or of which the answer came too late, is released
 * first.</li>
 * <li>It remembers what the protocol wants it to: the highest term, the latest expiry
 * seen for it, the largest ttl, the newest time of the server and the run that it is
 * of.</li>
 * </ul>
 */
final class ModelClient {

	private final String instance;

	private final LocalClock clock;

	private final long ttl;

	private final boolean strict;

	private final long takeoverDelay;

	private final long retention;

	private long number;

	private long term;

	private long latestExpiry;

	private long largestTtl;

	private @Nullable Reading reading;

	private boolean rebase;

	private String watched = "";

	private long watchedSince;

	private @Nullable Belief belief;

	private @Nullable String unreleased;

	private @Nullable Message waitingFor;

	private long due;

	ModelClient(String instance, LocalClock clock, long ttl, boolean strict, long takeoverDelay, long retention) {
		this.instance = instance;
		this.clock = clock;
		this.ttl = ttl;
		this.strict = strict;
		this.takeoverDelay = takeoverDelay;
		this.retention = retention;
	}

	/**
	 * Sends what is to be sent next.
	 * @return the call, or {@code null} while it waits for an answer
	 */
	@Nullable Message act(long now) {
		if (this.waitingFor != null) {
			return null;
		}
		look(now);
		this.waitingFor = new Message(this, next(now), now);
		return this.waitingFor;
	}

	private Command next(long now) {
		Belief held = this.belief;
		if (held != null) {
			String run = (this.reading != null) ? this.reading.runId() : "";
			return new Command.Renew(
					new LeaseRequest.Renew(Sequence.KEY, held.owner(), held.term(), this.ttl, notAfter(now), run, ""),
					true);
		}
		if (this.unreleased != null) {
			String owner = this.unreleased;
			this.unreleased = null;
			return new Command.Release(new LeaseRequest.Release(Sequence.KEY, owner, this.retention));
		}
		if (this.reading == null || now - this.reading.sent() > this.ttl * 1000 * 2 / 3) {
			return new Command.Peek();
		}
		this.number++;
		boolean earned = this.strict && now - this.watchedSince >= hold() * 1000;
		return new Command.Acquire(new LeaseRequest.Acquire(Sequence.KEY, this.instance, this.number, this.ttl,
				notAfter(now), this.term, this.latestExpiry, this.rebase, this.strict, earned ? this.watched : "",
				hold(), this.takeoverDelay, ""), true);
	}

	private long notAfter(long now) {
		Reading newest = this.reading;
		if (newest == null) {
			return 0;
		}
		long inTime = (now - newest.sent()) * 11 / 10 + timeout() + 5_000;
		long withoutStep = now - newest.received() + this.ttl * 1000 / 6 - 5_000;
		return newest.serverMillis() + Math.min(inTime, withoutStep) / 1000;
	}

	private long timeout() {
		return this.ttl * 1000 / 12;
	}

	private long hold() {
		return (Math.max(this.ttl, this.largestTtl) * 7 + 5) / 6;
	}

	private long validity() {
		return this.ttl * 1000 * 5 / 6;
	}

	private void look(long now) {
		if (this.belief != null && now >= this.belief.until()) {
			this.unreleased = this.belief.owner();
			this.belief = null;
		}
	}

	/**
	 * Gives up what it waits for.
	 */
	void giveUp() {
		if (this.waitingFor != null && this.waitingFor.command() instanceof Command.Acquire acquire) {
			this.unreleased = acquire.request().owner();
		}
		this.waitingFor = null;
	}

	/**
	 * Gives the lease away with its next call.
	 */
	void resign() {
		if (this.belief != null) {
			giveUp();
			this.unreleased = this.belief.owner();
			this.belief = null;
		}
	}

	/**
	 * Is gone, and believes nothing any more.
	 */
	void crash() {
		this.belief = null;
		this.waitingFor = null;
	}

	/**
	 * An answer arrives.
	 */
	void receive(Message message, @Nullable LeaseReply reply, long now) {
		look(now);
		if (this.waitingFor != message) {
			return;
		}
		this.waitingFor = null;
		if (reply == null) {
			return;
		}
		remember(message, reply, now);
		if (message.command() instanceof Command.Acquire acquire) {
			asked(acquire.request().owner(), message.sent(), reply, now);
		}
		else if (message.command() instanceof Command.Renew) {
			renewed(message.sent(), reply, now);
		}
		else {
			this.due = now;
		}
	}

	private void asked(String owner, long sent, LeaseReply reply, long now) {
		if (reply.code() == Code.LATE) {
			this.rebase |= now - sent < timeout();
			this.due = now;
			return;
		}
		this.rebase = false;
		this.due = now + this.ttl * 1000 / 2;
		if (reply.code() == Code.GRANTED && now < sent + validity()) {
			this.belief = new Belief(owner, reply.term(), sent + validity());
			this.due = now + this.ttl * 1000 / 3;
		}
		else if (reply.code() == Code.GRANTED) {
			this.unreleased = owner;
			this.due = now;
		}
	}

	private void renewed(long sent, LeaseReply reply, long now) {
		this.due = (reply.code() == Code.LATE) ? now : now + this.ttl * 1000 / 3;
		if (this.belief != null && (reply.code() == Code.RENEWED || reply.code() == Code.READOPTED)) {
			this.belief = new Belief(this.belief.owner(), this.belief.term(), sent + validity());
		}
		else if (reply.code() == Code.LOST) {
			this.belief = null;
			this.due = now;
		}
	}

	private void remember(Message message, LeaseReply reply, long now) {
		this.reading = new Reading(reply.serverTime(), message.sent(), now, reply.runId());
		if (reply.code() == Code.LATE || reply.code() == Code.FOREIGN) {
			return;
		}
		if (reply.term() > this.term) {
			this.term = reply.term();
			this.latestExpiry = 0;
		}
		boolean led = !reply.holder().isEmpty() && !reply.holder().startsWith("~");
		if (led && reply.term() == this.term) {
			this.latestExpiry = Math.max(this.latestExpiry, reply.expiry());
		}
		if (led) {
			this.largestTtl = Math.max(this.largestTtl, reply.ttl());
		}
		boolean others = reply.code() == Code.HELD || reply.code() == Code.LOST;
		String seen = others ? reply.holder() + "|" + reply.term() + "|" + reply.expiry() : "";
		if (!seen.equals(this.watched)) {
			this.watched = seen;
			this.watchedSince = now;
		}
	}

	/**
	 * Whether it would say that it leads.
	 */
	boolean believes(long now) {
		return this.belief != null && now < this.belief.until();
	}

	/**
	 * Whether it leads, or will if an answer comes that says so.
	 */
	boolean mayBelieveIn(String owner) {
		return (this.belief != null && this.belief.owner().equals(owner))
				|| (this.waitingFor != null && this.waitingFor.command() instanceof Command.Acquire acquire
						&& acquire.request().owner().equals(owner));
	}

	/**
	 * Until when a call keeps it believing, on a perfect clock.
	 */
	double trueEndOf(Message message) {
		return this.clock.trueTime(message.sent() + validity());
	}

	boolean isWaitingFor(Message message) {
		return this.waitingFor == message;
	}

	boolean isDue(long now) {
		return this.waitingFor == null && now >= this.due;
	}

	/**
	 * Whether it has heard from the server within a time, on its own clock.
	 */
	boolean hasHeardSince(long time) {
		return this.reading != null && this.reading.received() >= time;
	}

	boolean remembers(long atLeastTerm) {
		return this.term >= atLeastTerm;
	}

	/**
	 * Whether it would notice any older record.
	 */
	boolean remembers(long atLeastTerm, long atLeastExpiry) {
		return this.term >= atLeastTerm && (this.term > atLeastTerm || this.latestExpiry >= atLeastExpiry);
	}

	/**
	 * Whether a lease of such a ttl is over when it lets a quarantine end.
	 */
	boolean waitsFor(long otherTtl) {
		return Math.max(this.ttl, this.largestTtl) >= otherTtl;
	}

	long ttl() {
		return this.ttl;
	}

	LocalClock clock() {
		return this.clock;
	}

	@Override
	public String toString() {
		return this.instance.substring(28) + ((this.belief != null) ? " (leads)" : "");
	}

	/**
	 * A clock that runs at its own rate.
	 *
	 * @param rate its microseconds in one that is true
	 * @param begin what it shows when the true time is zero
	 */
	record LocalClock(double rate, long begin) {

		long at(long trueMicros) {
			return this.begin + (long) Math.floor(this.rate * trueMicros);
		}

		double trueTime(long local) {
			return (local - this.begin) / this.rate;
		}

	}

	/**
	 * A call on its way.
	 *
	 * @param client who sent it
	 * @param command the call
	 * @param sent when, on the sender's clock
	 */
	record Message(ModelClient client, Command command, long sent) {

		@Override
		public boolean equals(@Nullable Object other) {
			return this == other;
		}

		@Override
		public int hashCode() {
			return System.identityHashCode(this);
		}

	}

	private record Belief(String owner, long term, long until) {
	}

	private record Reading(long serverMillis, long sent, long received, String runId) {
	}

}

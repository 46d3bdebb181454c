package io.github.leaderkit.store.memory;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
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
 * A server with the record of one election, and all that can go wrong with servers: it
 * loses data or goes back to older data, becomes another run, has its clock set, refuses
 * requests, is cut off from its replicas. Used by one thread.
 */
public final class SimulatedRedis {

	private static final long REMEMBERED_MILLIS = 1_500;

	private static final AtomicLong RUNS = new AtomicLong();

	private final LongSupplier clock;

	private final LongSupplier time;

	private final LeaseRules rules;

	private final Map<Object, Consumer<LeaseSignal>> listeners = new LinkedHashMap<>();

	private final Deque<Past> past = new ArrayDeque<>();

	private @Nullable LeaseRecord record;

	private String run = nextRun();

	private boolean tellsRun = true;

	private boolean publishes = true;

	private boolean replicated = true;

	private long replicatedUntil;

	private boolean foreign;

	private @Nullable ErrorKind refusing;

	private boolean down;

	/**
	 * Starts an empty server.
	 * @param clock its clock, in milliseconds
	 * @param time how much time has passed in the world, in milliseconds
	 * @param rules what it does with requests
	 */
	public SimulatedRedis(LongSupplier clock, LongSupplier time, LeaseRules rules) {
		this.clock = clock;
		this.time = time;
		this.rules = rules;
	}

	private static String nextRun() {
		return "run" + RUNS.incrementAndGet();
	}

	/**
	 * A replica that is promoted, with what it has received.
	 * @param replicaClock its clock
	 * @param lagMillis for how long nothing may have reached it. What was acknowledged by
	 * a replica has.
	 * @return the new master
	 */
	public SimulatedRedis promoteReplica(LongSupplier replicaClock, long lagMillis) {
		SimulatedRedis replica = new SimulatedRedis(replicaClock, this.time, this.rules);
		replica.record = recordAt(Math.max(this.time.getAsLong() - lagMillis, this.replicatedUntil));
		return replica;
	}

	/**
	 * Becomes the master again, as the same run and with the data of the present master,
	 * which has lost none on its way here.
	 * @param master the present master
	 */
	public void promoteAgain(SimulatedRedis master) {
		put(master.record);
		this.down = false;
	}

	/** Starts anew, with all data. */
	public void restart() {
		this.run = nextRun();
	}

	/** Starts anew, with the data of a while ago. */
	public void restartFromDataOf(long millisAgo) {
		put(recordAt(this.time.getAsLong() - millisAgo));
		restart();
	}

	/** Loses the record. */
	public void forget() {
		put(null);
	}

	/**
	 * It answers nobody until it is promoted again, whatever else was wrong with it and
	 * is over.
	 */
	public void shutDown() {
		this.down = true;
	}

	/** Requests are refused. */
	public void refuse(@Nullable ErrorKind kind) {
		this.refusing = kind;
	}

	/** The key holds what somebody else has written; or the record again. */
	public void foreign(boolean value) {
		this.foreign = value;
	}

	/** Whether the user may know the run of the server. */
	public void tellsRun(boolean value) {
		this.tellsRun = value;
	}

	/** Whether the user may publish messages. */
	public void publishes(boolean value) {
		this.publishes = value;
	}

	/** Whether writes reach a replica, which acknowledges them. */
	public void replicates(boolean value) {
		this.replicated = value;
	}

	public boolean isReplicated() {
		return this.replicated;
	}

	/** Keeps what replicas have acknowledged from being lost by a promotion. */
	public void acknowledged() {
		this.replicatedUntil = this.time.getAsLong();
	}

	public void connect(Object client, Consumer<LeaseSignal> listener) {
		this.listeners.put(client, listener);
		listener.accept(new LeaseSignal(Kind.SUBSCRIBED, 0));
	}

	public void disconnect(Object client) {
		this.listeners.remove(client);
	}

	public LeaseReply peek() {
		admit(false);
		return this.foreign ? foreign() : LeaseDecision.peek(this.record, this.clock.getAsLong());
	}

	public LeaseReply readSchedules() {
		admit(false);
		return this.foreign ? foreign() : LeaseDecision.readSchedules(this.record, this.clock.getAsLong());
	}

	public LeaseReply changeSchedules(LeaseRequest.ChangeSchedules request) {
		admit(true);
		if (this.foreign) {
			return foreign();
		}
		LeaseDecision decision = this.rules.changeSchedules(this.record, request, this.clock.getAsLong());
		put(decision.record());
		return decision.reply();
	}

	public LeaseReply acquire(LeaseRequest.Acquire request) {
		admit(true);
		if (this.foreign) {
			return foreign();
		}
		LeaseRecord before = this.record;
		LeaseDecision decision = this.rules.acquire(before, request, this.clock.getAsLong(), run());
		put(decision.record());
		LeaseReply reply = decision.reply().withRunId(run());
		if (reply.code() == Code.GRANTED && decision.record() != before) {
			publish(new LeaseSignal(Kind.GRANTED, reply.term()));
		}
		return reply;
	}

	public LeaseReply renew(LeaseRequest.Renew request) {
		admit(true);
		if (this.foreign) {
			return foreign();
		}
		LeaseDecision decision = this.rules.renew(this.record, request, this.clock.getAsLong(), run());
		put(decision.record());
		return decision.reply().withRunId(run());
	}

	public boolean release(String owner) {
		admit(true);
		if (this.foreign || this.record == null || !this.record.owner().equals(owner)) {
			return false;
		}
		put(this.rules.released(this.record));
		publish(new LeaseSignal(Kind.RELEASED, this.record.term()));
		return true;
	}

	public boolean revoke() {
		admit(true);
		if (this.foreign || this.record == null || !this.record.isLed()) {
			return false;
		}
		put(this.rules.revoked(this.record));
		publish(new LeaseSignal(Kind.REVOKED, this.record.term()));
		return true;
	}

	/**
	 * The instance that has an unexpired lease.
	 * @return the owner's instance, or {@code null} if nobody has
	 */
	public @Nullable String holder() {
		LeaseRecord current = this.record;
		boolean held = current != null && current.isLed() && current.expiry() > this.clock.getAsLong();
		return held ? current.owner().substring(0, current.owner().indexOf('#')) : null;
	}

	/** The term of the record, {@code 0} if there is none. */
	public long term() {
		return (this.record != null) ? this.record.term() : 0;
	}

	/** When the lease of the record ends or ended, {@code 0} if there is none. */
	public long expiry() {
		return (this.record != null) ? this.record.expiry() : 0;
	}

	/** The owner of the record, empty if there is none. */
	public String owner() {
		return (this.record != null) ? this.record.owner() : "";
	}

	/** The entry of a schedule, empty if there is none. */
	public String entry(String schedule) {
		return LeaseRecord.schedulesOf(this.record).entry(schedule);
	}

	/** What its clock shows. */
	public long millis() {
		return this.clock.getAsLong();
	}

	private void admit(boolean write) {
		if (this.down) {
			throw new LeaseStoreException(ErrorKind.UNREACHABLE, "shut down", null);
		}
		boolean about = this.refusing == ErrorKind.READ_ONLY || this.refusing == ErrorKind.WRITES_REFUSED;
		if (this.refusing != null && (write || !about)) {
			throw new LeaseStoreException(this.refusing, "refused", null);
		}
	}

	private LeaseReply foreign() {
		return new LeaseReply(Code.FOREIGN, 0, 0, "", this.clock.getAsLong(), 0, 0, "");
	}

	private String run() {
		return this.tellsRun ? this.run : "";
	}

	private void put(@Nullable LeaseRecord changed) {
		if (changed == this.record) {
			return;
		}
		long now = this.time.getAsLong();
		this.past.addLast(new Past(now, this.record));
		this.record = changed;
		while (this.past.size() > 1 && now - this.past.getFirst().until() > REMEMBERED_MILLIS) {
			this.past.removeFirst();
		}
	}

	private @Nullable LeaseRecord recordAt(long time) {
		for (Past one : this.past) {
			if (one.until() > time) {
				return one.record();
			}
		}
		return this.record;
	}

	private void publish(LeaseSignal signal) {
		if (this.publishes) {
			List.copyOf(this.listeners.values()).forEach((listener) -> listener.accept(signal));
		}
		else if (this.rules.messagesAreVital()) {
			throw new LeaseStoreException(ErrorKind.DENIED, "may not publish", null);
		}
	}

	/**
	 * What the record was before a change.
	 */
	private record Past(long until, @Nullable LeaseRecord record) {
	}

}

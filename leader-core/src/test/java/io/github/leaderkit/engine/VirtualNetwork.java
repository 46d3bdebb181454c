package io.github.leaderkit.engine;

import java.time.Duration;
import java.util.Random;

/**
 * The way between a process and the store, as bad as it is told to be.
 */
public final class VirtualNetwork {

	private static final Duration WAY = Duration.ofNanos(100_000);

	private static final long LOST = -1;

	private final VirtualWorld world;

	private final Random random;

	private final VirtualQueue handed;

	private final VirtualQueue served;

	private Duration requestWay = WAY;

	private Duration replyWay = WAY;

	private Duration jitter = Duration.ZERO;

	private double loss;

	private double duplicates;

	private boolean cutOff;

	private boolean repliesLost;

	private boolean messagesLost;

	private long stalledUntil;

	VirtualNetwork(VirtualWorld world) {
		this.world = world;
		this.random = world.random();
		this.handed = new VirtualQueue(world);
		this.served = new VirtualQueue(world);
	}

	/** The time of a request and its reply together. */
	public void latency(Duration value) {
		latency(value.dividedBy(2), value.dividedBy(2));
	}

	/** The time of a request, and that of a reply or a message. */
	public void latency(Duration request, Duration reply) {
		this.requestWay = request;
		this.replyWay = reply;
	}

	/**
	 * The process hands its requests over one after the other, and needs so long for
	 * each, as if it had hardly any processor time. The time of a command begins when it
	 * was handed over.
	 */
	public void handingTime(Duration value) {
		this.handed.each(value);
	}

	/**
	 * The store carries out the requests of this process one after the other, in the
	 * order in which they arrive, and needs so long for each. None is left out because
	 * nobody waits for its reply any more.
	 */
	public void serviceTime(Duration value) {
		this.served.each(value);
	}

	/** How many requests were neither left out nor carried out yet. */
	int backlog() {
		return this.handed.size() + this.served.size();
	}

	/** Requests and replies take as long as usual. */
	public void prompt() {
		latency(WAY, WAY);
	}

	/** Each way takes up to this much longer, so that one may overtake another. */
	public void jitter(Duration value) {
		this.jitter = value;
	}

	/** How many of the requests and of the replies are lost. */
	public void loss(double share) {
		this.loss = share;
	}

	/** How many of the requests arrive once more. */
	public void duplicates(double share) {
		this.duplicates = share;
	}

	/** Nothing gets through. */
	public void cutOff(boolean value) {
		this.cutOff = value;
	}

	/** Requests arrive and take effect, replies do not. */
	public void loseReplies(boolean value) {
		this.repliesLost = value;
	}

	/** Messages do not arrive. */
	public void loseMessages(boolean value) {
		this.messagesLost = value;
	}

	/** Requests wait on the way, and arrive when that is over. */
	public void stall(Duration duration) {
		this.stalledUntil = this.world.elapsed() + duration.toNanos();
	}

	/** All is well again. */
	public void heal() {
		prompt();
		handingTime(Duration.ZERO);
		serviceTime(Duration.ZERO);
		this.jitter = Duration.ZERO;
		this.loss = 0;
		this.duplicates = 0;
		this.cutOff = false;
		this.repliesLost = false;
		this.messagesLost = false;
		this.stalledUntil = 0;
	}

	/**
	 * How long a request is under way, negative if it is lost.
	 */
	long request() {
		return (this.cutOff || isLost()) ? LOST
				: Math.max(way(this.requestWay), this.stalledUntil - this.world.elapsed());
	}

	/** A request is handed over when it is its turn. */
	void hand(Runnable request) {
		this.handed.add(request);
	}

	/** A request has arrived, and is carried out when it is its turn. */
	void serve(Runnable request) {
		this.served.add(request);
	}

	/**
	 * How long a reply is under way, negative if it is lost.
	 */
	long reply() {
		return (this.cutOff || this.repliesLost || isLost()) ? LOST : way(this.replyWay);
	}

	/**
	 * How long a message is under way, negative if it is lost.
	 */
	long message() {
		return (this.cutOff || this.messagesLost) ? LOST : way(this.replyWay);
	}

	boolean duplicates() {
		return this.duplicates > 0 && this.random.nextDouble() < this.duplicates;
	}

	private boolean isLost() {
		return this.loss > 0 && this.random.nextDouble() < this.loss;
	}

	private long way(Duration least) {
		long more = this.jitter.isZero() ? 0 : (long) (this.random.nextDouble() * this.jitter.toNanos());
		return least.toNanos() + more;
	}

}

package io.github.leaderkit.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.leaderkit.engine.SimulatedNode;
import org.jspecify.annotations.Nullable;

/**
 * One of the processes that contend, as the simulation sees it.
 */
final class Member {

	static final Duration ANNOUNCING = Duration.ofNanos(50_000);

	private final String name;

	private final SimulatedNode node;

	private final Connection connection;

	private final boolean reader;

	private final Standing standing;

	private final long createdAt;

	private final List<Work> work = new ArrayList<>();

	private long disturbedUntil;

	private long timersLateUntil = Long.MIN_VALUE / 2;

	private long awakeSince = Long.MIN_VALUE / 2;

	private long churnsUntil = Long.MIN_VALUE / 2;

	private long setBackAt = Long.MIN_VALUE / 2;

	private long leftAt = Long.MIN_VALUE / 2;

	private final Map<Long, Long> givenUpAt = new HashMap<>();

	private int starts;

	private long startedAt;

	private int vetoes;

	private long vetoedAt;

	private long admittedAt;

	private long leading;

	private long lastTerm;

	private boolean stopped;

	private boolean crashed;

	private @Nullable Long crashedAt;

	/**
	 * Creates a member.
	 * @param name what it is called
	 * @param node the process
	 * @param connection how it reaches the store
	 * @param reader whether someone asks all the time whether it leads, and so notices
	 * the end of a leadership first
	 * @param standing how it stands among the others
	 * @param now the time
	 */
	Member(String name, SimulatedNode node, Connection connection, boolean reader, Standing standing, long now) {
		this.name = name;
		this.node = node;
		this.connection = connection;
		this.reader = reader;
		this.standing = standing;
		this.createdAt = now;
	}

	String name() {
		return this.name;
	}

	SimulatedNode node() {
		return this.node;
	}

	Connection connection() {
		return this.connection;
	}

	/** Since when there is this process. */
	long createdAt() {
		return this.createdAt;
	}

	boolean isReader() {
		return this.reader;
	}

	/** The work that is inside. */
	List<Work> work() {
		return this.work;
	}

	/**
	 * Asks whether it leads.
	 */
	void look() {
		boolean awake = !this.crashed && this.node.isAwake();
		this.leading = awake ? (this.reader ? this.node.read() : this.node.term()) : 0;
		this.lastTerm = (this.leading != 0) ? this.leading : this.lastTerm;
	}

	/** The term it leads, {@code 0} if it does not or cannot be asked. */
	long leading() {
		return this.leading;
	}

	boolean isAwake() {
		return !this.crashed && this.node.isAwake();
	}

	void crash(long now) {
		this.crashed = true;
		this.crashedAt = now;
		this.work.clear();
		this.node.crash();
		this.connection.close();
	}

	/** When it crashed, {@code null} if it has not. */
	@Nullable Long crashedAt() {
		return this.crashedAt;
	}

	boolean isCrashed() {
		return this.crashed;
	}

	/** Its machine sleeps until a time. */
	void sleeps(long until) {
		this.awakeSince = Math.max(this.awakeSince, until);
	}

	long awakeSince() {
		return this.awakeSince;
	}

	/**
	 * The user stops and starts it again and again.
	 * @return {@code false} if that goes on already
	 */
	boolean churnsUntil(long now, long until) {
		boolean begins = !churns(now);
		this.churnsUntil = Math.max(this.churnsUntil, until);
		return begins;
	}

	boolean churns(long now) {
		return now < this.churnsUntil;
	}

	/** Its wall clock is set back. */
	void isSetBack(long now) {
		this.setBackAt = now;
	}

	long setBackAt() {
		return this.setBackAt;
	}

	/** The user has it leave. */
	void leaves(long now) {
		this.leftAt = now;
		givesUp((this.node.term() != 0) ? this.node.term() : this.lastTerm, now);
	}

	/** When the user had it leave last. */
	long leftAt() {
		return this.leftAt;
	}

	/**
	 * It is to give a leadership up, or what is left of a lost one, or does; asking again
	 * changes nothing.
	 */
	void givesUp(long term, long now) {
		this.givenUpAt.putIfAbsent(term, now);
	}

	/** When it first was to give a leadership up. */
	long givenUpAt(long term, long otherwise) {
		return this.givenUpAt.getOrDefault(term, otherwise);
	}

	Standing standing() {
		return this.standing;
	}

	/** The user keeps it from leading. */
	void vetoed(long now) {
		this.vetoedAt = (this.vetoes++ == 0) ? now : this.vetoedAt;
	}

	/** The user lets it lead, as far as this user is concerned. */
	void lifted(long now) {
		this.vetoes--;
		this.admittedAt = now;
	}

	boolean mayLead() {
		return this.standing.candidate() && this.vetoes == 0;
	}

	/** Since when it may not lead. */
	long vetoedAt() {
		return this.vetoedAt;
	}

	/** Since when it may lead. */
	long admittedAt() {
		return this.admittedAt;
	}

	/** The user starts it. */
	void started(long now) {
		this.starts++;
		this.startedAt = now;
		this.stopped = false;
	}

	/** How often the user has started it. */
	int starts() {
		return this.starts;
	}

	/** When the user has started it last. */
	long startedAt() {
		return this.startedAt;
	}

	/** It has stopped, and was not started in the meantime. */
	void stopped() {
		this.stopped = true;
	}

	boolean isStopped() {
		return this.stopped;
	}

	/** Something is wrong with it until then. */
	void disturb(long until) {
		this.disturbedUntil = Math.max(this.disturbedUntil, until);
	}

	long disturbedUntil() {
		return this.disturbedUntil;
	}

	/** What it does at a time may come late until then. */
	void timersLate(long until) {
		this.timersLateUntil = Math.max(this.timersLateUntil, until);
	}

	long timersLateUntil() {
		return this.timersLateUntil;
	}

	void punctual() {
		this.node.lateness(() -> 0);
	}

	@Override
	public String toString() {
		return this.name;
	}

}

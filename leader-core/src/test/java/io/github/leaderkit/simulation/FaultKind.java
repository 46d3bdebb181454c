package io.github.leaderkit.simulation;

import java.time.Duration;
import java.util.function.BiConsumer;

import io.github.leaderkit.ErrorKind;

/**
 * What can go wrong: with a process and its machine, on its way to the store, with the
 * store; and what users do in the meantime.
 */
enum FaultKind {

	/** SIGSTOP, or a long collection of garbage. */
	PAUSE(Scope.MEMBER, (run, f) -> run.member(f).node().pause(f.duration())),

	/** The machine sleeps; its monotonic clock stands still. */
	SUSPEND(Scope.MEMBER, (run, f) -> run.suspend(f)),

	/** The process ends without a word; another is started that remembers nothing. */
	CRASH(Scope.MEMBER, (run, f) -> run.crash(f)),

	/** A copy of the process, with its identity, runs as well. */
	CLONE(Scope.MEMBER, (run, f) -> run.cloneMember(f)),

	/** The wall clock of the machine is set. */
	WALL_STEP(Scope.MEMBER, (run, f) -> run.stepWall(f)),

	/** Threads come late to what they have to do. */
	LATE_THREADS(Scope.MEMBER,
			(run, f) -> run.during(f, (m) -> m.node().lateness(() -> run.some(f.upTo(Simulation.LATENESS.toMillis()))),
					Member::punctual)),

	/** Listeners are slow. */
	SLOW_LISTENERS(Scope.MEMBER,
			(run, f) -> run.during(f, (m) -> m.node().announcingTakes(f.upTo(900)),
					(m) -> m.node().announcingTakes(Member.ANNOUNCING))),

	/** Nothing gets through to the store or back. */
	CUT_OFF(Scope.MEMBER,
			(run, f) -> run.during(f, (m) -> m.node().network().cutOff(true), (m) -> m.node().network().cutOff(false))),

	/** Requests take effect, replies are lost. */
	LOST_REPLIES(Scope.MEMBER,
			(run, f) -> run.during(f, (m) -> m.node().network().loseReplies(true),
					(m) -> m.node().network().loseReplies(false))),

	/** Replies come late or after their time. */
	SLOW_NETWORK(Scope.MEMBER,
			(run, f) -> run.during(f, (m) -> m.node().network().latency(f.upTo(800)),
					(m) -> m.node().network().heal())),

	/** Some is lost, some comes twice, some is overtaken. */
	BAD_NETWORK(Scope.MEMBER, (run, f) -> run.during(f, (m) -> {
		m.node().network().loss(0.1);
		m.node().network().duplicates(0.3);
		m.node().network().jitter(f.upTo(6000));
	}, (m) -> m.node().network().heal())),

	/** Requests wait in a buffer and come when all is well again. */
	STALLED_NETWORK(Scope.MEMBER, (run, f) -> run.member(f).node().network().stall(f.duration())),

	/** Messages do not arrive. */
	LOST_MESSAGES(Scope.MEMBER,
			(run, f) -> run.during(f, (m) -> m.node().network().loseMessages(true),
					(m) -> m.node().network().loseMessages(false))),

	/** The user lets another lead. */
	RESIGN(Scope.MEMBER, (run, f) -> run.resign(run.member(f))),

	/** The user stops the election and starts it again in the same process. */
	STOP_AND_START(Scope.MEMBER, (run, f) -> run.stopAndStart(f)),

	/** The user does that again and again. */
	CHURN(Scope.MEMBER, (run, f) -> run.churn(f)),

	/** Guarded work goes on while the leadership changes. */
	WORK(Scope.MEMBER, (run, f) -> run.work(f)),

	/** The user takes the leadership from whoever has it. */
	REVOKE(Scope.MEMBER, (run, f) -> run.member(f).node().revoke()),

	/** The server stands still; requests wait for it. */
	SERVER_PAUSE(Scope.ALL, (run, f) -> run.servers().pause(f.duration())),

	/** The server is gone, and comes back with all its data. */
	SERVER_RESTART(Scope.ALL, (run, f) -> {
		run.servers().restart();
		run.refusing(f, ErrorKind.UNREACHABLE);
	}),

	/** The server is gone, and comes back empty. */
	EMPTY_RESTART(Scope.ALL, (run, f) -> {
		run.servers().master().forget();
		run.servers().restart();
		run.refusing(f, ErrorKind.UNREACHABLE);
	}),

	/** The server is gone, and comes back with the data of up to a second before. */
	STALE_RESTART(Scope.ALL, (run, f) -> {
		run.servers().restartFromDataOf(f.upTo(1000));
		run.refusing(f, ErrorKind.UNREACHABLE);
	}),

	/** The record is lost: FLUSHALL, DEL, eviction. */
	RECORD_LOST(Scope.ALL, (run, f) -> run.servers().master().forget()),

	/** The clock of the server is set forward. */
	CLOCK_FORWARD(Scope.ALL, (run, f) -> run.servers().stepClock(f.upTo(5000))),

	/** The clock of the server is set back. */
	CLOCK_BACK(Scope.ALL, (run, f) -> run.servers().stepClock(f.upTo(30_000).negated())),

	/** LOADING, BUSY, TRYAGAIN, CLUSTERDOWN. */
	BUSY(Scope.ALL, (run, f) -> run.refusing(f, ErrorKind.BUSY)),

	/** READONLY. */
	READ_ONLY(Scope.ALL, (run, f) -> run.refusing(f, ErrorKind.READ_ONLY)),

	/** MISCONF, NOREPLICAS, OOM. */
	WRITES_REFUSED(Scope.ALL, (run, f) -> run.refusing(f, ErrorKind.WRITES_REFUSED)),

	/** NOPERM, NOAUTH, WRONGPASS. */
	DENIED(Scope.ALL, (run, f) -> run.refusing(f, ErrorKind.DENIED)),

	/** An error that nobody has heard of. */
	UNKNOWN_ERROR(Scope.ALL, (run, f) -> run.refusing(f, ErrorKind.UNKNOWN)),

	/** The key holds something else for a while: WRONGTYPE, FOREIGN. */
	FOREIGN_DATA(Scope.ALL,
			(run, f) -> run.during(f, () -> run.servers().foreign(true), () -> run.servers().foreign(false))),

	/** The run id may not be known. */
	WITHOUT_INFO(Scope.ALL,
			(run, f) -> run.during(f, () -> run.servers().tellsRun(false), () -> run.servers().tellsRun(true))),

	/** Messages may not be published. */
	WITHOUT_PUBLISH(Scope.ALL,
			(run, f) -> run.during(f, () -> run.servers().publishes(false), () -> run.servers().publishes(true))),

	/** Replicas fall behind. */
	REPLICAS_BEHIND(Scope.ALL,
			(run, f) -> run.during(f, () -> run.servers().replicates(false), () -> run.servers().replicates(true))),

	/** A replica becomes the master, with the data of up to a second before. */
	FAILOVER(Scope.ALL, (run, f) -> run.failover(f)),

	/** A replica becomes the master, while the old one still serves some processes. */
	ISOLATED_MASTER(Scope.ALL, (run, f) -> run.isolateMaster(f)),

	/** The user keeps a process from leading for a while. */
	VETO(Scope.MEMBER, (run, f) -> run.veto(f)),

	/**
	 * Calls take long, one way or the other, but come in time; then the clock of the
	 * server is set forward by hardly more than the margin.
	 */
	SLOW_CALLS_AND_STEP(Scope.ALL, (run, f) -> run.slowCallsAndStep(f)),

	/**
	 * A replica becomes the master, with the data of up to a second before; then the
	 * former master, which has never stopped, with all data of the replica.
	 */
	FAILOVER_AND_BACK(Scope.ALL, (run, f) -> run.failoverAndBack(f));

	private final Scope scope;

	private final BiConsumer<Simulation, Fault> injection;

	FaultKind(Scope scope, BiConsumer<Simulation, Fault> injection) {
		this.scope = scope;
		this.injection = injection;
	}

	boolean isOfMember() {
		return this.scope == Scope.MEMBER;
	}

	/**
	 * Whether it disturbs more than one process. A machine that slept takes the clock of
	 * the server for one that jumped, and has running leases counted anew.
	 */
	boolean concernsAll() {
		return !isOfMember() || this == SUSPEND;
	}

	/**
	 * Whether an election can do its work all the same.
	 */
	boolean isHarmless() {
		return this == RESIGN || this == WORK || this == REVOKE || this == SLOW_LISTENERS || this == LOST_MESSAGES
				|| this == STOP_AND_START || this == CHURN || this == VETO || isPermission();
	}

	/**
	 * Whether it sets the clock of the server forward, perhaps by less than can be
	 * noticed.
	 */
	boolean setsClockForward() {
		return this == CLOCK_FORWARD || this == SLOW_CALLS_AND_STEP;
	}

	/**
	 * How long after its end a fault may still keep candidates from trying again.
	 */
	Duration aftermath() {
		return (this == DENIED || this == FOREIGN_DATA) ? Duration.ofMillis(5500) : Duration.ofMillis(600);
	}

	/**
	 * Whether it is about what the user may do, and so goes on for longer.
	 */
	boolean isPermission() {
		return this == WITHOUT_INFO || this == WITHOUT_PUBLISH;
	}

	void inject(Simulation run, Fault fault) {
		this.injection.accept(run, fault);
	}

	private enum Scope {

		MEMBER, ALL

	}

}

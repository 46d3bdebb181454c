package io.github.leaderkit.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.Fire;
import io.github.leaderkit.LeaderElection.GuardedCall;
import io.github.leaderkit.LeaderElection.Registration;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.engine.SimulatedNode;
import io.github.leaderkit.engine.VirtualWorld;
import io.github.leaderkit.engine.decision.Mutant;
import io.github.leaderkit.schedule.FireMutant;
import io.github.leaderkit.store.memory.SimulatedRedis;
import org.jspecify.annotations.Nullable;

/**
 * Four processes, one election, a minute of virtual time, and faults. Seed and faults
 * decide everything that happens.
 */
final class Simulation {

	static final int MEMBERS = 4;

	static final Duration TTL = Duration.ofSeconds(2);

	private static final long LONGEST_TTL = TTL.multipliedBy(2).toNanos();

	private static final Duration COMMAND = ElectionSettings.commandTimeoutFor(List.of(TTL));

	/** More than that of a leader with this ttl, by less than a millisecond. */
	private static final Duration MARGIN = Duration.ofMillis(TTL.toMillis() / 6 + 1);

	static final Duration DRAIN = Duration.ofSeconds(1);

	/** What a drain lasts at least, on clocks that are too fast. */
	static final long SHORTEST_DRAIN = DRAIN.toNanos() / 10 * 9;

	/** How late threads are at most. */
	static final Duration LATENESS = Duration.ofMillis(1500);

	/**
	 * How long after threads were late a timer may still come that was set for the end of
	 * a lease when they were.
	 */
	private static final Duration LATEST_TIMER = TTL.multipliedBy(2).plus(LATENESS);

	private static final Duration FAULTS_UNTIL = Duration.ofSeconds(49);

	private static final Duration LENGTH = Duration.ofSeconds(60);

	private static final double[] RATES = { 11.0 / 12, 1, 13.0 / 12 };

	private final Cell cell;

	private final List<Fault> faults;

	private final Mutant mutant;

	private final @Nullable FireMutant fireMutant;

	private final FireFigures figures;

	private final Random fireChance;

	private final @Nullable Requests requests;

	private final VirtualWorld world;

	private final Servers servers;

	private final Random standings;

	private final boolean longWait;

	private final boolean mixedTtl;

	private final List<Member> members = new ArrayList<>();

	private final List<Member> all = new ArrayList<>();

	private final List<Invariant> invariants;

	private final List<Violation> violations = new ArrayList<>();

	private final Timeline timeline;

	private long disturbedUntil;

	/**
	 * Creates a world without schedules.
	 */
	Simulation(Cell cell, long seed, List<Fault> faults, Mutant mutant) {
		this(cell, seed, faults, mutant, null, false, new FireFigures());
	}

	/**
	 * Creates a world in which all processes have schedules.
	 * @param fireMutant what is wrong with them
	 * @param requested whether users ask for runs and claim by hand as well
	 * @param figures counts what becomes of their fires
	 */
	Simulation(Cell cell, long seed, List<Fault> faults, FireMutant fireMutant, boolean requested,
			FireFigures figures) {
		this(cell, seed, faults, Mutant.NONE, fireMutant, requested, figures);
	}

	private Simulation(Cell cell, long seed, List<Fault> faults, Mutant mutant, @Nullable FireMutant fireMutant,
			boolean requested, FireFigures figures) {
		this.fireMutant = fireMutant;
		this.figures = figures;
		this.fireChance = new Random(seed * 31 + 7);
		this.requests = requested ? new Requests(this, new Random(seed * 37 + 11)) : null;
		this.cell = cell;
		this.faults = faults;
		this.mutant = mutant;
		this.world = new VirtualWorld(seed);
		this.timeline = new Timeline(this.world::elapsed);
		this.standings = new Random(~seed * 31);
		this.longWait = chance(0.2);
		this.mixedTtl = chance(0.2);
		this.servers = new Servers(this.world, (fireMutant != null) ? fireMutant.rules() : mutant.rules(), rate());
		this.invariants = (fireMutant != null) ? ofSchedules(requested) : ofLeases();
	}

	private static List<Invariant> ofLeases() {
		return List.of(new Exclusion(), new TermOrder(), new LeaseSoundness(), new Stickiness(), new EventOrder(),
				new DrainBeforeHandover(), new FencedRegister(), new Liveness(), new Handover(), new Takeover(),
				new NoNeedlessLoss(), new StopIsFinal(), new CallRate(false), new Eligibility(), new Cancellation());
	}

	/**
	 * Those of schedules, and those of leases that do not depend on how long work takes.
	 */
	private static List<Invariant> ofSchedules(boolean requested) {
		List<Invariant> all = new ArrayList<>(List.of(new Exclusion(), new TermOrder(), new LeaseSoundness(),
				new Stickiness(), new EventOrder(), new FencedRegister(), new NoNeedlessLoss(), new CallRate(true),
				new Eligibility(), new ClaimedOnce(), new RunsUnderLease(), new FiresAccounted(), new AttemptsBounded(),
				new SchedulesGoOn(), new RunsApart(), new ClaimedInTime(), new LatestOnly(), new InterruptionsTrue(),
				new ReportedOnce(), new ClaimedByThread()));
		if (requested) {
			all.addAll(List.of(new TriggeredOnce(), new TriggersAccounted(), new NumbersOnce(), new NumbersEnded()));
		}
		return all;
	}

	/**
	 * Lets it happen.
	 * @return what was violated, in the order of time
	 */
	List<Violation> run() {
		for (int i = 0; i < MEMBERS; i++) {
			this.members.add(null);
			start(i);
		}
		if (this.requests != null) {
			this.requests.begin();
		}
		this.world.afterEach(this::look);
		this.faults.forEach((fault) -> this.world.after(fault.at() * 1_000_000, () -> inject(fault)));
		this.world.run(FAULTS_UNTIL);
		this.members.forEach((member) -> member.node().network().heal());
		this.world.run(LENGTH.minus(FAULTS_UNTIL));
		for (Member member : List.copyOf(this.members)) {
			stop(member);
		}
		this.world.run(DRAIN.plus(TTL));
		this.invariants.forEach((invariant) -> invariant.ended(this));
		this.all.forEach((member) -> this.figures.early.add(member.connection().early()));
		return this.violations;
	}

	private void inject(Fault fault) {
		note("fault: %s", fault);
		this.invariants.forEach((invariant) -> invariant.injected(this, fault));
		long until = now() + fault.duration().plus(fault.kind().aftermath()).toNanos();
		if (fault.kind().isHarmless()) {
			until = 0;
		}
		if (fault.kind().isOfMember()) {
			member(fault).disturb(until);
		}
		if (fault.kind() == FaultKind.LATE_THREADS) {
			member(fault).timersLate(now() + fault.duration().plus(LATEST_TIMER).toNanos());
		}
		if (fault.kind().concernsAll()) {
			this.disturbedUntil = Math.max(this.disturbedUntil, until);
		}
		fault.kind().inject(this, fault);
	}

	private void look() {
		this.members.forEach(Member::look);
		for (Invariant invariant : this.invariants) {
			invariant.looked(this);
		}
	}

	/**
	 * The margin is there for clocks that run wrong and for steps that are too small to
	 * notice, but not for the worst of both at once; strict candidates do not need it.
	 */
	private double rate() {
		if (this.cell.setsClockForward() && this.cell.mode() != Mode.STRICT) {
			return 1;
		}
		return RATES[this.world.random().nextInt(RATES.length)];
	}

	private boolean chance(double probability) {
		return this.world.random().nextDouble() < probability;
	}

	private void start(int index) {
		Connection connection = new Connection(this.cell.mode(), this.mutant, this.servers.master(), this.timeline);
		Standing standing = this.cell.unequal() ? Standing.some(this.standings, index == 0) : Standing.EQUAL;
		SimulatedNode node = new SimulatedNode(this.world, this.mutant.clocks(this.world, rate()), connection,
				settings(index, standing), this.mutant, fireMutant());
		node.loaded(standing.loaded());
		Member member = add(index, node, connection, standing);
		note("%s starts", member);
		node.start();
	}

	private FireMutant fireMutant() {
		return (this.fireMutant != null) ? this.fireMutant : FireMutant.NONE;
	}

	private ElectionSettings settings(int index, Standing standing) {
		Duration ttl = (this.mixedTtl && index == 0) ? TTL.multipliedBy(2) : TTL;
		return ElectionSettings.withKey("test")
			.ttl(ttl)
			.waitTime(this.longWait ? ttl.multipliedBy(3) : null)
			.safety(this.cell.mode().safety())
			.drainTimeout(DRAIN)
			.candidate(standing.candidate())
			.rank(standing.rank())
			.maxTenure(tenure(standing, ttl))
			.build();
	}

	private static Duration tenure(Standing standing, Duration ttl) {
		boolean tooShort = standing.maxTenure().compareTo(ttl) < 0;
		return (tooShort && !standing.maxTenure().isZero()) ? ttl : standing.maxTenure();
	}

	private Member add(int index, SimulatedNode node, Connection connection, Standing standing) {
		Member member = new Member("m" + this.all.size(), node, connection, chance(0.5), standing, now());
		this.members.set(index, member);
		this.all.add(member);
		node.storeBusy(this.servers::busyNanos);
		node.addListener((event) -> told(member, event));
		if (this.fireMutant != null) {
			addSchedules(member);
		}
		return member;
	}

	private void addSchedules(Member member) {
		member.connection()
			.watch((change) -> changed(member, change),
					(reply) -> this.invariants
						.forEach((invariant) -> invariant.granted(this, reply.term(), reply.serverTime())),
					this::believed);
		for (Scheduled schedule : Scheduled.values()) {
			member.node().schedule(schedule.settings(), this.fireChance, (fire) -> run(member, schedule, fire));
		}
	}

	private void changed(Member member, EntryChange change) {
		for (Invariant invariant : this.invariants) {
			if (Requests.isByHand(change.schedule())) {
				invariant.changedByHand(this, member, change);
			}
			else if (Requests.isOfTrigger(change.schedule())) {
				invariant.changedOfTrigger(this, member, change);
			}
			else {
				invariant.changed(this, member, change);
			}
		}
	}

	private void believed(String schedule, String text) {
		if (!Scheduled.isOne(schedule)) {
			return;
		}
		Entry entry = Entry.of(text);
		if (entry != null && !entry.hasFired()) {
			this.invariants.forEach((invariant) -> invariant.enrolled(this, schedule, entry));
		}
	}

	private CompletionStage<Void> run(Member member, Scheduled schedule, Fire fire) {
		SimulatedRun run = new SimulatedRun(member, fire, now());
		note("%s begins under term %d, previous %s", run, fire.term(), fire.last());
		for (Invariant invariant : this.invariants) {
			if (fire.triggered()) {
				invariant.begunByTrigger(this, run);
			}
			else {
				invariant.begun(this, run);
			}
		}
		CompletableFuture<Void> end = new CompletableFuture<>();
		member.node().onThread(schedule.duration(this.fireChance).toNanos(), () -> {
			note("%s ends", run);
			run.ends(now());
			end.complete(null);
		});
		return end;
	}

	private void told(Member member, LeadershipEvent event) {
		if (!(event instanceof LeadershipEvent.LeaderChanged)) {
			note("%s is told %s of term %d%s", member, event.getClass().getSimpleName(), event.term(), detail(event));
		}
		Long wish = (this.requests != null) ? Requests.wish(event) : null;
		for (Invariant invariant : this.invariants) {
			if (wish != null) {
				invariant.givenUpOfTrigger(this, member, scheduleOf(event), wish);
			}
			else {
				invariant.told(this, member, event);
			}
		}
	}

	private static String scheduleOf(LeadershipEvent event) {
		return (event instanceof LeadershipEvent.FireMissed missed) ? missed.schedule()
				: ((LeadershipEvent.FireInterrupted) event).schedule();
	}

	private static String detail(LeadershipEvent event) {
		if (event instanceof LeadershipEvent.Demoted demoted) {
			return ", " + demoted.reason();
		}
		if (event instanceof LeadershipEvent.FireMissed || event instanceof LeadershipEvent.FireInterrupted) {
			return ": " + event;
		}
		return (event instanceof LeadershipEvent.Errored errored) ? ", " + errored.kind() : "";
	}

	// What faults do

	Member member(Fault fault) {
		return this.members.get(fault.member());
	}

	void suspend(Fault fault) {
		Member member = member(fault);
		if (now() - member.setBackAt() > LONGEST_TTL) {
			member.node().suspend(fault.duration());
			member.sleeps(now() + fault.duration().toNanos());
		}
	}

	/**
	 * Not back while the machine sleeps or has just woken up, and no sleep just after a
	 * step back: a machine whose clocks both hide that it slept does not know it, which
	 * is a documented limit.
	 */
	void stepWall(Fault fault) {
		Member member = member(fault);
		Duration step = fault.upTo(8000).minusMillis(4000);
		if (!step.isNegative()) {
			member.node().clocks().step(step);
		}
		else if (now() - member.awakeSince() > LONGEST_TTL) {
			member.node().clocks().step(step);
			member.isSetBack(now());
		}
	}

	void slowCallsAndStep(Fault fault) {
		double callMillis = COMMAND.toMillis() * (0.7 + this.world.random().nextDouble() * 0.25);
		double requestMillis = callMillis * Math.sqrt(this.world.random().nextDouble());
		this.members.stream()
			.filter((member) -> member.leading() == 0)
			.forEach((member) -> member.node()
				.network()
				.latency(ofMillis(requestMillis), ofMillis(callMillis - requestMillis)));
		this.world.after(fault.duration().toNanos(), () -> {
			this.members.forEach((member) -> member.node().network().prompt());
			this.servers.stepClock(MARGIN.plus(fault.upTo(100)));
		});
	}

	private static Duration ofMillis(double millis) {
		return Duration.ofNanos((long) (millis * 1_000_000));
	}

	Servers servers() {
		return this.servers;
	}

	/** A random part of a time. */
	long some(Duration most) {
		return chance(0.2) ? (long) (this.world.random().nextDouble() * most.toNanos()) : 0;
	}

	void during(Fault fault, Consumer<Member> begin, Consumer<Member> end) {
		Member member = member(fault);
		during(fault, () -> begin.accept(member), () -> end.accept(member));
	}

	void during(Fault fault, Runnable begin, Runnable end) {
		begin.run();
		this.world.after(fault.duration().toNanos(), end);
	}

	void refusing(Fault fault, ErrorKind kind) {
		SimulatedRedis server = this.servers.master();
		server.refuse(kind);
		this.world.after(fault.duration().toNanos(), () -> {
			server.refuse(null);
			if (kind == ErrorKind.UNREACHABLE) {
				reconnect(server);
			}
		});
	}

	private void reconnect(SimulatedRedis from) {
		for (Member member : this.members) {
			if (!member.isCrashed() && member.connection().server() == from) {
				this.world.after((long) (this.world.random().nextDouble() * 500_000_000), () -> {
					if (!member.isCrashed()) {
						member.connection().moveTo(this.servers.master());
					}
				});
			}
		}
	}

	void failover(Fault fault) {
		SimulatedRedis old = promote(fault);
		old.shutDown();
		reconnect(old);
	}

	/**
	 * If another server was promoted meanwhile, the former master stays away.
	 */
	void failoverAndBack(Fault fault) {
		SimulatedRedis former = promote(fault);
		former.shutDown();
		reconnect(former);
		SimulatedRedis promoted = this.servers.master();
		this.world.after(fault.duration().toNanos(), () -> {
			if (this.servers.master() == promoted) {
				this.servers.promoteAgain(former);
				promoted.shutDown();
				reconnect(promoted);
			}
		});
	}

	void isolateMaster(Fault fault) {
		SimulatedRedis old = promote(fault);
		old.replicates(false);
		Member alone = member(fault);
		for (Member member : this.members) {
			if (member != alone && member.connection().server() == old) {
				member.connection().moveTo(this.servers.master());
			}
		}
		this.world.after(fault.duration().toNanos(), () -> {
			old.refuse(ErrorKind.READ_ONLY);
			reconnect(old);
		});
	}

	private SimulatedRedis promote(Fault fault) {
		Duration skew = Duration.ofMillis(this.world.random().nextInt(4000) - 2000);
		return this.servers.promote(fault.upTo(1000), skew);
	}

	void crash(Fault fault) {
		Member member = member(fault);
		if (member.isCrashed()) {
			return;
		}
		member.crash(now());
		note("%s crashes", member);
		this.world.after(fault.duration().toNanos(), () -> start(fault.member()));
	}

	void cloneMember(Fault fault) {
		Member original = member(fault);
		Member replaced = this.members.get((fault.member() + 1) % MEMBERS);
		if (original.isCrashed() || replaced.isCrashed() || original.isStopped()) {
			return;
		}
		replaced.crash(now());
		Connection connection = new Connection(this.cell.mode(), this.mutant, original.connection().server(),
				this.timeline);
		SimulatedNode node = original.node().cloned(this.world, connection, this.mutant);
		note("%s is cloned", original);
		add(this.members.indexOf(replaced), node, connection, original.standing());
		node.start();
	}

	void veto(Fault fault) {
		Member member = member(fault);
		note("%s may not lead", member);
		member.leaves(now());
		member.vetoed(now());
		Registration veto = member.node().veto();
		this.world.after(fault.duration().toNanos(), () -> {
			note("%s may lead as before", member);
			veto.close();
			member.lifted(now());
		});
	}

	void resign(Member member) {
		note("%s resigns", member);
		member.leaves(now());
		member.node().resign();
	}

	void stopAndStart(Fault fault) {
		stopAndStart(member(fault), fault.duration().toNanos());
	}

	void churn(Fault fault) {
		if (member(fault).churnsUntil(now(), now() + fault.duration().toNanos())) {
			goOnChurning(fault);
		}
	}

	private void goOnChurning(Fault fault) {
		if (member(fault).churns(now())) {
			stopAndStart(member(fault), this.world.random().nextInt(30) * 1_000_000L);
			this.world.after((30 + this.world.random().nextInt(120)) * 1_000_000L, () -> goOnChurning(fault));
		}
	}

	private void stopAndStart(Member member, long nanos) {
		if (!member.isCrashed() && !member.isStopped()) {
			stop(member);
			this.world.after(nanos, () -> {
				note("%s is started", member);
				member.started(now());
				member.node().start();
			});
		}
	}

	private void stop(Member member) {
		note("%s is stopped", member);
		member.leaves(now());
		int starts = member.starts();
		member.node().stop().thenRun(() -> {
			if (member.starts() == starts) {
				note("%s has stopped", member);
				member.stopped();
				this.invariants.forEach((invariant) -> invariant.stopped(this, member, member.node().instance()));
			}
		});
	}

	void work(Fault fault) {
		Member member = member(fault);
		GuardedCall call = member.isAwake() ? member.node().enter() : null;
		if (call == null) {
			return;
		}
		Work work = new Work(call.leadership().term(), FencedRegister.of(this.invariants).size(), new AtomicBoolean());
		member.work().add(work);
		call.onDemotion(() -> work.cancelled().set(true));
		note("%s lets work in", member);
		this.invariants.forEach((invariant) -> invariant.entered(this, member, work));
		this.world.after(fault.duration().toNanos(), () -> leave(member, call, work));
	}

	private void leave(Member member, GuardedCall call, Work work) {
		if (member.isCrashed()) {
			return;
		}
		if (!member.isAwake()) {
			this.world.after(50_000_000, () -> leave(member, call, work));
			return;
		}
		note("work leaves %s", member);
		this.invariants.forEach((invariant) -> invariant.leaving(this, member, work));
		member.work().remove(work);
		call.close();
	}

	// What users do

	/** Something happens when some time has passed. */
	void after(long nanos, Runnable task) {
		this.world.after(nanos, task);
	}

	void begunByHand(SimulatedClaim claim) {
		this.invariants.forEach((invariant) -> invariant.begunByHand(this, claim));
	}

	// What invariants see

	Cell cell() {
		return this.cell;
	}

	/** Nanoseconds since the beginning. */
	long now() {
		return this.world.elapsed();
	}

	/** The processes that run. */
	List<Member> members() {
		return this.members;
	}

	/** All processes that ever ran. */
	List<Member> allMembers() {
		return this.all;
	}

	/** Until when something is wrong with the store, or may still show. */
	long disturbedUntil() {
		return this.disturbedUntil;
	}

	FireFigures figures() {
		return this.figures;
	}

	boolean hasLongWait() {
		return this.longWait;
	}

	boolean hasMixedTtl() {
		return this.mixedTtl;
	}

	void note(String message, Object... arguments) {
		this.timeline.note(message, arguments);
	}

	void violated(String invariant, String message, Object... arguments) {
		Violation violation = new Violation(invariant, now() / 1_000_000, String.format(message, arguments));
		note("violated: %s", violation);
		this.violations.add(violation);
		if (this.cell.claims(violation)) {
			this.timeline.end();
		}
	}

	/**
	 * What happened before the first violation of a claim.
	 */
	List<String> timeline() {
		return this.timeline.lines();
	}

}

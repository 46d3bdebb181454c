package io.github.leaderkit.engine.decision;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseReply.Code;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseResult;
import io.github.leaderkit.store.LeaseSignal;
import io.github.leaderkit.store.LeaseStoreException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A state machine with its state and the time, for tests that give an input and look at
 * the step. The monotonic clock overflows soon after the beginning.
 */
final class Scene {

	static final String KEY = "orders";

	static final String OTHER = "ffffffffffffffffffffffffffffffff#7";

	static final long TERM = 1_000_000;

	final Timing timing;

	final ElectionStateMachine machine;

	ElectionState state;

	Transition transition;

	double chance;

	private long nanos = Long.MAX_VALUE - Duration.ofSeconds(3).toNanos();

	private long wall = 1_700_000_000_000L;

	private long serverNanos = Duration.ofMillis(1_800_000_000_000L).toNanos();

	private int starts;

	private DesiredState desired;

	private boolean quotaReached;

	private long openTerm;

	private boolean opens = true;

	private boolean workInside;

	private boolean demotionPending;

	private Scene(ElectionSettings settings) {
		this.timing = Timing.of(settings, ElectionSettings.commandTimeoutFor(List.of(settings.ttl())));
		this.machine = new ElectionStateMachine("orders", settings, this.timing);
		this.state = ElectionState.initial(settings.candidate());
		this.desired = DesiredState.initial(settings.candidate());
	}

	/** An election with a ttl of 15 s, so that the timing is that of the defaults. */
	static Scene idle() {
		return idle((settings) -> settings);
	}

	static Scene idle(UnaryOperator<ElectionSettings.Builder> customizer) {
		return new Scene(
				customizer.apply(ElectionSettings.withKey(KEY).instance("a").application("shop").waitTime(null))
					.build());
	}

	/** Another leads, with a lease that lasts for its whole ttl, and this one waits. */
	static Scene following() {
		return following((settings) -> settings);
	}

	static Scene following(UnaryOperator<ElectionSettings.Builder> customizer) {
		Scene scene = idle(customizer);
		scene.start();
		scene.held(15_000);
		return scene;
	}

	/** The first attempt is under way. */
	static Scene acquiring() {
		return acquiring((settings) -> settings);
	}

	static Scene acquiring(UnaryOperator<ElectionSettings.Builder> customizer) {
		Scene scene = idle(customizer);
		scene.start();
		scene.free();
		return scene;
	}

	/** Leads since this moment. */
	static Scene leading() {
		return leading((settings) -> settings);
	}

	static Scene leading(UnaryOperator<ElectionSettings.Builder> customizer) {
		Scene scene = acquiring(customizer);
		scene.granted(TERM);
		return scene;
	}

	/** A renewal is under way. */
	static Scene renewing() {
		return renewing((settings) -> settings);
	}

	static Scene renewing(UnaryOperator<ElectionSettings.Builder> customizer) {
		Scene scene = leading(customizer);
		scene.wake();
		return scene;
	}

	// time

	Moment now() {
		return new Moment(this.nanos, this.wall);
	}

	long serverTime() {
		return this.serverNanos / Timing.MILLI;
	}

	Scene pass(long millis) {
		return passNanos(millis * Timing.MILLI);
	}

	Scene passNanos(long time) {
		this.nanos += time;
		this.serverNanos += time;
		this.wall += time / Timing.MILLI;
		return this;
	}

	/** The wall clock of this machine is set. */
	Scene stepWall(long millis) {
		this.wall += millis;
		return this;
	}

	/** The clock of the store is set. */
	Scene stepServer(long millis) {
		this.serverNanos += millis * Timing.MILLI;
		return this;
	}

	/** Lets time pass until the election asked to be woken, and wakes it. */
	Transition wake() {
		assertThat(this.transition.wakes()).as("wakes").isTrue();
		passNanos(Math.max(this.transition.wakeAt() - this.nanos, 0));
		return timer();
	}

	/** How long from now until the election wants to be woken. */
	Duration wakesIn() {
		assertThat(this.transition.wakes()).as("wakes").isTrue();
		return Duration.ofNanos(this.transition.wakeAt() - this.nanos);
	}

	// inputs

	String start() {
		String instance = this.desired.instance();
		if (instance == null) {
			instance = String.format("%032x", ++this.starts);
			this.desired = this.desired.contendingAs(instance);
		}
		timer();
		return instance;
	}

	Transition timer() {
		return take(this.machine.decide(this.state, surroundings(), now(), this.chance));
	}

	Transition resign() {
		this.desired = this.desired.resigning();
		return timer();
	}

	/** The application wants something else, and no turn has come yet. */
	Scene wish(UnaryOperator<DesiredState> change) {
		this.desired = change.apply(this.desired);
		return this;
	}

	Transition mayLead(boolean mayLead) {
		this.desired = this.desired.mayLead(mayLead);
		return timer();
	}

	/** This process leads its share of the other elections, or does not any more. */
	Scene quotaReached(boolean value) {
		this.quotaReached = value;
		return this;
	}

	Transition stop() {
		this.desired = this.desired.contendingAs(null);
		return timer();
	}

	Transition workLeft() {
		this.workInside = false;
		return timer();
	}

	Transition told() {
		this.demotionPending = false;
		return timer();
	}

	/** A reader saw the leadership end. */
	Transition closed(long term) {
		if (this.openTerm == term) {
			this.openTerm = 0;
			this.demotionPending = true;
		}
		return timer();
	}

	/** A reader saw the leadership end, and listeners have heard of it already. */
	Transition closedAndTold() {
		this.openTerm = 0;
		this.demotionPending = false;
		return timer();
	}

	Transition signal(LeaseSignal.Kind kind, long term) {
		return take(
				this.machine.signalled(this.state, surroundings(), new LeaseSignal(kind, term), now(), this.chance));
	}

	Transition complete(LeaseResult outcome) {
		return take(this.machine.completed(this.state, surroundings(),
				Objects.requireNonNullElse(this.state.inFlight(), new LeaseRequest.Peek("nobody asked")), outcome,
				now(), this.chance));
	}

	private Surroundings surroundings() {
		return new Surroundings(this.desired, this.quotaReached, this.openTerm, this.workInside, this.demotionPending);
	}

	/** Guarded work is inside until it is said to have left. */
	private void carryOut(LeaseAction action) {
		switch (action.kind()) {
			case OPEN -> {
				if (this.opens) {
					this.openTerm = action.held().term();
					this.workInside = true;
				}
			}
			case CLOSE -> {
				this.demotionPending = this.demotionPending || this.openTerm != 0;
				this.openTerm = 0;
			}
			case EXTEND, SHUT -> {
			}
		}
	}

	private Transition take(Transition next) {
		this.transition = next;
		this.state = next.state();
		if (next.action() != null) {
			carryOut(next.action());
		}
		return next;
	}

	// outcomes of the call under way

	Transition granted(long term) {
		LeaseRequest.Acquire request = (LeaseRequest.Acquire) this.state.inFlight();
		return complete(LeaseResult.of(new LeaseReply(Code.GRANTED, term, request.ttl(), request.owner(), serverTime(),
				request.ttl(), serverTime() + request.ttl(), request.info())));
	}

	/** The lease is granted, and has ended before the guard could be opened. */
	Transition grantedTooLate(long term) {
		this.opens = false;
		return granted(term);
	}

	Transition renewed() {
		return renewed(Code.RENEWED);
	}

	Transition renewed(Code code) {
		LeaseRequest.Renew request = (LeaseRequest.Renew) this.state.inFlight();
		return complete(LeaseResult.of(new LeaseReply(code, request.term(), request.ttl(), request.owner(),
				serverTime(), request.ttl(), serverTime() + request.ttl(), request.info())));
	}

	/** Another holds the lease. */
	Transition held(long remaining) {
		return held(OTHER, TERM, remaining, 15_000);
	}

	Transition held(String holder, long term, long remaining, long ttl) {
		return record(Code.HELD, holder, term, remaining, ttl);
	}

	Transition lost(String holder, long term, long remaining) {
		return record(Code.LOST, holder, term, remaining, 15_000);
	}

	private Transition record(Code code, String holder, long term, long remaining, long ttl) {
		String info = holder.startsWith("~") ? "" : "instance=b&host=h&pid=1&application=shop&since=5";
		return complete(LeaseResult
			.of(new LeaseReply(code, term, remaining, holder, serverTime(), ttl, serverTime() + remaining, info)));
	}

	/** There is no record. */
	Transition free() {
		return complete(LeaseResult.of(new LeaseReply(Code.HELD, 0, 0, "", serverTime(), 0, 0, "")));
	}

	/** The last leader released the lease. */
	Transition released(long term) {
		return complete(LeaseResult.of(new LeaseReply(Code.HELD, term, 0, "", serverTime(), 15_000, 0, "")));
	}

	Transition late() {
		return complete(LeaseResult.of(new LeaseReply(Code.LATE, 0, 0, "", serverTime(), 0, 0, "")));
	}

	Transition foreign() {
		return complete(LeaseResult.of(new LeaseReply(Code.FOREIGN, 0, 0, "", serverTime(), 0, 0, "")));
	}

	Transition failed(ErrorKind kind) {
		return complete(LeaseResult.of(new LeaseStoreException(kind, "It failed", null)));
	}

	Transition done() {
		return complete(LeaseResult.of(LeaseReply.of(Code.RELEASED)));
	}

	// what the step asks for

	LeaseRequest.Acquire acquire() {
		assertThat(this.transition.call()).isInstanceOf(LeaseRequest.Acquire.class);
		return ((LeaseRequest.Acquire) this.transition.call());
	}

	LeaseRequest.Renew renew() {
		assertThat(this.transition.call()).isInstanceOf(LeaseRequest.Renew.class);
		return ((LeaseRequest.Renew) this.transition.call());
	}

	String release() {
		assertThat(this.transition.call()).isInstanceOf(LeaseRequest.Release.class);
		return ((LeaseRequest.Release) this.transition.call()).owner();
	}

	void peek() {
		assertThat(this.transition.call()).isEqualTo(new LeaseRequest.Peek(KEY));
	}

	void asksNothing() {
		assertThat(this.transition.call()).isNull();
	}

	void closes(DemotionReason reason) {
		assertThat(this.transition.action()).isNotNull();
		assertThat(this.transition.action().kind()).isEqualTo(LeaseAction.Kind.CLOSE);
		assertThat(this.transition.action().reason()).isEqualTo(reason);
	}

	void does(LeaseAction.Kind kind) {
		assertThat(this.transition.action()).isNotNull();
		assertThat(this.transition.action().kind()).isEqualTo(kind);
	}

	/** Whether nothing of a leadership is left to see to. */
	boolean hasLeft() {
		return this.state.hasLeft();
	}

	boolean isIdle() {
		return this.state.phase() instanceof Phase.Idle;
	}

	boolean isFollowing() {
		return this.state.phase() instanceof Phase.Following;
	}

	boolean isLeading() {
		return this.state.phase() instanceof Phase.Leading;
	}

}

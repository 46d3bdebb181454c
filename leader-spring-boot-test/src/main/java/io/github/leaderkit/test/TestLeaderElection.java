package io.github.leaderkit.test;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElection.Registration;
import io.github.leaderkit.Leadership;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.test.time.ManualTime;
import org.jspecify.annotations.Nullable;

/**
 * An election in the hands of a test. Whatever a method causes has happened when it
 * returns: the guard has turned, and listeners and {@code @EventListener}s have been
 * called, on the calling thread.
 *
 * <p>
 * There is one exception. A leadership that is given up ends when the guarded work has
 * left. If such work runs on another thread, {@link #demote(DemotionReason)} returns with
 * the drain under way; what follows happens on that thread when the work leaves, or when
 * time is let pass beyond the {@code drain-timeout}.
 *
 * <p>
 * Time stands still but for what {@link #passTime(Duration)} and the methods that say so
 * let pass, for all elections of the application. May be used by listeners; events of the
 * same election are then published after the listener has returned. Not to be used by
 * several threads at a time.
 */
public final class TestLeaderElection {

	private static final String ANOTHER = "another";

	/** After this time an election goes on that has failed. */
	private static final Duration RECOVERY = Duration.ofSeconds(1);

	private final LeaderElection election;

	private final String key;

	private final TestLeaseStore store;

	private final ManualTime time;

	private @Nullable OtherInstance other;

	private @Nullable Registration veto;

	private boolean stopped;

	private boolean recordLost;

	TestLeaderElection(LeaderElection election, TestLeaseStore store, ManualTime time) {
		this.election = election;
		this.key = election.settings().key();
		this.store = store;
		this.time = time;
	}

	/**
	 * Makes this instance the leader. Whoever led is gone, and calls on the store work
	 * again. If this instance would let others go first, for its rank, or since it has
	 * just resigned, was revoked or had an error, so much time passes. Does nothing else
	 * if it leads already. What the application does when it leads, in a listener or in a
	 * fire that is due, has happened as well, and may have ended the leadership again.
	 * @return the leadership, which has ended if the application gave it up at once
	 * @throws IllegalStateException if the application would not become the leader either
	 */
	public Leadership promote() {
		recover();
		this.store.admit(this.key);
		return win().orElseThrow(() -> new IllegalStateException("Election '" + this.election.name()
				+ "' cannot be promoted. It must be enabled (leader.enabled), a candidate (leader.candidate) "
				+ "and started (leader.auto-start, in a context that runs); no veto must keep it from leading; "
				+ "and guarded work and listeners of its last leadership must have returned, or be given up by "
				+ "letting the drain-timeout pass."));
	}

	private void recover() {
		this.store.heal(this.key);
		if (this.other != null) {
			this.other.stop();
			this.other = null;
		}
		if (this.veto != null) {
			this.veto.close();
			this.veto = null;
		}
		if (this.stopped) {
			this.stopped = false;
			this.election.start();
		}
	}

	/**
	 * What it wins is what the event says, since what the application does when it is
	 * promoted may end the leadership before this returns.
	 */
	private Optional<Leadership> win() {
		// Events of the leadership before are not to be taken for those of the next
		this.time.settle();
		if (leads()) {
			return this.election.leadership();
		}
		AtomicReference<@Nullable Leadership> won = new AtomicReference<>();
		try (Registration listener = this.election.addListener((event) -> {
			if (event instanceof LeadershipEvent.Promoted promoted) {
				won.set(this.election.leadership().orElseGet(() -> ended(promoted)));
			}
		})) {
			Duration respected = this.election.isLeader() ? Duration.ZERO : this.store.free(this.key);
			this.store.hurry(this.key);
			this.time.passUntil(() -> won.get() != null, patience().plus(respected));
		}
		this.recordLost = false;
		return Optional.ofNullable(won.get());
	}

	private static Leadership ended(LeadershipEvent.Promoted promoted) {
		return new Leadership(promoted.election(), promoted.instance(), promoted.term(), promoted.at(), () -> 0);
	}

	private boolean leads() {
		return this.election.runIfLeader(() -> {
		});
	}

	/**
	 * More than any pause after a resignation or an error, for a rank, or after the store
	 * has lost the record.
	 */
	private Duration patience() {
		Duration ttl = this.election.settings().ttl();
		return Duration.ofSeconds(6).plus(this.recordLost ? ttl.multipliedBy(2) : ttl.dividedBy(2));
	}

	/**
	 * Ends the leadership of this instance, which does not lead again before
	 * {@link #promote()}: {@link #demote(DemotionReason)} by {@code REVOKED}. It ends at
	 * once, whatever guarded work is inside, and nobody leads then. Name another reason
	 * where it matters, such as {@code RESIGNED} for a drain.
	 * @throws IllegalStateException if this instance does not lead
	 */
	public void demote() {
		demote(DemotionReason.REVOKED);
	}

	/**
	 * Ends the leadership of this instance, which does not lead again before
	 * {@link #promote()}. Each reason is brought about as in production:
	 * <ul>
	 * <li>{@code RESIGNED}, {@code STOPPED}, {@code INELIGIBLE} by the method of
	 * {@link LeaderElection}, with its drain;</li>
	 * <li>{@code REVOKED} as by another process, {@code LOST} since another leads;</li>
	 * <li>{@code EXPIRED} since the store cannot be reached while time passes to the end
	 * of the lease (or, if {@code on-error} is {@code step-down}, since the process
	 * stands still for so long, which other elections may not survive either);</li>
	 * <li>{@code TENURE} since time passes to the end of the {@code max-tenure};</li>
	 * <li>{@code STORE_ERROR}, {@code FOREIGN_DATA} and {@code FAILED} since the next
	 * renewal fails in such a way; a second passes until an election that has
	 * {@code FAILED} goes on.</li>
	 * </ul>
	 * Afterwards the store works.
	 * @param reason why
	 * @throws IllegalStateException if this instance does not lead, or cannot lose its
	 * leadership for that reason with the settings it has
	 */
	public void demote(DemotionReason reason) {
		Leadership leadership = this.election.leadership()
			.orElseThrow(() -> new IllegalStateException(
					"Election '" + this.election.name() + "' is not led by this instance. Call promote() before."));
		check(reason);
		this.store.heal(this.key);
		this.store.withhold(this.key);
		switch (reason) {
			case RESIGNED -> this.election.resign();
			case STOPPED -> {
				this.stopped = true;
				this.election.stop();
			}
			case INELIGIBLE -> {
				this.veto = this.election.veto("the test demotes it");
			}
			case LOST -> leaderIs(ANOTHER);
			case REVOKED -> this.election.revoke();
			case EXPIRED -> expire(leadership);
			case TENURE -> passTime(untilEndOfTenure(leadership));
			case STORE_ERROR -> failOnce(ErrorKind.UNREACHABLE);
			case FOREIGN_DATA -> failOnce(ErrorKind.FOREIGN_DATA);
			case FAILED -> {
				this.time.failNextCall();
				this.store.hurry(this.key);
				this.time.pass(RECOVERY);
			}
		}
		this.time.settle();
	}

	private void check(DemotionReason reason) {
		if (reason == DemotionReason.STORE_ERROR && !stepsDown()) {
			throw impossible(reason, "on-error is retry", "leader.on-error=step-down, or demote it by EXPIRED");
		}
		if (reason == DemotionReason.TENURE && this.election.settings().maxTenure().isZero()) {
			throw impossible(reason, "it has no max-tenure", "leader.max-tenure");
		}
	}

	private IllegalStateException impossible(DemotionReason reason, String problem, String fix) {
		return new IllegalStateException("Election '" + this.election.name() + "' never loses its leadership by "
				+ reason + ": " + problem + ". Set " + fix + ".");
	}

	private boolean stepsDown() {
		return this.election.settings().onError() == ElectionSettings.OnError.STEP_DOWN;
	}

	private void expire(Leadership leadership) {
		if (stepsDown()) {
			this.time.standStill(leadership.remaining());
		}
		else {
			this.store.fail(this.key, ErrorKind.UNREACHABLE);
			this.time.passUntil(() -> !leadership.isValid(), leadership.remaining());
			this.store.heal(this.key);
		}
	}

	private Duration untilEndOfTenure(Leadership leadership) {
		Instant end = leadership.since().plus(this.election.settings().maxTenure()).plusMillis(1);
		Duration left = Duration.between(Instant.ofEpochMilli(this.time.currentTimeMillis()), end);
		return left.isNegative() ? Duration.ZERO : left;
	}

	private void failOnce(ErrorKind kind) {
		fail(kind);
		this.store.heal(this.key);
	}

	/**
	 * Lets the calls of this instance on the store fail as if Redis was gone, until
	 * {@link #heal()}: {@link #fail(ErrorKind)} by {@code UNREACHABLE}.
	 */
	public void fail() {
		fail(ErrorKind.UNREACHABLE);
	}

	/**
	 * Lets the calls of this instance on the store fail until {@link #heal()} or
	 * {@link #promote()}, and has it make one, so that an
	 * {@link io.github.leaderkit.LeadershipEvent.Errored Errored} is published. A leader
	 * whose lease is not renewed in time, while {@link #passTime(Duration) time passes},
	 * is demoted; at once if {@code on-error} is {@code step-down} or the kind is
	 * {@code FOREIGN_DATA}. If this instance is about to let others go first, so much
	 * time passes.
	 * @param kind what kind of failure it is
	 */
	public void fail(ErrorKind kind) {
		this.store.fail(this.key, kind);
		this.store.hurry(this.key);
		this.time.passUntil(() -> this.store.hasFailed(this.key), patience());
	}

	/**
	 * Lets the calls of this instance on the store work again, and has it make one.
	 */
	public void heal() {
		this.store.heal(this.key);
		this.store.hurry(this.key);
		this.time.settle();
	}

	/**
	 * Lets the store lose the record of this election with all that it knows of
	 * schedules, as a Redis does that starts without its data, and has this instance make
	 * a call. A leader writes the record again and goes on. If nobody leads, nobody is
	 * promoted before a lease could have ended that the store does not know of any more,
	 * and what was planned before may have been run: {@link #promote()} lets that time
	 * pass.
	 */
	public void loseRecord() {
		this.store.lose(this.key);
		this.recordLost = true;
		this.store.hurry(this.key);
		this.time.settle();
	}

	/**
	 * Sets the wall clock of this instance, for all elections. Leases and schedules go by
	 * the clock of the store, so a test can show that the application does so too. It is
	 * set back after the test method. If it is set forward by more than the {@code ttl}
	 * at once, a leadership ends, as it does when a machine wakes up.
	 * @param ahead how far it is ahead of the clock of the store from now on, negative if
	 * it is behind
	 */
	public void skewClock(Duration ahead) {
		this.time.skew(ahead);
		this.store.hurry(this.key);
		this.time.settle();
	}

	/**
	 * Makes another instance the leader. If this instance led, it is demoted by
	 * {@code LOST}.
	 * @param instance the label of the other instance
	 */
	public void leaderIs(String instance) {
		this.store.withhold(this.key);
		if (this.other != null) {
			this.other.stop();
		}
		this.other = new OtherInstance(instance, this.election, this.store, this.time);
		this.store.free(this.key);
		this.other.start();
		this.time.settle();
		this.store.hurry(this.key);
		this.time.settle();
	}

	/**
	 * Lets time pass, for all elections. Whatever falls due meanwhile happens at its
	 * time: renewals, attempts, ends of leaderships.
	 * @param duration how much, not negative
	 */
	public void passTime(Duration duration) {
		this.time.pass(duration);
	}

	/**
	 * The time on the clock of the store, which the methods of this class let pass. It
	 * begins with that of the wall clock when the application started: a test of a
	 * schedule that is to see the same at any time of day lets time pass to a moment of
	 * its own first.
	 * @return the time, exact to a millisecond
	 */
	public Instant now() {
		return Instant.ofEpochMilli(this.time.storeMillis());
	}

	void reset() {
		this.time.skew(Duration.ZERO);
		recover();
		if (this.store.reset(this.key)) {
			win();
		}
		else if (this.election.isLeader()) {
			this.election.resign();
		}
		this.time.settle();
	}

}

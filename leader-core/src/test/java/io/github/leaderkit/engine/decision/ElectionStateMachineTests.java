package io.github.leaderkit.engine.decision;

import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.ElectionSettings.OnError;
import io.github.leaderkit.ElectionSettings.Safety;
import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.LeadershipEvent.Errored;
import io.github.leaderkit.LeadershipEvent.LeaderChanged;
import io.github.leaderkit.engine.decision.Phase.HeldLease;
import io.github.leaderkit.engine.decision.Phase.Led;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseReply.Code;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseSignal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What holds after every step, whatever happens in whatever order. A seed that fails is
 * named by the test.
 */
class ElectionStateMachineTests {

	private static final int STEPS = 4_000;

	static LongStream seeds() {
		return LongStream.rangeClosed(1, 60);
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void whenAnythingHappensThenTheRulesHold(long seed) {
		Play play = new Play(seed);
		for (int i = 0; i < STEPS; i++) {
			play.next();
		}
		assertThat(play.owners).as("attempts").hasSizeGreaterThan(20);
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void whenStoppedAfterAnythingThenItIsIdleByTheDrainTimeoutEvenIfNothingAnswers(long seed) {
		Play play = new Play(seed);
		for (int i = 0; i < 200 + seed; i++) {
			play.next();
		}
		play.comesToRest();
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void whenAllIsWellAgainAfterAnythingThenItLeads(long seed) {
		Play play = new Play(seed);
		for (int i = 0; i < 200 + seed; i++) {
			play.next();
		}
		play.comesToLead();
	}

	/** One election, to which things happen by chance. */
	private static final class Play {

		private final Random random;

		private final ElectionSettings settings;

		private final Scene scene;

		private final Set<String> owners = new HashSet<>();

		private final Set<String> released = new HashSet<>();

		private long lastTerm = Scene.TERM;

		private boolean wanted;

		private String open = "";

		private long openTerm;

		private boolean mayHear;

		private boolean mayLead = true;

		private Play(long seed) {
			this.random = new Random(seed);
			this.settings = customized(ElectionSettings.withKey(Scene.KEY)).build();
			this.scene = Scene.idle(this::customizedLikeSettings);
		}

		private ElectionSettings.Builder customized(ElectionSettings.Builder builder) {
			return builder.safety(pick(Safety.values()))
				.onError(pick(OnError.values()))
				.drainTimeout(Duration.ofSeconds(pick(0, 1, 20)))
				.takeoverDelay(Duration.ofSeconds(pick(0, 2)))
				.waitTime(Duration.ofSeconds(pick(1, 10, 40)))
				.rank(pick(0, 0, 1, 9))
				.maxTenure(Duration.ofSeconds(pick(0, 0, 15, 100)));
		}

		private ElectionSettings.Builder customizedLikeSettings(ElectionSettings.Builder builder) {
			return builder.safety(this.settings.safety())
				.onError(this.settings.onError())
				.drainTimeout(this.settings.drainTimeout())
				.takeoverDelay(this.settings.takeoverDelay())
				.waitTime(this.settings.waitTime())
				.rank(this.settings.rank())
				.maxTenure(this.settings.maxTenure());
		}

		@SafeVarargs
		private <T> T pick(T... values) {
			return values[this.random.nextInt(values.length)];
		}

		private void next() {
			this.scene.chance = this.random.nextDouble();
			switch (this.random.nextInt(21)) {
				case 0 -> start();
				case 1 -> {
					if (this.random.nextInt(4) == 0) {
						stop();
					}
				}
				case 2 -> {
					if (this.random.nextInt(3) == 0) {
						happens(this.scene::resign);
					}
				}
				case 3 ->
					happens(() -> this.scene.signal(pick(LeaseSignal.Kind.values()), this.lastTerm + pick(-1, 0, 1)));
				case 4, 5 -> happens(this.scene::workLeft);
				case 6, 7 -> {
					if (this.mayHear) {
						this.mayHear = false;
						happens(this.scene::told);
					}
				}
				case 8 -> {
					if (this.random.nextInt(5) == 0) {
						happens(() -> this.scene.closed(this.openTerm - pick(0, 0, 1)));
					}
				}
				case 9 -> clocksStep();
				case 20 -> {
					if (this.random.nextInt(3) == 0) {
						this.mayLead = this.random.nextInt(3) > 0;
						happens(() -> this.scene.mayLead(this.mayLead));
					}
					this.scene.quotaReached(this.random.nextInt(3) == 0);
				}
				case 10, 11 -> {
					this.scene.pass(this.random.nextInt(3_000));
					happens(this.scene::timer);
				}
				case 12, 13, 14, 15 -> {
					if (this.scene.state.inFlight() == null && this.scene.transition != null
							&& this.scene.transition.wakes()) {
						happens(this.scene::wake);
					}
				}
				default -> {
					if (this.scene.state.inFlight() != null) {
						this.scene.pass((this.random.nextInt(20) == 0) ? 13_000 : this.random.nextInt(300));
						completes();
					}
				}
			}
		}

		private void start() {
			this.wanted = true;
			happens(this.scene::start);
		}

		private void stop() {
			this.wanted = false;
			happens(this.scene::stop);
		}

		private void clocksStep() {
			if (this.random.nextInt(10) == 0) {
				this.scene.stepWall(this.random.nextInt(40_000) - 20_000);
				this.scene.stepServer(this.random.nextInt(40_000) - 20_000);
			}
		}

		private void completes() {
			LeaseRequest call = this.scene.state.inFlight();
			if (this.random.nextInt(6) == 0) {
				ErrorKind kind = pick(ErrorKind.values());
				fails(kind);
			}
			else if (call instanceof LeaseRequest.Release) {
				completion(this.scene::done);
			}
			else if (this.random.nextInt(15) == 0 && !(call instanceof LeaseRequest.Peek)) {
				completion(this.scene::late);
			}
			else if (this.random.nextInt(40) == 0) {
				completion(this.scene::foreign);
			}
			else if (call instanceof LeaseRequest.Renew) {
				int chance = this.random.nextInt(12);
				if (chance == 0) {
					String holder = pick("", Scene.OTHER, LeaseReply.REVOKED);
					completion(() -> this.scene.lost(holder, ++this.lastTerm, this.random.nextInt(15_000)));
				}
				else {
					completion(() -> this.scene.renewed((chance == 1) ? Code.READOPTED : Code.RENEWED));
				}
			}
			else if (call instanceof LeaseRequest.Acquire && this.random.nextInt(3) > 0) {
				completion(() -> this.scene.granted(++this.lastTerm));
			}
			else {
				String holder = pick("", Scene.OTHER, "~" + Scene.OTHER, LeaseReply.REVOKED,
						this.scene.state.instance() + "#1");
				this.lastTerm += this.random.nextInt(2);
				completion(() -> this.scene.held(holder, this.lastTerm, this.random.nextInt(20_000) - 2_000, 15_000));
			}
		}

		/** What is released again is what may not have been released. */
		private void fails(ErrorKind kind) {
			if (this.scene.state.inFlight() instanceof LeaseRequest.Release release) {
				this.released.remove(release.owner());
			}
			completion(() -> this.scene.failed(kind));
		}

		private void happens(Runnable input) {
			check(input, false);
		}

		private void completion(Runnable input) {
			check(input, true);
		}

		private void check(Runnable input, boolean completes) {
			ElectionState before = this.scene.state;
			input.run();
			if (isGivenUp(before) && before.inFlight() instanceof LeaseRequest.Release release) {
				this.released.remove(release.owner());
			}
			Transition transition = this.scene.transition;
			ElectionState after = transition.state();
			if (before.inFlight() != null && !completes && !isGivenUp(before)) {
				assertThat(transition.call()).as("a call while one is under way").isNull();
				assertThat(after.inFlight()).isSameAs(before.inFlight());
			}
			else {
				assertThat(after.inFlight()).isSameAs(transition.call());
			}
			checkAction(transition);
			checkCall(transition, after);
			checkTime(transition, after);
			transition.events()
				.forEach((event) -> assertThat(event).isInstanceOfAny(LeaderChanged.class, Errored.class));
		}

		private boolean isGivenUp(ElectionState before) {
			return this.scene.now().reached(before.inFlightSince().nanos() + this.scene.timing.answer());
		}

		private void checkAction(Transition transition) {
			LeaseAction action = transition.action();
			if (action == null) {
				return;
			}
			if (action.kind() == LeaseAction.Kind.OPEN) {
				assertThat(this.open).as("the leadership that is open").isEmpty();
				assertThat(this.wanted).as("wanted").isTrue();
				assertThat(this.mayLead).as("may lead").isTrue();
				assertThat(action.held().term()).isGreaterThan(this.openTerm);
				assertThat(this.released).doesNotContain(action.held().owner());
				this.open = action.held().owner();
				this.openTerm = action.held().term();
			}
			else {
				assertThat(action.held().owner()).isEqualTo(this.open);
				assertThat(action.held().term()).isEqualTo(this.openTerm);
			}
			if (action.kind() == LeaseAction.Kind.CLOSE) {
				assertThat(action.reason()).isNotNull();
				this.open = "";
				this.mayHear = true;
			}
		}

		private void checkCall(Transition transition, ElectionState after) {
			LeaseRequest call = transition.call();
			if (call instanceof LeaseRequest.Acquire acquire) {
				assertThat(this.owners.add(acquire.owner())).as("a new owner").isTrue();
				assertThat(this.mayLead).as("may lead").isTrue();
				assertThat(after.phase()).isInstanceOf(Phase.Following.class);
				assertThat(after.workInside()).as("work of an earlier leadership is inside").isFalse();
				assertThat(acquire.notAfter()).isPositive();
			}
			else if (call instanceof LeaseRequest.Release release) {
				String owner = release.owner();
				assertThat(this.owners).contains(owner);
				assertThat(owner).isNotEqualTo(this.open);
				assertThat(this.released.add(owner)).as("released once").isTrue();
			}
			else if (call instanceof LeaseRequest.Renew renew) {
				assertThat(this.owners).contains(renew.owner());
				assertThat(this.released).doesNotContain(renew.owner());
				assertThat(renew.notAfter()).isPositive();
			}
		}

		private void checkTime(Transition transition, ElectionState after) {
			long now = this.scene.now().nanos();
			boolean idle = after.phase() instanceof Phase.Idle;
			if (idle) {
				assertThat(after.inFlight()).isNull();
				assertThat(transition.wakes()).isFalse();
			}
			else if (after.inFlight() == null) {
				assertThat(transition.wakes()).as("a dead end in " + after.phase()).isTrue();
			}
			if (transition.wakes()) {
				assertThat(transition.wakeAt() - now).as("a wake-up in the future").isPositive();
			}
			HeldLease held = led(after.phase());
			assertThat(this.open).isEqualTo((held != null) ? held.owner() : "");
			if (held != null) {
				assertThat(held.hasEnded(this.scene.now())).isFalse();
				assertThat(transition.wakes()).isTrue();
				assertThat(transition.wakeAt() - held.deadline()).as("beyond the end of the lease").isNotPositive();
			}
		}

		private static HeldLease led(Phase phase) {
			return (phase instanceof Led led) ? led.held() : null;
		}

		private void comesToRest() {
			stop();
			long begin = this.scene.now().nanos();
			long command = this.scene.timing.command();
			for (int i = 0; i < 200 && !this.scene.isIdle(); i++) {
				if (this.scene.state.inFlight() == null) {
					happens(this.scene::wake);
				}
				else {
					this.scene.passNanos(command);
					fails(ErrorKind.UNREACHABLE);
				}
			}
			assertThat(this.scene.isIdle()).isTrue();
			assertThat(this.scene.hasLeft()).isTrue();
			assertThat(this.scene.now().nanos() - begin).isLessThanOrEqualTo(this.scene.timing.drain() + 2 * command);
		}

		private void comesToLead() {
			this.mayLead = true;
			happens(() -> this.scene.mayLead(true));
			start();
			for (int i = 0; i < 400 && !this.scene.isLeading(); i++) {
				LeaseRequest call = this.scene.state.inFlight();
				if (call == null) {
					happens(this.scene::wake);
				}
				else if (call instanceof LeaseRequest.Acquire) {
					completion(() -> this.scene.granted(++this.lastTerm));
				}
				else if (call instanceof LeaseRequest.Renew) {
					completion(this.scene::renewed);
				}
				else if (call instanceof LeaseRequest.Release) {
					completion(this.scene::done);
				}
				else {
					completion(() -> this.scene.released(this.lastTerm));
				}
			}
			assertThat(this.scene.isLeading()).isTrue();
		}

	}

}

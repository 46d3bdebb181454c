package io.github.leaderkit.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.ElectionSettings.Safety;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.memory.InMemoryLeaseStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A leader, a candidate whose calls are slow, and a clock of the store that is set
 * forward by a little more than the margin: at every phase of what the two do.
 */
@Tag("jdk-independent")
class ClockStepsInVirtualTimeTests {

	private static final Logger logger = (Logger) LoggerFactory.getLogger("io.github.leaderkit");

	private static final Level level = logger.getLevel();

	private static final Duration TTL = Duration.ofSeconds(15);

	private static final Duration RENEWAL = Duration.ofSeconds(5);

	private static final Duration PROMPT = Duration.ofMillis(10);

	@BeforeAll
	static void beSilent() {
		logger.setLevel(Level.OFF);
	}

	@AfterAll
	static void tellAgain() {
		logger.setLevel(level);
	}

	@ParameterizedTest
	@EnumSource
	void whenCallsWereSlowAndTheClockOfTheStoreIsSetForwardThenTwoNeverLead(Circumstance circumstance) {
		List<Timetable> phases = phases();
		List<Duration> overlaps = phases.stream()
			.map((timetable) -> overlap(timetable, circumstance))
			.filter(Predicate.not(Duration::isZero))
			.sorted()
			.toList();
		assertThat(overlaps.size())
			.as("of %d phases those in which two lead, for %s at most", phases.size(),
					overlaps.isEmpty() ? Duration.ZERO : overlaps.get(overlaps.size() - 1))
			.isZero();
	}

	private static Duration overlap(Timetable timetable, Circumstance circumstance) {
		Pair pair = new Pair(timetable, circumstance.leader, circumstance.candidate);
		pair.run(timetable.slowFor());
		pair.leader.runtime.network.cutOff(true);
		pair.run(timetable.stepAfter());
		pair.stepClock(circumstance.step);
		pair.candidate.runtime.network.heal();
		circumstance.meanwhile.accept(pair.candidate);
		pair.run(TTL.multipliedBy(3));
		assertThat(pair.candidate.isLeader()).as("the candidate leads in the end").isTrue();
		return pair.overlap();
	}

	/**
	 * A candidate knows of a lease by the time of one reply later, and takes it over one
	 * call after its end. It neither looks first nor asks again.
	 */
	@Test
	void whenCallsAreSlowAndNoClockIsSetThenTheLeaseIsTakenOverWhenItEnds() {
		for (Timetable timetable : phases()) {
			Pair pair = new Pair(timetable, UnaryOperator.identity(), UnaryOperator.identity());
			pair.run(timetable.slowFor().plus(timetable.stepAfter()));
			pair.leader.runtime.crash();
			pair.candidate.runtime.calls.clear();
			long ends = pair.server.answer(new LeaseRequest.Peek("test")).expiry();
			Duration slowness = timetable.request().plus(timetable.reply());
			pair.run(
					Duration.ofMillis(ends - pair.world.millis()).plus(slowness).plus(timetable.reply()).plusMillis(3));
			assertThat(pair.candidate.isLeader()).as("leads in %s", timetable).isTrue();
			assertThat(pair.candidate.runtime.calls).as("calls in %s", timetable)
				.hasSizeLessThanOrEqualTo(3)
				.hasOnlyElementsOfType(LeaseRequest.Acquire.class);
		}
	}

	private static List<Timetable> phases() {
		List<Timetable> phases = new ArrayList<>();
		for (int joins = 0; joins < 10_000; joins += 700) {
			for (int slowFor = 0; slowFor < RENEWAL.toMillis(); slowFor += 450) {
				for (int stepAfter = 0; stepAfter < 12_500; stepAfter += 1_100) {
					Duration slow = Duration.ofMillis(590 + phases.size() * 37L % 600);
					boolean slowReplies = phases.size() % 5 == 0;
					phases.add(new Timetable(Duration.ofMillis(joins), slowReplies ? PROMPT : slow,
							slowReplies ? slow : PROMPT, Duration.ofSeconds(20).plusMillis(slowFor),
							Duration.ofMillis(stepAfter)));
				}
			}
		}
		return phases;
	}

	/**
	 * What it takes for a step to be hard to notice, or a lease to be hard to respect.
	 */
	private enum Circumstance {

		BY_DEFAULT(3_000),

		JUST_MORE_THAN_THE_MARGIN(2_510),

		MUCH_MORE_THAN_THE_MARGIN(3_500),

		SET_BACK(-3_000),

		STRICT(3_000, (leader) -> leader.safety(Safety.STRICT), (candidate) -> candidate.safety(Safety.STRICT)),

		/** It looks before it asks, and nothing can refuse a look. */
		CANDIDATE_OF_A_HIGHER_RANK(3_000, (leader) -> leader, (candidate) -> candidate.rank(1)),

		/** The margin of the leader is 1.5 s, that of the candidate 2.5 s. */
		LEADER_WITH_A_SHORTER_TTL(2_000, (leader) -> leader.ttl(Duration.ofSeconds(9)), (candidate) -> candidate),

		CANDIDATE_STOPPED_AND_STARTED(3_000, (leader) -> leader, (candidate) -> candidate, (candidate) -> {
			candidate.stop();
			candidate.engine.start();
		});

		private final Duration step;

		private final UnaryOperator<ElectionSettings.Builder> leader;

		private final UnaryOperator<ElectionSettings.Builder> candidate;

		private final Consumer<VirtualNode> meanwhile;

		Circumstance(int step) {
			this(step, UnaryOperator.identity(), UnaryOperator.identity());
		}

		Circumstance(int step, UnaryOperator<ElectionSettings.Builder> leader,
				UnaryOperator<ElectionSettings.Builder> candidate) {
			this(step, leader, candidate, (node) -> {
			});
		}

		Circumstance(int step, UnaryOperator<ElectionSettings.Builder> leader,
				UnaryOperator<ElectionSettings.Builder> candidate, Consumer<VirtualNode> meanwhile) {
			this.step = Duration.ofMillis(step);
			this.leader = leader;
			this.candidate = candidate;
			this.meanwhile = meanwhile;
		}

	}

	/**
	 * When what happens.
	 *
	 * @param joins how long after the leader the candidate is started
	 * @param request how long requests of the candidate take
	 * @param reply how long replies to it take
	 * @param slowFor for how long they do, before the leader is cut off
	 * @param stepAfter how much later the clock is set
	 */
	private record Timetable(Duration joins, Duration request, Duration reply, Duration slowFor, Duration stepAfter) {
	}

	/**
	 * A leader and a candidate.
	 */
	private static final class Pair {

		private final VirtualWorld world = new VirtualWorld(42);

		private final InMemoryLeaseStore server = new InMemoryLeaseStore(() -> this.world.millis() + this.ahead);

		private final VirtualNode leader;

		private final VirtualNode candidate;

		private long ahead;

		private long bothSince = -1;

		private long longest;

		private Pair(Timetable timetable, UnaryOperator<ElectionSettings.Builder> leader,
				UnaryOperator<ElectionSettings.Builder> candidate) {
			this.leader = node(leader);
			run(Duration.ofSeconds(1).plus(timetable.joins()));
			this.candidate = node(candidate);
			this.candidate.runtime.network.latency(timetable.request(), timetable.reply());
			this.world.afterEach(this::look);
		}

		private VirtualNode node(UnaryOperator<ElectionSettings.Builder> customizer) {
			return new VirtualNode(this.world, this.server,
					customizer.apply(ElectionSettings.withKey("test").ttl(TTL)).build());
		}

		private void run(Duration duration) {
			this.world.run(duration);
		}

		private void stepClock(Duration step) {
			this.ahead += step.toMillis();
		}

		private void look() {
			if (!this.candidate.isLeader() || !this.leader.isLeader()) {
				this.bothSince = -1;
			}
			else if (this.bothSince < 0) {
				this.bothSince = this.world.elapsed();
			}
			else {
				this.longest = Math.max(this.longest, this.world.elapsed() - this.bothSince);
			}
		}

		private Duration overlap() {
			return Duration.ofNanos(this.longest);
		}

	}

}

package io.github.leaderkit.test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.ErrorKind;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElection.GuardedCall;
import io.github.leaderkit.LeaderElections;
import io.github.leaderkit.LeaderInfo;
import io.github.leaderkit.Leadership;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipEvent.Demoted;
import io.github.leaderkit.LeadershipEvent.Errored;
import io.github.leaderkit.LeadershipEvent.LeaderChanged;
import io.github.leaderkit.LeadershipEvent.Promoted;
import io.github.leaderkit.context.LeaderElectionsLifecycle;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link TestLeaderElection} in a real application, each in one of its own.
 */
@Tag("slow")
@Timeout(60)
class TestLeaderElectionTests {

	@Test
	void whenNothingIsSaidThenNobodyLeadsHoweverMuchTimePasses() {
		run((app) -> {
			app.test.passTime(Duration.ofDays(1));
			assertThat(app.election.isLeader()).isFalse();
			assertThat(app.election.currentLeader()).isEmpty();
			assertThat(app.events.all).isEmpty();
			app.work.run();
			assertThat(app.work.runs()).isZero();
		});
	}

	@Test
	void whenItIsPromotedThenEveryoneHasHeardOnTheCallingThread() {
		run((app) -> {
			Leadership leadership = app.test.promote();
			assertThat(leadership.isValid()).isTrue();
			assertThat(app.events.names()).containsExactly("Promoted", "LeaderChanged");
			assertThat(app.events.threads).containsOnly(Thread.currentThread());
			assertThat(app.events.guard).containsOnly(true);
			assertThat(app.events.all.get(0).term()).isEqualTo(leadership.term());
			app.work.run();
			assertThat(app.work.runs()).isOne();
		});
	}

	@Test
	void whenItIsPromotedTwiceThenItIsOneLeadership() {
		run((app) -> {
			assertThat(app.test.promote()).isEqualTo(app.test.promote());
			assertThat(app.events(Promoted.class)).hasSize(1);
		});
	}

	@Test
	void whenItIsPromotedThenNoThreadWasStarted() {
		run((app) -> {
			app.test.promote();
			app.test.passTime(Duration.ofMinutes(1));
			app.test.demote(DemotionReason.RESIGNED);
			assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
				.noneMatch((name) -> name.startsWith("leader-"));
		});
	}

	@ParameterizedTest
	@EnumSource(names = { "TENURE", "STORE_ERROR" }, mode = EnumSource.Mode.EXCLUDE)
	void whenItIsDemotedThenItIsForThatReasonAndForGood(DemotionReason reason) {
		demotes(reason);
	}

	@Test
	void whenItIsDemotedWithoutAReasonThenItEndsAtOnceWhateverWorkIsInside() {
		run((app) -> {
			app.test.promote();
			Thread worker = app.startWork();
			app.test.demote();
			assertThat(app.election.isLeader()).isFalse();
			assertThat(app.election.currentLeader()).isEmpty();
			assertThat(app.events(Demoted.class)).extracting(Demoted::reason).containsExactly(DemotionReason.REVOKED);
			app.endWork(worker);
			app.test.passTime(Duration.ofDays(1));
			assertThat(app.election.isLeader()).isFalse();
			app.test.promote();
		});
	}

	@Test
	void whenItIsDemotedWithoutLeadingThenTheTestIsToldToPromoteItBefore() {
		run((app) -> assertThatIllegalStateException().isThrownBy(app.test::demote)
			.withMessageContaining("Call promote() before"));
	}

	@Test
	void whenTheStoreFailsWithoutAKindThenItIsOutOfReach() {
		run((app) -> {
			app.test.promote();
			app.test.fail();
			assertThat(app.events(Errored.class)).extracting(Errored::kind).containsExactly(ErrorKind.UNREACHABLE);
			app.test.passTime(Duration.ofSeconds(15));
			assertThat(app.events(Demoted.class)).extracting(Demoted::reason).containsExactly(DemotionReason.EXPIRED);
		});
	}

	@Test
	void whenItStepsDownOnErrorThenItIsDemotedByThatError() {
		demotes(DemotionReason.STORE_ERROR, "leader.on-error=step-down");
	}

	@Test
	void whenItStepsDownOnErrorThenItStillExpires() {
		demotes(DemotionReason.EXPIRED, "leader.on-error=step-down");
	}

	@Test
	void whenItsTenureIsLimitedThenItEnds() {
		demotes(DemotionReason.TENURE, "leader.max-tenure=1h");
	}

	private static void demotes(DemotionReason reason, String... properties) {
		run((app) -> {
			long first = app.test.promote().term();
			app.test.demote(reason);
			Demoted demoted = app.events(Demoted.class).get(0);
			assertThat(demoted.reason()).isEqualTo(reason);
			assertThat(demoted.term()).isEqualTo(first);
			assertThat(app.events.threads).containsOnly(Thread.currentThread());
			assertThat(app.events.guard.get(app.events.all.indexOf(demoted))).isFalse();
			app.test.passTime(Duration.ofHours(2));
			assertThat(app.election.isLeader()).isFalse();
			assertThat(app.events(Demoted.class)).hasSize(1);
			assertThat(app.test.promote().term()).isGreaterThan(first);
			assertThat(app.events(Promoted.class)).hasSize(2);
			app.work.run();
			assertThat(app.work.runs()).isOne();
		}, properties);
	}

	@ParameterizedTest
	@EnumSource(names = { "TENURE", "STORE_ERROR" }, mode = EnumSource.Mode.EXCLUDE)
	void whenItIsDemotedThenItCanBePromotedAtOnce(DemotionReason reason) {
		run((app) -> {
			for (int i = 0; i < 3; i++) {
				app.test.promote();
				app.test.demote(reason);
			}
			assertThat(app.events(Demoted.class)).extracting(Demoted::reason).containsExactly(reason, reason, reason);
		});
	}

	@Test
	void whenADemotionIsImpossibleThenTheTestIsToldWhatToSet() {
		run((app) -> {
			assertThatIllegalStateException().isThrownBy(() -> app.test.demote(DemotionReason.RESIGNED))
				.withMessageContaining("promote()");
			app.test.promote();
			assertThatIllegalStateException().isThrownBy(() -> app.test.demote(DemotionReason.TENURE))
				.withMessageContaining("leader.max-tenure");
			assertThatIllegalStateException().isThrownBy(() -> app.test.demote(DemotionReason.STORE_ERROR))
				.withMessageContaining("leader.on-error=step-down");
			assertThat(app.election.isLeader()).isTrue();
		});
	}

	@ParameterizedTest
	@EnumSource(ErrorKind.class)
	void whenTheStoreFailsThenAFollowerTellsAndIsPromotedAllTheSame(ErrorKind kind) {
		run((app) -> {
			app.test.fail(kind);
			assertThat(app.events(Errored.class)).extracting(Errored::kind).containsExactly(kind);
			app.test.promote();
			assertThat(app.election.isLeader()).isTrue();
		});
	}

	@Test
	void whenTheStoreFailsThenALeaderLeadsUntilItsLeaseEnds() {
		run((app) -> {
			app.test.promote();
			app.test.fail(ErrorKind.UNREACHABLE);
			assertThat(app.events(Errored.class)).hasSize(1);
			Duration remaining = app.election.leadership().orElseThrow().remaining();
			app.test.passTime(remaining.minusNanos(1));
			assertThat(app.election.isLeader()).isTrue();
			app.test.passTime(Duration.ofNanos(1));
			assertThat(app.election.isLeader()).isFalse();
			assertThat(app.events.names()).containsExactly("Promoted", "LeaderChanged", "Errored", "Demoted");
			assertThat(app.events(Demoted.class)).extracting(Demoted::reason).containsExactly(DemotionReason.EXPIRED);
		});
	}

	@Test
	void whenTheStoreWorksAgainThenTheLeadershipGoesOn() {
		run((app) -> {
			app.test.promote();
			app.test.fail(ErrorKind.WRITES_REFUSED);
			app.test.passTime(Duration.ofSeconds(6));
			app.test.heal();
			app.test.passTime(Duration.ofHours(1));
			assertThat(app.election.isLeader()).isTrue();
			app.test.fail(ErrorKind.WRITES_REFUSED);
			assertThat(app.events(Errored.class)).hasSize(2);
		});
	}

	@ParameterizedTest
	@EnumSource
	void whenTheStoreStillFailsAtTheEndThenTheApplicationEndsWithoutWaiting(ErrorKind kind) {
		run((app) -> {
			app.test.promote();
			app.test.fail(kind);
		});
	}

	@Test
	void whenAnotherInstanceLeadsThenAFollowerHearsOfIt() {
		run((app) -> {
			app.test.leaderIs("host-b:1");
			assertThat(app.election.currentLeader()).map(LeaderInfo::instance).hasValue("host-b:1");
			app.test.passTime(Duration.ofHours(1));
			app.test.leaderIs("host-c:1");
			assertThat(app.events(LeaderChanged.class)).extracting((event) -> event.leader().instance())
				.containsExactly("host-b:1", "host-c:1");
			long others = app.election.currentLeader().orElseThrow().term();
			assertThat(app.test.promote().term()).isGreaterThan(others);
			app.test.passTime(Duration.ofHours(1));
			assertThat(app.events(Demoted.class)).isEmpty();
		});
	}

	@Test
	void whenAnotherInstanceLeadsThenALeaderHasLost() {
		run((app) -> {
			app.test.promote();
			app.test.leaderIs("host-b:1");
			assertThat(app.events.names()).containsExactly("Promoted", "LeaderChanged", "Demoted", "LeaderChanged");
			assertThat(app.events(Demoted.class)).extracting(Demoted::reason).containsExactly(DemotionReason.LOST);
			assertThat(app.election.currentLeader()).map(LeaderInfo::instance).hasValue("host-b:1");
		});
	}

	@Test
	void whenWorkIsOnAnotherThreadThenADemotionWaitsForItAndTheTestDoesNot() throws Exception {
		run((app) -> {
			app.test.promote();
			Thread worker = app.startWork();
			app.test.demote(DemotionReason.RESIGNED);
			assertThat(app.election.isLeader()).isTrue();
			assertThat(app.events(Demoted.class)).isEmpty();
			app.work.run();
			assertThat(app.work.runs()).as("new work while it drains").isZero();
			app.endWork(worker);
			assertThat(app.events(Demoted.class)).hasSize(1);
			assertThat(app.events.names()).containsExactly("Promoted", "LeaderChanged", "Draining", "Demoted");
			assertThat(app.events.threads.get(3)).isSameAs(worker);
			assertThat(app.election.isLeader()).isFalse();
			app.test.promote();
		});
	}

	@Test
	void whenWorkDoesNotLeaveThenTheDrainTimeoutEndsTheLeadership() {
		run((app) -> {
			app.test.promote();
			Thread worker = app.startWork();
			app.test.demote(DemotionReason.INELIGIBLE);
			app.test.passTime(Duration.ofSeconds(30).minusNanos(1));
			assertThat(app.election.isLeader()).isTrue();
			app.test.passTime(Duration.ofNanos(1));
			assertThat(app.events(Demoted.class)).extracting(Demoted::reason)
				.containsExactly(DemotionReason.INELIGIBLE);
			app.endWork(worker);
		}, "leader.drain-timeout=30s");
	}

	@Test
	void whenWorkOfALostLeadershipIsInsideThenAPromotionIsRefused() {
		run((app) -> {
			app.test.promote();
			Thread worker = app.startWork();
			app.test.demote(DemotionReason.LOST);
			assertThatIllegalStateException().isThrownBy(app.test::promote).withMessageContaining("drain-timeout");
			app.endWork(worker);
			app.test.promote();
		});
	}

	@Test
	void whenWorkCanBeCancelledThenADemotionCancelsIt() {
		run((app) -> {
			app.test.promote();
			List<Thread> cancelled = new ArrayList<>();
			try (GuardedCall call = Objects.requireNonNull(app.election.tryEnter())) {
				call.onDemotion(() -> cancelled.add(Thread.currentThread()));
				app.test.demote(DemotionReason.LOST);
			}
			assertThat(cancelled).containsExactly(Thread.currentThread());
		});
	}

	@Test
	void whenAListenerResignsThenItIsDemotedBeforeThePromotionReturns() {
		run((app) -> {
			app.election.addListener((event) -> {
				if (event instanceof Promoted) {
					app.election.resign();
					assertThat(app.election.isLeader()).isFalse();
				}
			});
			Leadership leadership = app.test.promote();
			assertThat(leadership.isValid()).isFalse();
			assertThat(app.events.names()).contains("Promoted", "Demoted");
		});
	}

	@ParameterizedTest
	@EnumSource(names = { "RESIGNED", "STOPPED", "INELIGIBLE", "LOST", "REVOKED", "EXPIRED" })
	void whenAListenerWaitsForAnotherThreadThatUsesTheElectionsThenNothingIsLocked(DemotionReason reason) {
		run((app) -> {
			List<String> answers = new ArrayList<>();
			app.election.addListener((event) -> {
				if (event instanceof Promoted || event instanceof Demoted) {
					answers.add(onAnotherThread(() -> use(app)));
				}
			});
			app.test.promote();
			app.test.demote(reason);
			app.test.promote();
			app.context.stop();
			assertThat(answers).containsExactly("leads", "follows", "leads", "follows");
		});
	}

	@Test
	void whenAListenerIsAddedLateThenItHearsBeforeTheCallReturnsAndNothingIsLocked() {
		run((app) -> {
			app.test.promote();
			List<String> answers = new ArrayList<>();
			app.elections.addListener((event) -> answers.add(onAnotherThread(() -> use(app))));
			assertThat(answers).containsExactly("leads", "leads");
		});
	}

	/**
	 * Takes each lock that an election may hold.
	 */
	private static String use(RunningApplication app) {
		app.elections.all();
		app.elections.addListener((event) -> {
		}).close();
		boolean leads = app.election.isLeader();
		if (!leads) {
			app.election.veto("for a moment").close();
		}
		app.work.run();
		return leads ? "leads" : "follows";
	}

	private static <T> T onAnotherThread(Supplier<T> action) {
		return CompletableFuture.supplyAsync(action).orTimeout(10, TimeUnit.SECONDS).join();
	}

	@Test
	void whenAListenerPromotesAnotherElectionThenItLeadsAtOnce() {
		run((app) -> {
			TestLeaderElection nightly = app.tests.get("nightly");
			List<Boolean> leads = new ArrayList<>();
			app.election.addListener((event) -> {
				if (event instanceof Promoted) {
					nightly.promote();
					leads.add(app.elections.get("nightly").isLeader());
				}
			});
			app.test.promote();
			assertThat(leads).containsExactly(true);
		}, "leader.key=app", "leader.elections.nightly.ttl=20s");
	}

	@Test
	void whenGuardedWorkResignsThenItIsDemotedWhenTheWorkLeaves() {
		run((app) -> {
			app.test.promote();
			app.election.runIfLeader(() -> {
				app.election.resign();
				assertThat(app.election.isLeader()).isTrue();
			});
			assertThat(app.election.isLeader()).isFalse();
			assertThat(app.events(Demoted.class)).hasSize(1);
		});
	}

	@Test
	void whenTheApplicationResignsThenItContendsAgainWhenTimePasses() {
		run((app) -> {
			app.test.promote();
			app.election.resign();
			assertThat(app.election.isLeader()).isFalse();
			app.test.passTime(Duration.ofMinutes(1));
			assertThat(app.election.isLeader()).isTrue();
		});
	}

	@Test
	void whenTimePassesThenTheClockShowsIt() {
		run((app) -> {
			Instant before = app.tests.now();
			app.tests.passTime(Duration.ofHours(5));
			assertThat(app.tests.now()).isEqualTo(before.plus(Duration.ofHours(5)));
			assertThatIllegalArgumentException().isThrownBy(() -> app.tests.passTime(Duration.ofNanos(-1)));
		});
	}

	@Test
	void whenAnElectionIsCreatedAtRunTimeThenItIsInTheHandsOfTheTestToo() {
		run((app) -> {
			LeaderElection late = app.elections.create("late", ElectionSettings.withKey("late").build());
			assertThat(late.isLeader()).isFalse();
			app.tests.get("late").promote();
			assertThat(late.isLeader()).isTrue();
			assertThat(app.election.isLeader()).isFalse();
		});
	}

	@Test
	void whenElectionsAreSwitchedOffThenAPromotionIsRefused() {
		run((app) -> assertThatIllegalStateException().isThrownBy(app.test::promote)
			.withMessageContaining("leader.enabled"), "leader.enabled=false");
		run((app) -> assertThatIllegalStateException().isThrownBy(app.test::promote), "leader.auto-start=false");
		run((app) -> assertThatIllegalStateException().isThrownBy(app.test::promote), "leader.candidate=false");
	}

	@ParameterizedTest
	@EnumSource(ElectionSettings.Safety.class)
	void whenACandidateIsStrictOrOfALowRankThenItIsPromotedAllTheSame(ElectionSettings.Safety safety) {
		run((app) -> {
			app.test.leaderIs("other");
			app.test.promote();
			app.test.demote(DemotionReason.EXPIRED);
			app.test.promote();
			assertThat(app.events(Promoted.class)).hasSize(2);
		}, "leader.safety=" + safety, "leader.rank=9", "leader.takeover-delay=1h");
	}

	@Test
	void whenTheApplicationIsPausedAndResumedThenItLeadsAgain() {
		run((app) -> {
			app.test.promote();
			app.context.stop();
			assertThat(app.events(Demoted.class)).extracting(Demoted::reason).containsExactly(DemotionReason.STOPPED);
			app.context.start();
			assertThat(app.election.isLeader()).isTrue();
			assertThat(app.context.getBean(LeaderElectionsLifecycle.class).isRunning()).isTrue();
		});
	}

	@Test
	void whenTheApplicationClosesThenItIsDemotedOnTheClosingThread() {
		List<Application.Events> events = new ArrayList<>();
		run((app) -> {
			app.test.promote();
			events.add(app.events);
		});
		assertThat(events.get(0).names()).containsExactly("Promoted", "LeaderChanged", "Demoted");
		assertThat(events.get(0).threads).containsOnly(Thread.currentThread());
	}

	@Test
	void whenManyApplicationsAreTestedAtATimeThenTheyDoNotMeet() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(8);
		try {
			List<Callable<Object>> tests = IntStream.range(0, 24).<Callable<Object>>mapToObj((i) -> () -> {
				demotes(DemotionReason.values()[i % 2], "leader.key=the-same");
				return i;
			}).toList();
			for (Future<?> test : threads.invokeAll(tests)) {
				test.get();
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	void whenManyThreadsUseOneElectionThenEventsStayInOrder() throws Exception {
		run((app) -> {
			CountDownLatch over = new CountDownLatch(1);
			Thread[] workers = IntStream.range(0, 4).mapToObj((i) -> new Thread(() -> {
				while (over.getCount() > 0) {
					app.work.run();
					app.election.isLeader();
				}
			})).toArray(Thread[]::new);
			List.of(workers).forEach(Thread::start);
			for (int i = 0; i < 300; i++) {
				app.test.promote();
				app.test.demote(DemotionReason.RESIGNED);
				while (app.election.isLeader()) {
					Thread.onSpinWait();
				}
			}
			over.countDown();
			List.of(workers).forEach(TestLeaderElectionTests::join);
			app.test.passTime(Duration.ZERO);
			assertThat(app.work.runs()).isPositive();
			List<String> turns = app.events.names()
				.stream()
				.filter((name) -> name.matches("Promoted|Demoted"))
				.toList();
			assertThat(turns).hasSize(600);
			IntStream.range(0, 600)
				.forEach((i) -> assertThat(turns.get(i)).isEqualTo((i % 2 == 0) ? "Promoted" : "Demoted"));
		});
	}

	private static void join(Thread thread) {
		try {
			thread.join(10_000);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * That something waits at the end for time to pass is not hidden by the timeout of
	 * the context, which is longer than that of the test.
	 */
	private static void run(Consumer<RunningApplication> test, String... properties) {
		SpringApplication application = new SpringApplicationBuilder(Application.class,
				TestLeaderElectionAutoConfiguration.class)
			.web(WebApplicationType.NONE)
			.properties("spring.lifecycle.timeout-per-shutdown-phase=5m")
			.properties(properties)
			.build();
		// The log is that of the whole process: applications cannot set it up at a time
		application.setListeners(application.getListeners()
			.stream()
			.filter((listener) -> !(listener instanceof LoggingApplicationListener))
			.toList());
		try (ConfigurableApplicationContext context = application.run()) {
			test.accept(new RunningApplication(context));
		}
	}

	private static final class RunningApplication {

		final ConfigurableApplicationContext context;

		final LeaderElections elections;

		final TestLeaderElections tests;

		final TestLeaderElection test;

		final LeaderElection election;

		final Application.Events events;

		final Application.Work work;

		RunningApplication(ConfigurableApplicationContext context) {
			this.context = context;
			this.elections = context.getBean(LeaderElections.class);
			this.tests = context.getBean(TestLeaderElections.class);
			this.election = this.elections.get(LeaderElections.DEFAULT);
			this.test = this.tests.get(LeaderElections.DEFAULT);
			this.events = context.getBean(Application.Events.class);
			this.work = context.getBean(Application.Work.class);
		}

		<E extends LeadershipEvent> List<E> events(Class<E> type) {
			return this.events.all.stream().filter(type::isInstance).map(type::cast).toList();
		}

		Thread startWork() {
			Thread worker = new Thread(() -> {
				try {
					this.work.stay();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			});
			worker.start();
			try {
				this.work.awaitStart();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			return worker;
		}

		void endWork(Thread worker) {
			this.work.end();
			join(worker);
		}

	}

}

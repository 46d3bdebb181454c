package io.github.leaderkit.engine.lease;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.LeaderElection.GuardedCall;
import io.github.leaderkit.Leadership;
import io.github.leaderkit.engine.decision.Phase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;

import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class GuardedCallsTests {

	private final HandClocks clocks = new HandClocks();

	private final LeaseCell cell = new LeaseCell("orders", "a", this.clocks, (event) -> {
	}, (term) -> {
	});

	private final List<Tenure> emptied = new ArrayList<>();

	private final List<Runnable> later = new ArrayList<>();

	private final GuardedCalls calls = new GuardedCalls(this.cell, this.emptied::add, this.later::add, false);

	@AfterEach
	void nothingIsCurrentAnyMore() {
		assertThat(Leadership.current()).isEmpty();
	}

	@Test
	void whenItDoesNotLeadThenNoWorkIsLetIn() {
		assertThat(this.calls.tryEnter(Duration.ZERO)).isNull();
		assertThat(Leadership.current()).isEmpty();
	}

	@Test
	void whenItLeadsThenWorkIsLetInAndKnowsItsLeadership() {
		Tenure tenure = lead(3);
		try (GuardedCall call = this.calls.tryEnter(Duration.ZERO)) {
			assertThat(call.leadership().term()).isEqualTo(3);
			assertThat(Leadership.current()).containsSame(call.leadership());
			assertThat(tenure.isEmpty()).isFalse();
		}
		assertThat(Leadership.current()).isEmpty();
		assertThat(tenure.isEmpty()).isTrue();
		assertThat(this.emptied).isEmpty();
	}

	@Test
	void whenTheLeaseHasEndedThenNoWorkIsLetInAndNoneIsCounted() {
		Tenure tenure = lead(3);
		this.clocks.pass(12_500);
		assertThat(this.calls.tryEnter(Duration.ZERO)).isNull();
		assertThat(tenure.isEmpty()).isTrue();
	}

	@Test
	void whenItDrainsThenNoNewWorkIsLetIn() {
		Tenure tenure = lead(3);
		tenure.shut();
		assertThat(this.calls.tryEnter(Duration.ZERO)).isNull();
		assertThat(tenure.isEmpty()).isTrue();
	}

	@Test
	void whenItDrainsThenTheLastToLeaveIsReported() {
		Tenure tenure = lead(3);
		GuardedCall first = this.calls.tryEnter(Duration.ZERO);
		GuardedCall second = onOtherThread(() -> this.calls.tryEnter(Duration.ZERO));
		tenure.shut();
		onOtherThread(() -> {
			second.close();
			return null;
		});
		assertThat(this.emptied).isEmpty();
		first.close();
		assertThat(this.emptied).containsExactly(tenure);
	}

	@Test
	void whenLeadershipEndsThenTheLastToLeaveIsReported() {
		Tenure tenure = lead(3);
		GuardedCall call = this.calls.tryEnter(Duration.ZERO);
		this.cell.close(3, DemotionReason.LOST);
		assertThat(this.emptied).isEmpty();
		call.close();
		assertThat(this.emptied).containsExactly(tenure);
	}

	@Test
	void whenClosedTwiceThenItLeavesOnce() {
		Tenure tenure = lead(3);
		GuardedCall first = this.calls.tryEnter(Duration.ZERO);
		GuardedCall second = this.calls.tryEnter(Duration.ZERO);
		second.close();
		second.close();
		assertThat(tenure.isEmpty()).isFalse();
		first.close();
		assertThat(tenure.isEmpty()).isTrue();
	}

	@Test
	void whenWorkComesThenItIsRegisteredBeforeTheLeaseIsLookedAt() {
		Tenure tenure = lead(3);
		List<Boolean> empty = new ArrayList<>();
		this.clocks.afterNextWallReading = () -> empty.add(tenure.isEmpty());
		try (GuardedCall call = this.calls.tryEnter(Duration.ZERO)) {
			assertThat(call).isNotNull();
			assertThat(empty).containsExactly(false);
		}
	}

	@Test
	void whenADrainBeginsWhileWorkIsBeingLetInThenItCountsTheWorkAndHearsOfItsEnd() {
		Tenure tenure = lead(3);
		List<Boolean> empty = new ArrayList<>();
		this.clocks.afterNextWallReading = () -> {
			tenure.shut();
			empty.add(tenure.isEmpty());
		};
		GuardedCall call = this.calls.tryEnter(Duration.ZERO);
		assertThat(empty).containsExactly(false);
		assertThat(call).isNotNull();
		assertThat(this.emptied).isEmpty();
		call.close();
		assertThat(this.emptied).containsExactly(tenure);
	}

	@Test
	void whenLeadershipEndsWhileWorkIsBeingLetInThenItIsNotLetInAndTheEndIsHeard() {
		Tenure tenure = lead(3);
		this.clocks.wall += 12_500;
		this.clocks.afterNextWallReading = () -> assertThat(tenure.isEmpty()).isFalse();
		assertThat(this.calls.tryEnter(Duration.ZERO)).isNull();
		assertThat(tenure.isEmpty()).isTrue();
		assertThat(this.emptied).containsExactly(tenure);
	}

	@Test
	void whenItDrainsThenWorkWithinWorkIsLetIn() {
		Tenure tenure = lead(3);
		GuardedCall outer = this.calls.tryEnter(Duration.ZERO);
		tenure.shut();
		GuardedCall inner = this.calls.tryEnter(Duration.ZERO);
		assertThat(inner).isNotNull();
		inner.close();
		assertThat(Leadership.current()).containsSame(outer.leadership());
		assertThat(this.emptied).isEmpty();
		outer.close();
		assertThat(this.emptied).containsExactly(tenure);
	}

	@Test
	void whenItDrainsThenWorkOnAnotherThreadIsNotWithinWork() {
		Tenure tenure = lead(3);
		try (GuardedCall outer = this.calls.tryEnter(Duration.ZERO)) {
			tenure.shut();
			GuardedCall other = onOtherThread(() -> this.calls.tryEnter(Duration.ZERO));
			assertThat(other).isNull();
			assertThat(outer.leadership().isValid()).isTrue();
			assertThat(tenure.isEmpty()).isFalse();
		}
	}

	@Test
	void whenTheLeadershipHasEndedThenWorkWithinWorkIsNotLetIn() {
		Tenure tenure = lead(3);
		GuardedCall outer = this.calls.tryEnter(Duration.ZERO);
		this.cell.close(3, DemotionReason.LOST);
		assertThat(this.calls.tryEnter(Duration.ZERO)).isNull();
		lead(4).shut();
		assertThat(this.calls.tryEnter(Duration.ZERO)).as("work of term 3 is not within term 4").isNull();
		outer.close();
		assertThat(this.emptied).contains(tenure);
		assertThat(tenure.isEmpty()).isTrue();
	}

	@Test
	void whenAllWorkHasLeftThenWhatStillBelievesToBeInsideIsNotLetIn() {
		Tenure tenure = lead(3);
		GuardedCall call = this.calls.tryEnter(Duration.ZERO);
		Leadership leadership = call.leadership();
		tenure.shut();
		call.close();
		assertThat(this.emptied).containsExactly(tenure);
		try (Leadership.Scope scope = leadership.makeCurrent()) {
			assertThat(this.calls.tryEnter(Duration.ZERO)).isNull();
			assertThat(tenure.isEmpty()).isTrue();
			assertThat(scope).isNotNull();
		}
	}

	@Test
	void whenTheLeadershipDoesNotLastForLongEnoughThenNoWorkIsLetInAndNoneIsCounted() {
		Tenure tenure = lead(3);
		this.clocks.pass(10_000);
		assertThat(this.calls.tryEnter(Duration.ofMillis(2_501))).isNull();
		assertThat(tenure.isEmpty()).isTrue();
		for (Duration enough : List.of(Duration.ofMillis(2_500), Duration.ZERO, Duration.ofDays(-1))) {
			GuardedCall call = this.calls.tryEnter(enough);
			assertThat(call).isNotNull();
			call.close();
		}
	}

	@Test
	void whenTheTermCannotBeLoggedThenTheWorkIsNotCounted() {
		Tenure tenure = lead(3);
		GuardedCalls logging = new GuardedCalls(this.cell, this.emptied::add, this.later::add, true);
		MDCAdapter adapter = MDC.getMDCAdapter();
		try {
			set(new Refusing());
			assertThatIllegalStateException().isThrownBy(() -> logging.tryEnter(Duration.ZERO));
		}
		finally {
			set(adapter);
		}
		assertThat(tenure.isEmpty()).isTrue();
	}

	@Test
	void whenTheTermIsLoggedThenItIsInTheDiagnosticContextOfTheWork() {
		lead(3);
		GuardedCalls logging = new GuardedCalls(this.cell, this.emptied::add, this.later::add, true);
		MDC.put(ElectionSettings.MDC_TERM, "mine");
		try (GuardedCall call = logging.tryEnter(Duration.ZERO)) {
			assertThat(call).isNotNull();
			assertThat(MDC.get(ElectionSettings.MDC_TERM)).isEqualTo("3");
			assertThat(MDC.get(ElectionSettings.MDC_ELECTION)).isEqualTo("orders");
			assertThat(Leadership.current()).isPresent();
		}
		assertThat(MDC.get(ElectionSettings.MDC_TERM)).isEqualTo("mine");
		assertThat(MDC.get(ElectionSettings.MDC_ELECTION)).isNull();
		assertThat(Leadership.current()).isEmpty();
		MDC.clear();
	}

	// work that goes on elsewhere

	@Test
	void whenDetachedThenNothingIsCurrentAndItStillCounts() {
		Tenure tenure = lead(3);
		GuardedCall call = this.calls.tryEnter(Duration.ZERO);
		call.detach();
		call.detach();
		assertThat(Leadership.current()).isEmpty();
		assertThat(tenure.isEmpty()).isFalse();
		call.close();
		call.close();
		assertThat(tenure.isEmpty()).isTrue();
	}

	@Test
	void whenDetachedThenWhatIsCurrentOnTheThreadThatClosesItStays() {
		lead(3);
		GuardedCalls logging = new GuardedCalls(this.cell, this.emptied::add, this.later::add, true);
		GuardedCall call = logging.tryEnter(Duration.ZERO);
		call.detach();
		assertThat(MDC.get(ElectionSettings.MDC_TERM)).isNull();
		onOtherThread(() -> closeWithin(call));
		assertThat(this.cell.tenure().isEmpty()).isTrue();
	}

	@Test
	void whenClosedOnAnotherThreadWithoutBeingDetachedThenWhatIsCurrentThereStays() {
		lead(3);
		GuardedCalls logging = new GuardedCalls(this.cell, this.emptied::add, this.later::add, true);
		GuardedCall call = logging.tryEnter(Duration.ZERO);
		onOtherThread(() -> closeWithin(call));
		assertThat(this.cell.tenure().isEmpty()).isTrue();
		call.detach();
		assertThat(Leadership.current()).isEmpty();
		assertThat(MDC.get(ElectionSettings.MDC_TERM)).isNull();
	}

	private static GuardedCall closeWithin(GuardedCall call) {
		Leadership other = new Leadership("others", "a", 9, Instant.EPOCH, () -> 1);
		MDC.put(ElectionSettings.MDC_TERM, "9");
		try (Leadership.Scope scope = other.makeCurrent()) {
			call.close();
			assertThat(scope).isNotNull();
			assertThat(Leadership.current()).containsSame(other);
			assertThat(MDC.get(ElectionSettings.MDC_TERM)).isEqualTo("9");
		}
		return call;
	}

	@Test
	void whenItsFutureIsAStageThenItIsClosedWhenThatCompletesHoweverItDoes() {
		Tenure tenure = lead(3);
		for (Consumer<CompletableFuture<String>> end : List.<Consumer<CompletableFuture<String>>>of(
				(future) -> future.complete("done"), (future) -> future.cancel(true),
				(future) -> future.completeExceptionally(new IllegalStateException()))) {
			GuardedCall call = this.calls.tryEnter(Duration.ZERO);
			CompletableFuture<String> work = new CompletableFuture<>();
			call.closeWhenDone(work);
			assertThat(Leadership.current()).isEmpty();
			assertThat(tenure.isEmpty()).isFalse();
			end.accept(work);
			assertThat(tenure.isEmpty()).isTrue();
		}
		assertThat(this.later).isEmpty();
	}

	@Test
	void whenItsFutureTellsNobodyThenItIsLookedAtUntilItIsDone() {
		Tenure tenure = lead(3);
		FutureTask<String> first = new FutureTask<>(() -> "done");
		FutureTask<String> second = new FutureTask<>(() -> "done");
		this.calls.tryEnter(Duration.ZERO).closeWhenDone(first);
		this.calls.tryEnter(Duration.ZERO).closeWhenDone(second);
		lookAtFutures();
		first.run();
		lookAtFutures();
		assertThat(tenure.isEmpty()).isFalse();
		second.cancel(false);
		lookAtFutures();
		assertThat(tenure.isEmpty()).isTrue();
		assertThat(this.later).as("nothing is left to look at").isEmpty();
		this.calls.tryEnter(Duration.ZERO).closeWhenDone(first);
		assertThat(tenure.isEmpty()).isTrue();
		assertThat(this.later).isEmpty();
	}

	@Test
	void whenItsFutureCannotSayWhetherItIsDoneThenItDoesNotCountForEver() {
		Tenure tenure = lead(3);
		this.calls.tryEnter(Duration.ZERO).closeWhenDone(new Broken());
		assertThat(tenure.isEmpty()).isTrue();
		GuardedCall call = this.calls.tryEnter(Duration.ZERO);
		FutureTask<String> other = new FutureTask<>(() -> "done");
		Broken breaks = new Broken();
		breaks.works = true;
		call.closeWhenDone(breaks);
		this.calls.tryEnter(Duration.ZERO).closeWhenDone(other);
		breaks.works = false;
		lookAtFutures();
		other.run();
		lookAtFutures();
		assertThat(tenure.isEmpty()).isTrue();
	}

	@Test
	void whenItsStageDoesNotTakeAnActionThenItIsLookedAt() {
		Tenure tenure = lead(3);
		CompletableFuture<String> work = new CompletableFuture<>() {

			@Override
			public CompletableFuture<String> whenComplete(BiConsumer<? super String, ? super Throwable> action) {
				throw new UnsupportedOperationException();
			}

		};
		this.calls.tryEnter(Duration.ZERO).closeWhenDone(work);
		lookAtFutures();
		assertThat(tenure.isEmpty()).isFalse();
		work.complete("done");
		lookAtFutures();
		assertThat(tenure.isEmpty()).isTrue();
	}

	@Test
	void whenThereIsNoThreadToLookThenTheNextFutureFindsOneForAll() {
		Tenure tenure = lead(3);
		boolean[] exhausted = { true };
		GuardedCalls calls = new GuardedCalls(this.cell, this.emptied::add, (task) -> {
			if (exhausted[0]) {
				throw new OutOfMemoryError("no thread");
			}
			this.later.add(task);
		}, false);
		FutureTask<String> first = new FutureTask<>(() -> "done");
		GuardedCall call = calls.tryEnter(Duration.ZERO);
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> call.closeWhenDone(first));
		exhausted[0] = false;
		FutureTask<String> second = new FutureTask<>(() -> "done");
		calls.tryEnter(Duration.ZERO).closeWhenDone(second);
		first.run();
		second.run();
		lookAtFutures();
		assertThat(tenure.isEmpty()).isTrue();
	}

	private void lookAtFutures() {
		assertThat(this.later).hasSize(1);
		this.later.remove(0).run();
	}

	// cancellation

	@Test
	void whenLeadershipEndsThenWorkIsToldOnce() {
		Tenure tenure = lead(3);
		List<String> told = new ArrayList<>();
		GuardedCall call = this.calls.tryEnter(Duration.ZERO);
		call.onDemotion(() -> told.add("cancelled"));
		assertThat(told).isEmpty();
		this.cell.close(3, DemotionReason.LOST);
		tenure.cancel(Runnable::run);
		tenure.cancel(Runnable::run);
		assertThat(told).containsExactly("cancelled");
		call.close();
	}

	@Test
	void whenTheLeadershipHasEndedThenWorkIsToldByItsOwnThread() {
		Tenure tenure = lead(3);
		List<Thread> told = new ArrayList<>();
		GuardedCall call = this.calls.tryEnter(Duration.ZERO);
		this.cell.close(3, DemotionReason.LOST);
		tenure.cancel(Runnable::run);
		call.onDemotion(() -> told.add(Thread.currentThread()));
		tenure.cancel(Runnable::run);
		assertThat(told).containsExactly(Thread.currentThread());
		call.close();
	}

	@Test
	void whenWorkHasLeftThenNoCancellationBeginsEvenIfItsThreadComesLate() {
		Tenure tenure = lead(3);
		List<String> told = new ArrayList<>();
		List<Runnable> tasks = new ArrayList<>();
		GuardedCall call = this.calls.tryEnter(Duration.ZERO);
		call.onDemotion(() -> told.add("cancelled"));
		tenure.cancel(tasks::add);
		call.close();
		tasks.forEach(Runnable::run);
		tenure.cancel(Runnable::run);
		assertThat(told).isEmpty();
	}

	@Test
	void whenWorkHasLeftThenACancellationThatComesTooLateIsForgotten() {
		Tenure tenure = lead(3);
		List<String> told = new ArrayList<>();
		GuardedCall call = this.calls.tryEnter(Duration.ZERO);
		call.close();
		call.onDemotion(() -> told.add("cancelled"));
		this.cell.close(3, DemotionReason.LOST);
		call.onDemotion(() -> told.add("cancelled"));
		tenure.cancel((task) -> told.add("a thread was asked for"));
		assertThat(told).isEmpty();
	}

	@Test
	void whenAnotherCancellationIsSetThenItTakesThePlaceOfTheFirst() {
		Tenure tenure = lead(3);
		List<String> told = new ArrayList<>();
		GuardedCall call = this.calls.tryEnter(Duration.ZERO);
		call.onDemotion(() -> told.add("first"));
		call.onDemotion(() -> told.add("second"));
		tenure.cancel(Runnable::run);
		assertThat(told).containsExactly("second");
		call.close();
	}

	@Test
	void whenACancellationFailsThenTheOthersRun() {
		Tenure tenure = lead(3);
		List<String> told = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			GuardedCall call = this.calls.tryEnter(Duration.ZERO);
			call.detach();
			call.onDemotion(() -> {
				told.add("cancelled");
				throw new IllegalStateException("cannot be cancelled");
			});
		}
		tenure.cancel(Runnable::run);
		assertThat(told).hasSize(10);
	}

	private Tenure lead(long term) {
		return this.cell.open(new Phase.HeldLease("aa#" + term, term, this.clocks.nanos, this.clocks.wall,
				this.clocks.nanos + 12_500_000_000L, this.clocks.wall + 12_500));
	}

	private static GuardedCall onOtherThread(Callable<GuardedCall> task) {
		FutureTask<GuardedCall> future = new FutureTask<>(task);
		new Thread(future).start();
		try {
			return future.get();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void set(MDCAdapter adapter) {
		ReflectionTestUtils.setField(MDC.class, "MDC_ADAPTER", adapter);
	}

	/** Takes nothing into the diagnostic context. */
	private static final class Refusing extends NOPMDCAdapter {

		@Override
		public void put(String key, String value) {
			throw new IllegalStateException("full");
		}

	}

	/** Fails to say whether it is done. */
	private static final class Broken implements Future<String> {

		private boolean works;

		@Override
		public boolean isDone() {
			if (this.works) {
				return false;
			}
			throw new IllegalStateException("broken");
		}

		@Override
		public boolean cancel(boolean mayInterruptIfRunning) {
			return false;
		}

		@Override
		public boolean isCancelled() {
			return false;
		}

		@Override
		public String get() {
			return "";
		}

		@Override
		public String get(long timeout, TimeUnit unit) {
			return "";
		}

	}

}

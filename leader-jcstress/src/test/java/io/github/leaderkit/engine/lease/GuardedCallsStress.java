package io.github.leaderkit.engine.lease;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.LeaderElection.GuardedCall;
import io.github.leaderkit.engine.decision.Phase;
import io.github.leaderkit.engine.decision.Timing;
import io.github.leaderkit.engine.runtime.Clocks;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Guarded work and the drain that waits for it.
 */
final class GuardedCallsStress {

	private GuardedCallsStress() {
	}

	@JCStressTest
	@Outcome(id = "true, true", expect = Expect.FORBIDDEN, desc = "work is inside, and the drain saw none")
	@Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "work is inside, and the drain saw it")
	@Outcome(id = "false, .*", expect = Expect.ACCEPTABLE, desc = "work was not let in")
	@State
	public static class EnterAgainstDrain {

		private final Subject subject = new Subject();

		@Actor
		public void enter(ZZ_Result result) {
			result.r1 = this.subject.calls.tryEnter(Duration.ZERO) != null;
		}

		@Actor
		public void drain(ZZ_Result result) {
			this.subject.tenure.shut();
			result.r2 = this.subject.tenure.isEmpty();
		}

	}

	@JCStressTest
	@Outcome(id = "true, true", expect = Expect.FORBIDDEN, desc = "work is inside, and the loop saw none")
	@Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "work is inside, and the loop saw it")
	@Outcome(id = "false, .*", expect = Expect.ACCEPTABLE, desc = "work was not let in")
	@State
	public static class EnterAgainstClose {

		private final Subject subject = new Subject();

		@Actor
		public void enter(ZZ_Result result) {
			result.r1 = this.subject.calls.tryEnter(Duration.ZERO) != null;
		}

		@Actor
		public void close(ZZ_Result result) {
			this.subject.cell.close(1, DemotionReason.LOST);
			result.r2 = this.subject.tenure.isEmpty();
		}

	}

	@JCStressTest
	@Outcome(id = "true, 0", expect = Expect.ACCEPTABLE, desc = "the drain saw the end")
	@Outcome(id = ".*, 1", expect = Expect.ACCEPTABLE, desc = "the drain was told of the end")
	@Outcome(id = "false, 0", expect = Expect.FORBIDDEN, desc = "the drain never hears of the end")
	@State
	public static class ExitAgainstDrain {

		private final Subject subject = new Subject();

		private final GuardedCall work = this.subject.enter();

		@Actor
		public void exit() {
			this.work.close();
		}

		@Actor
		public void drain(ZI_Result result) {
			this.subject.tenure.shut();
			result.r1 = this.subject.tenure.isEmpty();
		}

		@Arbiter
		public void count(ZI_Result result) {
			result.r2 = this.subject.told.get();
		}

	}

	@JCStressTest
	@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "the last to leave has told it")
	@State
	public static class ExitAgainstExit {

		private final Subject subject = new Subject();

		private final GuardedCall first = this.subject.enter();

		private final GuardedCall second = this.subject.enter();

		{
			this.subject.tenure.shut();
		}

		@Actor
		public void exit() {
			this.first.close();
		}

		@Actor
		public void exitToo() {
			this.second.close();
		}

		@Arbiter
		public void count(I_Result result) {
			result.r1 = this.subject.told.get();
		}

	}

	/**
	 * One leaves, another enters and stays, and the door is shut.
	 */
	@JCStressTest
	@Outcome(id = "true, 0", expect = Expect.ACCEPTABLE, desc = "work is inside, and nobody says otherwise")
	@Outcome(id = "true, 1", expect = Expect.FORBIDDEN,
			desc = "work is inside, and the drain is told that all have left")
	@State
	public static class ExitAgainstEnterAndDrain {

		private final Subject subject = new Subject();

		private final GuardedCall first = this.subject.enter();

		@Actor
		public void exit() {
			this.first.close();
		}

		@Actor
		public void enterAndDrain(ZI_Result result) {
			result.r1 = this.subject.calls.tryEnter(Duration.ZERO) != null;
			this.subject.tenure.shut();
		}

		@Arbiter
		public void count(ZI_Result result) {
			result.r2 = this.subject.told.get();
		}

	}

	@JCStressTest
	@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "work is cancelled, by whoever saw it first")
	@Outcome(id = "0", expect = Expect.FORBIDDEN, desc = "work is not cancelled")
	@Outcome(id = "2", expect = Expect.FORBIDDEN, desc = "work is cancelled twice")
	@State
	public static class CancellationAgainstClose {

		private final Subject subject = new Subject();

		private final GuardedCall work = this.subject.enter();

		private final AtomicInteger cancelled = new AtomicInteger();

		@Actor
		public void say() {
			this.work.onDemotion(this.cancelled::incrementAndGet);
		}

		@Actor
		public void lose() {
			this.subject.cell.close(1, DemotionReason.LOST);
			this.subject.tenure.cancel(Runnable::run);
		}

		@Arbiter
		public void count(I_Result result) {
			result.r1 = this.cancelled.get();
		}

	}

	private static final class Subject implements Clocks {

		private final LeaseCell cell = new LeaseCell("orders", "a", this, (event) -> {
		}, (term) -> {
		});

		private final AtomicInteger told = new AtomicInteger();

		private final GuardedCalls calls = new GuardedCalls(this.cell, (tenure) -> this.told.incrementAndGet(),
				Runnable::run, false);

		private final Tenure tenure;

		private Subject() {
			this.tenure = Objects.requireNonNull(this.cell.open(new Phase.HeldLease("aa#1", 1, 0, 0, Timing.MILLI, 1)));
		}

		private GuardedCall enter() {
			return Objects.requireNonNull(this.calls.tryEnter(Duration.ZERO));
		}

		@Override
		public long nanoTime() {
			return 0;
		}

		@Override
		public long currentTimeMillis() {
			return 0;
		}

	}

}

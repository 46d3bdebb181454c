package io.github.leaderkit.engine.lease;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.LeaderElection.GuardedCall;
import io.github.leaderkit.Leadership;
import io.github.leaderkit.engine.decision.Phase;
import io.github.leaderkit.engine.decision.Timing;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Work that is inside when its leadership ends is cancelled, once; and when it has left,
 * nothing of its cancellation stays.
 */
@Tag("jdk-independent")
class CancellationConcurrencyTests {

	@Test
	void whenWorkSaysHowToCancelItWhileLeadershipEndsAndItLeavesThenItIsCancelledOnceOrHasLeft() {
		Interleavings.explore(OnGuardedCall.class, Unspecified.class);
	}

	@Test
	void whenWorkLooksWhetherItLeadsAndSaysHowToCancelItThenThenItIsFound() {
		Interleavings.find("work is not cancelled", OnLookThenAdd.class, Unspecified.class);
	}

	@Test
	void whenWorkDoesNotLookWhetherItHasLeftThenItIsFound() {
		Interleavings.find("a cancellation stays", OnAddAndGo.class, Unspecified.class);
	}

	@Test
	void whenWhoeverFindsACancellationRunsItThenItIsFound() {
		Interleavings.find("work is cancelled twice", OnUnclaimed.class, Unspecified.class);
	}

	/**
	 * What the work, its readers and the loop do. All of it is about one leadership.
	 */
	public abstract static class Operations {

		private final Ticks ticks = new Ticks();

		private final LeaseCell cell = new LeaseCell("orders", "a", this.ticks, (event) -> {
		}, (term) -> {
		});

		private final Tenure tenure = this.cell.open(new Phase.HeldLease("aa#3", 3, 0, 0, Timing.MILLI, 1));

		private final Work work = subject(this.cell, this.tenure);

		private final AtomicBoolean said = new AtomicBoolean();

		private final AtomicInteger cancelled = new AtomicInteger();

		private volatile boolean left;

		private volatile boolean lost;

		abstract Work subject(LeaseCell cell, Tenure tenure);

		@Operation
		public void say() {
			if (this.said.compareAndSet(false, true)) {
				this.work.onDemotion(this.cancelled::incrementAndGet);
			}
		}

		@Operation
		public void leave() {
			this.work.leave();
			this.left = true;
		}

		@Operation
		public void runOut() {
			this.ticks.pass(1);
			this.cell.isLeader();
		}

		@Operation(nonParallelGroup = "loop")
		public void foresee() {
			this.tenure.cancel(Runnable::run);
		}

		@Operation(nonParallelGroup = "loop")
		public void lose() {
			this.cell.close(3, DemotionReason.LOST);
			this.tenure.cancel(Runnable::run);
			this.lost = true;
		}

		@Validate
		public void validate() {
			Interleavings.check(this.cancelled.get() < 2, "work is cancelled twice");
			Interleavings.check(!this.lost || this.left || !this.said.get() || this.cancelled.get() == 1,
					"work is not cancelled");
			boolean[] stays = new boolean[1];
			this.tenure.cancel((task) -> stays[0] = true);
			Interleavings.check(!stays[0] || !(this.left || this.lost), "a cancellation stays");
		}

	}

	public static class OnGuardedCall extends Operations {

		@Override
		Work subject(LeaseCell cell, Tenure tenure) {
			return new OfGuardedCall(cell);
		}

	}

	public static class OnLookThenAdd extends Operations {

		@Override
		Work subject(LeaseCell cell, Tenure tenure) {
			return new LookThenAdd(tenure);
		}

	}

	public static class OnAddAndGo extends Operations {

		@Override
		Work subject(LeaseCell cell, Tenure tenure) {
			return new AddAndGo(tenure);
		}

	}

	public static class OnUnclaimed extends Operations {

		@Override
		Work subject(LeaseCell cell, Tenure tenure) {
			return new Unclaimed(tenure);
		}

	}

	/**
	 * The operations have no results to compare.
	 */
	public static class Unspecified {

		public void say() {
		}

		public void leave() {
		}

		public void runOut() {
		}

		public void foresee() {
		}

		public void lose() {
		}

	}

	private interface Work {

		void onDemotion(Runnable action);

		void leave();

	}

	private static final class OfGuardedCall implements Work {

		private final GuardedCall call;

		private OfGuardedCall(LeaseCell cell) {
			this.call = new GuardedCalls(cell, (emptied) -> {
			}, Runnable::run, false).tryEnter(Duration.ZERO);
			this.call.detach();
		}

		@Override
		public void onDemotion(Runnable action) {
			this.call.onDemotion(action);
		}

		@Override
		public void leave() {
			this.call.close();
		}

	}

	/**
	 * Right for one thread at a time. What is wrong for several is below.
	 */
	private static class Mutant implements Work {

		final Tenure tenure;

		final Leadership leadership;

		volatile Cancellation cancellation;

		volatile boolean left;

		Mutant(Tenure tenure) {
			this.tenure = tenure;
			this.leadership = tenure.leadership();
		}

		@Override
		public void onDemotion(Runnable action) {
			Cancellation added = new Cancellation(this.leadership, action);
			this.cancellation = added;
			this.tenure.addCancellation(added);
			if (this.left) {
				this.tenure.removeCancellation(added);
			}
			else if (!this.leadership.isValid()) {
				this.tenure.removeCancellation(added);
				added.run();
			}
		}

		@Override
		public void leave() {
			this.left = true;
			Cancellation added = this.cancellation;
			if (added != null) {
				added.drop();
				this.tenure.removeCancellation(added);
			}
		}

	}

	private static final class LookThenAdd extends Mutant {

		private LookThenAdd(Tenure tenure) {
			super(tenure);
		}

		@Override
		public void onDemotion(Runnable action) {
			Cancellation added = new Cancellation(this.leadership, action);
			if (!this.leadership.isValid()) {
				added.run();
				return;
			}
			this.cancellation = added;
			this.tenure.addCancellation(added);
			if (this.left) {
				this.tenure.removeCancellation(added);
			}
		}

	}

	private static final class AddAndGo extends Mutant {

		private AddAndGo(Tenure tenure) {
			super(tenure);
		}

		@Override
		public void onDemotion(Runnable action) {
			if (this.left) {
				return;
			}
			Cancellation added = new Cancellation(this.leadership, action);
			this.cancellation = added;
			this.tenure.addCancellation(added);
			if (!this.leadership.isValid()) {
				this.tenure.removeCancellation(added);
				added.run();
			}
		}

	}

	private static final class Unclaimed extends Mutant {

		private volatile Runnable unclaimed;

		private Unclaimed(Tenure tenure) {
			super(tenure);
		}

		@Override
		public void onDemotion(Runnable action) {
			this.unclaimed = action;
			this.tenure.addCancellation(action);
			if (this.left) {
				this.tenure.removeCancellation(action);
			}
			else if (!this.leadership.isValid()) {
				this.tenure.removeCancellation(action);
				action.run();
			}
		}

		@Override
		public void leave() {
			this.left = true;
			Runnable added = this.unclaimed;
			if (added != null) {
				this.tenure.removeCancellation(added);
			}
		}

	}

}

package io.github.leaderkit.engine.lease;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;

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
 * When a drain has seen or heard that no guarded work is inside, none is inside and none
 * gets in any more; and it does see or hear it, once.
 */
@Tag("jdk-independent")
class GuardedCallsConcurrencyTests {

	@Test
	void whenWorkComesAndGoesWhileLeadershipEndsThenItsEndIsHeardOnceAndAfterTheWork() {
		explore(OnGuardedCalls.class);
	}

	@Test
	void whenWorkLooksFirstAndRegistersThenThenItIsFound() {
		find("work is inside after the drain", OnLookThenRegister.class);
	}

	@Test
	void whenTheLastToLeaveCountsFirstAndLooksAtTheDoorThenThenItIsFound() {
		find("work is inside after the drain", OnDoorApartFromCount.class);
	}

	@Test
	void whenWorkThatIsRefusedIsCountedThenItIsFound() {
		find("the drain has ended twice", OnCountOfRefused.class);
	}

	@Test
	void whenTheLastToLeaveDoesNotTellThenItIsFound() {
		find("the drain never ends", OnSilentLeave.class);
	}

	@Test
	void whenWorkThatIsRefusedAsTheLastDoesNotTellThenItIsFound() {
		find("the drain never ends", OnSilentRefusal.class);
	}

	@Test
	void whenWorkWithinWorkIsTreatedAsNewThenItIsFound() {
		find("work within work is not let in", OnNoJoining.class);
	}

	private static void explore(Class<?> operations) {
		Interleavings.explore(operations, Unspecified.class);
	}

	private static void find(String violation, Class<?> operations) {
		Interleavings.find(violation, operations, Unspecified.class);
	}

	/**
	 * What threads of the application and the loop do. All of it is about one leadership.
	 */
	public abstract static class Operations {

		private final Ticks ticks = new Ticks();

		private final LeaseCell cell = new LeaseCell("orders", "a", this.ticks, (event) -> {
		}, (term) -> {
		});

		private final Leadership leadership;

		private final Calls calls;

		private final AtomicInteger working = new AtomicInteger();

		private final AtomicInteger told = new AtomicInteger();

		private volatile boolean leaving;

		private volatile boolean drained;

		private volatile String violation;

		Operations() {
			this.leadership = this.cell.open(new Phase.HeldLease("aa#3", 3, 0, 0, Timing.MILLI, 1)).leadership();
			this.calls = subject(this.cell, this::told);
		}

		abstract Calls subject(LeaseCell cell, Runnable onEmpty);

		@Operation
		public void work() {
			Runnable leave = this.calls.tryEnter();
			if (leave != null) {
				check(!this.drained, "work is inside after the drain");
				this.working.incrementAndGet();
				this.working.decrementAndGet();
				leave.run();
			}
		}

		@Operation
		public void workWithinWork() {
			Runnable leave = this.calls.tryEnter();
			if (leave != null) {
				Runnable leaveInner = this.calls.tryEnter();
				check(leaveInner != null || !this.cell.isLeader(), "work within work is not let in");
				if (leaveInner != null) {
					leaveInner.run();
				}
				leave.run();
			}
		}

		/**
		 * Work on a thread that took the leadership over from other work, which may have
		 * left.
		 */
		@Operation
		public void straggle() {
			try (Leadership.Scope scope = this.leadership.makeCurrent()) {
				work();
			}
		}

		@Operation
		public void look() {
			this.cell.isLeader();
		}

		@Operation
		public void runOut() {
			this.ticks.pass(1);
		}

		@Operation(nonParallelGroup = "loop")
		public void drain() {
			this.calls.shut();
			lookWhetherEmpty();
		}

		@Operation(nonParallelGroup = "loop")
		public void lose() {
			this.cell.close(3, DemotionReason.LOST);
			drain();
		}

		private void lookWhetherEmpty() {
			this.leaving = true;
			if (this.calls.isEmpty()) {
				drained();
			}
		}

		private void told() {
			check(this.told.incrementAndGet() == 1, "the drain has ended twice");
			drained();
		}

		private void drained() {
			check(this.working.get() == 0, "work is inside after the drain");
			this.drained = true;
		}

		private void check(boolean holds, String otherwise) {
			if (!holds) {
				this.violation = otherwise;
			}
		}

		@Validate
		public void validate() {
			Interleavings.check(this.violation == null, this.violation);
			Interleavings.check(this.drained || !this.leaving, "the drain never ends");
			Interleavings.check(this.calls.isEmpty(), "work has left and is counted");
		}

	}

	public static class OnGuardedCalls extends Operations {

		@Override
		Calls subject(LeaseCell cell, Runnable onEmpty) {
			return new OfGuardedCalls(cell, onEmpty);
		}

	}

	public static class OnLookThenRegister extends Operations {

		@Override
		Calls subject(LeaseCell cell, Runnable onEmpty) {
			return new LookThenRegister(cell, onEmpty);
		}

	}

	public static class OnDoorApartFromCount extends Operations {

		@Override
		Calls subject(LeaseCell cell, Runnable onEmpty) {
			return new DoorApartFromCount(cell, onEmpty);
		}

	}

	public static class OnCountOfRefused extends Operations {

		@Override
		Calls subject(LeaseCell cell, Runnable onEmpty) {
			return new CountOfRefused(cell, onEmpty);
		}

	}

	public static class OnSilentLeave extends Operations {

		@Override
		Calls subject(LeaseCell cell, Runnable onEmpty) {
			return new SilentLeave(cell, onEmpty);
		}

	}

	public static class OnSilentRefusal extends Operations {

		@Override
		Calls subject(LeaseCell cell, Runnable onEmpty) {
			return new SilentRefusal(cell, onEmpty);
		}

	}

	public static class OnNoJoining extends Operations {

		@Override
		Calls subject(LeaseCell cell, Runnable onEmpty) {
			return new NoJoining(cell, onEmpty);
		}

	}

	/**
	 * The operations have no results to compare.
	 */
	public static class Unspecified {

		public void work() {
		}

		public void workWithinWork() {
		}

		public void straggle() {
		}

		public void look() {
		}

		public void runOut() {
		}

		public void drain() {
		}

		public void lose() {
		}

	}

	private interface Calls {

		/**
		 * Lets work in.
		 * @return lets it leave, or {@code null} if it was not let in
		 */
		Runnable tryEnter();

		void shut();

		boolean isEmpty();

	}

	private static final class OfGuardedCalls implements Calls {

		private final Tenure tenure;

		private final GuardedCalls calls;

		private OfGuardedCalls(LeaseCell cell, Runnable onEmpty) {
			this.tenure = cell.peekTenure();
			this.calls = new GuardedCalls(cell, (emptied) -> onEmpty.run(), Runnable::run, false);
		}

		@Override
		public Runnable tryEnter() {
			GuardedCall call = this.calls.tryEnter(Duration.ZERO);
			return (call != null) ? call::close : null;
		}

		@Override
		public void shut() {
			this.tenure.shut();
		}

		@Override
		public boolean isEmpty() {
			return this.tenure.isEmpty();
		}

	}

	/**
	 * Lets work in rightly. What is wrong is below.
	 */
	private static class Mutant implements Calls {

		static final int SHUT = Integer.MIN_VALUE;

		final LeaseCell cell;

		final Tenure tenure;

		final Runnable onEmpty;

		final AtomicInteger inside = new AtomicInteger();

		Mutant(LeaseCell cell, Runnable onEmpty) {
			this.cell = cell;
			this.tenure = cell.peekTenure();
			this.onEmpty = onEmpty;
		}

		@Override
		public Runnable tryEnter() {
			if (!register()) {
				return null;
			}
			if (this.cell.leads(this.tenure)) {
				return this::leave;
			}
			refuse();
			return null;
		}

		boolean register() {
			return add((count) -> count >= 0) || (isCurrent() && add((count) -> (count & ~SHUT) > 0));
		}

		private boolean add(IntPredicate mayEnter) {
			return mayEnter.test(this.inside.getAndUpdate((count) -> mayEnter.test(count) ? count + 1 : count));
		}

		boolean isCurrent() {
			return Leadership.current().orElse(null) == this.tenure.leadership();
		}

		void refuse() {
			leave();
		}

		void leave() {
			if (this.inside.decrementAndGet() == SHUT) {
				this.onEmpty.run();
			}
		}

		@Override
		public void shut() {
			this.inside.updateAndGet((count) -> count | SHUT);
		}

		@Override
		public boolean isEmpty() {
			return (this.inside.get() & ~SHUT) == 0;
		}

	}

	private static final class LookThenRegister extends Mutant {

		private LookThenRegister(LeaseCell cell, Runnable onEmpty) {
			super(cell, onEmpty);
		}

		@Override
		public Runnable tryEnter() {
			if (this.inside.get() < 0 || !this.cell.leads(this.tenure)) {
				return null;
			}
			this.inside.incrementAndGet();
			return this::leave;
		}

	}

	private static final class DoorApartFromCount extends Mutant {

		private final AtomicBoolean told = new AtomicBoolean();

		private volatile boolean open = true;

		private DoorApartFromCount(LeaseCell cell, Runnable onEmpty) {
			super(cell, onEmpty);
		}

		@Override
		boolean register() {
			boolean joined = this.inside.getAndIncrement() > 0;
			boolean letIn = this.open || (joined && isCurrent());
			if (!letIn) {
				leave();
			}
			return letIn;
		}

		@Override
		void leave() {
			if (this.inside.decrementAndGet() == 0 && !this.open && this.told.compareAndSet(false, true)) {
				this.onEmpty.run();
			}
		}

		@Override
		public void shut() {
			this.open = false;
		}

	}

	private static final class CountOfRefused extends Mutant {

		private CountOfRefused(LeaseCell cell, Runnable onEmpty) {
			super(cell, onEmpty);
		}

		@Override
		boolean register() {
			boolean letIn = this.inside.getAndIncrement() >= 0;
			if (!letIn) {
				leave();
			}
			return letIn;
		}

	}

	private static final class SilentLeave extends Mutant {

		private SilentLeave(LeaseCell cell, Runnable onEmpty) {
			super(cell, onEmpty);
		}

		@Override
		void leave() {
			this.inside.decrementAndGet();
		}

	}

	private static final class SilentRefusal extends Mutant {

		private SilentRefusal(LeaseCell cell, Runnable onEmpty) {
			super(cell, onEmpty);
		}

		@Override
		void refuse() {
			this.inside.decrementAndGet();
		}

	}

	private static final class NoJoining extends Mutant {

		private NoJoining(LeaseCell cell, Runnable onEmpty) {
			super(cell, onEmpty);
		}

		@Override
		boolean isCurrent() {
			return false;
		}

	}

}

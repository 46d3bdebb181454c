package io.github.leaderkit.engine.lease;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.leaderkit.Leadership;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The count of guarded work is exact: whatever the threads do, they hear what they would
 * hear one after the other.
 */
@Tag("jdk-independent")
class TenureConcurrencyTests {

	@Test
	void whenThreadsEnterLeaveAndShutThenAllIsAsIfOneCameAfterTheOther() {
		Interleavings.explore(OnCampaign.class, OnSpecification.class);
	}

	@Test
	void whenTheLastToLeaveCountsFirstAndLooksAtTheDoorThenThenItIsFound() {
		Interleavings.find(OnDoorApartFromCount.class, OnSpecification.class);
	}

	@Test
	void whenWorkLooksAtTheDoorFirstAndEntersThenThenItIsFound() {
		Interleavings.find(OnLookThenEnter.class, OnSpecification.class);
	}

	@Test
	void whenWorkLooksForOtherWorkFirstAndJoinsItThenThenItIsFound() {
		Interleavings.find(OnLookThenJoin.class, OnSpecification.class);
	}

	@Test
	void whenTheDoorIsShutOverAnOldCountThenItIsFound() {
		Interleavings.find(OnOldCount.class, OnSpecification.class);
	}

	/**
	 * Work leaves only where it is inside.
	 */
	@Param(name = "thread", gen = ThreadIdGen.class)
	public abstract static class Operations {

		private final Count count = subject();

		private final int[] inside = new int[8];

		abstract Count subject();

		@Operation
		public boolean enter(@Param(name = "thread") int thread) {
			return came(thread, this.count.enter());
		}

		@Operation
		public boolean join(@Param(name = "thread") int thread) {
			return came(thread, this.count.join());
		}

		private boolean came(int thread, boolean in) {
			this.inside[thread] += in ? 1 : 0;
			return in;
		}

		@Operation
		public String exit(@Param(name = "thread") int thread) {
			if (this.inside[thread] == 0) {
				return "was not inside";
			}
			this.inside[thread]--;
			return this.count.exit() ? "was the last" : "left";
		}

		@Operation
		public void shut() {
			this.count.shut();
		}

		@Operation
		public boolean isEmpty() {
			return this.count.isEmpty();
		}

	}

	public static class OnCampaign extends Operations {

		@Override
		Count subject() {
			return new OfCampaign();
		}

	}

	public static class OnSpecification extends Operations {

		@Override
		Count subject() {
			return new Specification();
		}

	}

	public static class OnDoorApartFromCount extends Operations {

		@Override
		Count subject() {
			return new DoorApartFromCount();
		}

	}

	public static class OnLookThenEnter extends Operations {

		@Override
		Count subject() {
			return new LookThenEnter();
		}

	}

	public static class OnLookThenJoin extends Operations {

		@Override
		Count subject() {
			return new LookThenJoin();
		}

	}

	public static class OnOldCount extends Operations {

		@Override
		Count subject() {
			return new OldCount();
		}

	}

	private interface Count {

		boolean enter();

		boolean join();

		boolean exit();

		void shut();

		boolean isEmpty();

	}

	private static final class OfCampaign implements Count {

		private final Tenure tenure = new Tenure(new Leadership("orders", "a", 3, Instant.EPOCH, () -> 1));

		@Override
		public boolean enter() {
			return this.tenure.enter();
		}

		@Override
		public boolean join() {
			return this.tenure.join();
		}

		@Override
		public boolean exit() {
			return this.tenure.exit();
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

	private static final class Specification implements Count {

		private int inside;

		private boolean shut;

		@Override
		public boolean enter() {
			this.inside += this.shut ? 0 : 1;
			return !this.shut;
		}

		@Override
		public boolean join() {
			boolean joins = this.inside > 0;
			this.inside += joins ? 1 : 0;
			return joins;
		}

		@Override
		public boolean exit() {
			this.inside--;
			return this.inside == 0 && this.shut;
		}

		@Override
		public void shut() {
			this.shut = true;
		}

		@Override
		public boolean isEmpty() {
			return this.inside == 0;
		}

	}

	/**
	 * Right for one thread at a time. What is wrong for several is below.
	 */
	private static class Mutant implements Count {

		static final int SHUT = Integer.MIN_VALUE;

		final AtomicInteger inside = new AtomicInteger();

		@Override
		public boolean enter() {
			return this.inside.getAndUpdate((count) -> (count >= 0) ? count + 1 : count) >= 0;
		}

		@Override
		public boolean join() {
			return (this.inside.getAndUpdate((count) -> ((count & ~SHUT) > 0) ? count + 1 : count) & ~SHUT) > 0;
		}

		@Override
		public boolean exit() {
			return this.inside.decrementAndGet() == SHUT;
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

	private static final class DoorApartFromCount extends Mutant {

		private volatile boolean open = true;

		@Override
		public boolean enter() {
			return this.open && super.enter();
		}

		@Override
		public boolean exit() {
			return this.inside.decrementAndGet() == 0 && !this.open;
		}

		@Override
		public void shut() {
			this.open = false;
		}

	}

	private static final class LookThenEnter extends Mutant {

		@Override
		public boolean enter() {
			return this.inside.get() >= 0 && this.inside.incrementAndGet() != 0;
		}

	}

	private static final class LookThenJoin extends Mutant {

		@Override
		public boolean join() {
			return !isEmpty() && this.inside.incrementAndGet() != 0;
		}

	}

	private static final class OldCount extends Mutant {

		@Override
		public void shut() {
			this.inside.set(this.inside.get() | SHUT);
		}

	}

}

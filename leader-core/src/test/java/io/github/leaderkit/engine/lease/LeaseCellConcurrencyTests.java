package io.github.leaderkit.engine.lease;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipEvent.Demoted;
import io.github.leaderkit.LeadershipEvent.Promoted;
import io.github.leaderkit.engine.decision.Phase;
import io.github.leaderkit.engine.decision.Timing;
import io.github.leaderkit.engine.runtime.Clocks;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The guard says what it would say if one thread came after the other, and so do the
 * events. For each leadership it is true for a time and then false for ever, even if the
 * wall clock goes back.
 */
@Tag("jdk-independent")
class LeaseCellConcurrencyTests {

	@Test
	void whenThreadsOpenExtendCloseAndLookThenAllIsAsIfOneCameAfterTheOther() {
		Interleavings.explore(OnLeaseCell.class, Specification.class);
	}

	@Test
	void whenTheWallClockGoesBackAndForthThenWhatWasSeenToEndStaysEnded() {
		Interleavings.explore(OnLeaseCellInOddTime.class, UnspecifiedInOddTime.class);
	}

	@Test
	void whenAnEndThatWasSeenIsNotKeptThenItIsFound() {
		Interleavings.find("it leads again", OnForgottenEndInOddTime.class, UnspecifiedInOddTime.class);
	}

	@Test
	void whenALeaseThatHasEndedIsExtendedThenItIsFound() {
		Interleavings.find(OnRevival.class, Specification.class);
	}

	@Test
	void whenARenewalLooksFirstAndExtendsThenThenItIsFound() {
		Interleavings.find(OnLookThenExtend.class, Specification.class);
	}

	@Test
	void whenAReaderEndsWhatWasRenewedMeanwhileThenItIsFound() {
		Interleavings.findAmongMany(OnBlindClose.class, Specification.class);
	}

	@Test
	void whenAReaderThatLostTheRaceToARenewalDoesNotLookAgainThenItIsFound() {
		Interleavings.findAmongMany("it leads again", OnSingleLookInOddTime.class, UnspecifiedInOddTime.class);
	}

	@Test
	void whenEventsAreEnqueuedApartFromTheChangeThenItIsFound() {
		Interleavings.findAmongMany("promotions and demotions do not alternate", OnEventsApart.class,
				Specification.class);
	}

	private static Phase.HeldLease held(int term, int until) {
		return new Phase.HeldLease("aa#" + term, term, 0, 0, until * Timing.MILLI, until);
	}

	/**
	 * What the loop and readers do, in any order and at the same time, from the first
	 * leadership on. Terms and times are small numbers, so that they meet.
	 */
	@Param(name = "term", gen = IntGen.class, conf = "1:2")
	@Param(name = "until", gen = IntGen.class, conf = "1:3")
	public abstract static class Operations {

		private final Ticks ticks = new Ticks();

		private final List<LeadershipEvent> events = Collections.synchronizedList(new ArrayList<>());

		private final Cell cell;

		Operations() {
			this.cell = subject(this.ticks, this.events::add);
			this.cell.open(held(1, 2));
		}

		abstract Cell subject(Clocks clocks, Consumer<LeadershipEvent> events);

		/**
		 * Not while a leadership opens: it looks at the clock before others can see it,
		 * and whoever looks in between rightly sees none.
		 */
		@Operation(nonParallelGroup = "opening")
		public void tick() {
			this.ticks.pass(1);
		}

		@Operation(nonParallelGroup = "opening")
		public boolean open(@Param(name = "term") int term, @Param(name = "until") int until) {
			return this.cell.open(held(term, until));
		}

		@Operation
		public boolean extend(@Param(name = "term") int term, @Param(name = "until") int until) {
			return this.cell.extend(held(term, until));
		}

		@Operation
		public boolean close(@Param(name = "term") int term) {
			return this.cell.close(term);
		}

		@Operation
		public long tenure() {
			return this.cell.tenure();
		}

		@Operation
		public boolean isValid() {
			return this.cell.isValid();
		}

		@Validate
		public void validate() {
			long leading = 0;
			for (LeadershipEvent event : this.events) {
				boolean promoted = event instanceof Promoted;
				Interleavings.check(promoted ? leading == 0 : leading == event.term(),
						"promotions and demotions do not alternate");
				leading = promoted ? event.term() : 0;
			}
			Interleavings.check(leading == this.cell.open(), "the last event is not of the last change");
		}

	}

	/**
	 * The same for one thread.
	 */
	public static class Specification {

		private int now;

		private int leading = 1;

		private int end = 2;

		public void tick() {
			this.now++;
		}

		public boolean open(int term, int until) {
			boolean opens = this.leading == 0 && this.now < until;
			if (opens) {
				this.leading = term;
				this.end = until;
			}
			return opens;
		}

		public boolean extend(int term, int until) {
			boolean extended = this.leading == term && tenure() == term;
			if (extended) {
				this.end = until;
			}
			return extended;
		}

		public boolean close(int term) {
			boolean closes = this.leading == term;
			this.leading = closes ? 0 : this.leading;
			return closes;
		}

		public long tenure() {
			if (this.end <= this.now) {
				this.leading = 0;
			}
			return this.leading;
		}

		public boolean isValid() {
			return tenure() != 0;
		}

	}

	/**
	 * One leadership, while the wall clock is set.
	 */
	public abstract static class OperationsInOddTime {

		private final Ticks ticks = new Ticks();

		private final Cell cell;

		private volatile boolean ended;

		private volatile boolean leadsAgain;

		OperationsInOddTime() {
			this.cell = subject(this.ticks, (event) -> {
			});
			this.cell.open(held(1, 2));
		}

		abstract Cell subject(Clocks clocks, Consumer<LeadershipEvent> events);

		@Operation
		public void look() {
			boolean over = this.ended;
			boolean leads = this.cell.tenure() != 0;
			if (over && leads) {
				this.leadsAgain = true;
			}
			if (!leads) {
				this.ended = true;
			}
		}

		@Operation
		public void extend() {
			this.cell.extend(held(1, 4));
		}

		@Operation
		public void forth() {
			this.ticks.pass(2);
		}

		@Operation
		public void back() {
			this.ticks.pass(-2);
		}

		@Validate
		public void validate() {
			Interleavings.check(!this.leadsAgain, "it leads again");
		}

	}

	/**
	 * The operations have no results to compare.
	 */
	public static class UnspecifiedInOddTime {

		public void look() {
		}

		public void extend() {
		}

		public void forth() {
		}

		public void back() {
		}

	}

	public static class OnLeaseCell extends Operations {

		@Override
		Cell subject(Clocks clocks, Consumer<LeadershipEvent> events) {
			return new OfLeaseCell(clocks, events);
		}

	}

	public static class OnRevival extends Operations {

		@Override
		Cell subject(Clocks clocks, Consumer<LeadershipEvent> events) {
			return new Revival(clocks, events);
		}

	}

	public static class OnLookThenExtend extends Operations {

		@Override
		Cell subject(Clocks clocks, Consumer<LeadershipEvent> events) {
			return new LookThenExtend(clocks, events);
		}

	}

	public static class OnBlindClose extends Operations {

		@Override
		Cell subject(Clocks clocks, Consumer<LeadershipEvent> events) {
			return new BlindClose(clocks, events);
		}

	}

	public static class OnEventsApart extends Operations {

		@Override
		Cell subject(Clocks clocks, Consumer<LeadershipEvent> events) {
			return new EventsApart(clocks, events);
		}

	}

	public static class OnLeaseCellInOddTime extends OperationsInOddTime {

		@Override
		Cell subject(Clocks clocks, Consumer<LeadershipEvent> events) {
			return new OfLeaseCell(clocks, events);
		}

	}

	public static class OnForgottenEndInOddTime extends OperationsInOddTime {

		@Override
		Cell subject(Clocks clocks, Consumer<LeadershipEvent> events) {
			return new ForgottenEnd(clocks, events);
		}

	}

	public static class OnSingleLookInOddTime extends OperationsInOddTime {

		@Override
		Cell subject(Clocks clocks, Consumer<LeadershipEvent> events) {
			return new SingleLook(clocks, events);
		}

	}

	private interface Cell {

		boolean open(Phase.HeldLease held);

		boolean extend(Phase.HeldLease held);

		boolean close(long term);

		/**
		 * The term that leads at this moment, or 0.
		 */
		long tenure();

		boolean isValid();

		/**
		 * The term that is open, whatever the clocks say, or 0.
		 */
		long open();

	}

	private static final class OfLeaseCell implements Cell {

		private final LeaseCell cell;

		private OfLeaseCell(Clocks clocks, Consumer<LeadershipEvent> events) {
			this.cell = new LeaseCell("orders", "a", clocks, events, (term) -> {
			});
		}

		@Override
		public boolean open(Phase.HeldLease held) {
			return this.cell.open(held) != null;
		}

		@Override
		public boolean extend(Phase.HeldLease held) {
			return this.cell.extend(held);
		}

		@Override
		public boolean close(long term) {
			return this.cell.close(term, DemotionReason.LOST);
		}

		@Override
		public long tenure() {
			return term(this.cell.tenure());
		}

		@Override
		public boolean isValid() {
			Tenure tenure = this.cell.peekTenure();
			return tenure != null && tenure.leadership().isValid();
		}

		@Override
		public long open() {
			return term(this.cell.peekTenure());
		}

		private static long term(Tenure tenure) {
			return (tenure != null) ? tenure.term() : 0;
		}

	}

	/**
	 * Right. What is wrong is below.
	 */
	private static class Mutant implements Cell {

		final Clocks clocks;

		final Consumer<LeadershipEvent> events;

		volatile Phase.HeldLease lease;

		Mutant(Clocks clocks, Consumer<LeadershipEvent> events) {
			this.clocks = clocks;
			this.events = events;
		}

		@Override
		public boolean open(Phase.HeldLease held) {
			synchronized (this) {
				if (this.lease != null || hasEnded(held)) {
					return false;
				}
				this.lease = held;
				this.events.accept(promoted(held));
				return true;
			}
		}

		@Override
		public boolean extend(Phase.HeldLease held) {
			synchronized (this) {
				Phase.HeldLease current = this.lease;
				if (current == null || current.term() != held.term()) {
					return false;
				}
				if (hasEnded(current)) {
					close(current);
					return false;
				}
				this.lease = held;
				return true;
			}
		}

		@Override
		public boolean close(long term) {
			synchronized (this) {
				Phase.HeldLease current = this.lease;
				return current != null && current.term() == term && close(current);
			}
		}

		boolean close(Phase.HeldLease expected) {
			synchronized (this) {
				if (this.lease != expected) {
					return false;
				}
				this.lease = null;
				this.events.accept(demoted(expected));
				return true;
			}
		}

		@Override
		public long tenure() {
			Phase.HeldLease held = this.lease;
			while (held != null && hasEnded(held)) {
				held = close(held) ? null : this.lease;
			}
			return (held != null) ? held.term() : 0;
		}

		@Override
		public boolean isValid() {
			return tenure() != 0;
		}

		@Override
		public long open() {
			Phase.HeldLease held = this.lease;
			return (held != null) ? held.term() : 0;
		}

		final boolean hasEnded(Phase.HeldLease held) {
			return held.hasEnded(this.clocks.now());
		}

		static Promoted promoted(Phase.HeldLease held) {
			return new Promoted("orders", held.term(), "a", Instant.EPOCH);
		}

		static Demoted demoted(Phase.HeldLease held) {
			return new Demoted("orders", held.term(), "a", DemotionReason.LOST, Instant.EPOCH);
		}

	}

	private static final class ForgottenEnd extends Mutant {

		private ForgottenEnd(Clocks clocks, Consumer<LeadershipEvent> events) {
			super(clocks, events);
		}

		@Override
		public long tenure() {
			Phase.HeldLease held = this.lease;
			return (held != null && !hasEnded(held)) ? held.term() : 0;
		}

	}

	private static final class Revival extends Mutant {

		private Revival(Clocks clocks, Consumer<LeadershipEvent> events) {
			super(clocks, events);
		}

		@Override
		public boolean extend(Phase.HeldLease held) {
			synchronized (this) {
				boolean same = open() == held.term();
				this.lease = same ? held : this.lease;
				return same;
			}
		}

	}

	private static final class LookThenExtend extends Mutant {

		private LookThenExtend(Clocks clocks, Consumer<LeadershipEvent> events) {
			super(clocks, events);
		}

		@Override
		public boolean extend(Phase.HeldLease held) {
			if (open() != held.term() || tenure() != held.term()) {
				return false;
			}
			this.lease = held;
			return true;
		}

	}

	private static final class BlindClose extends Mutant {

		private BlindClose(Clocks clocks, Consumer<LeadershipEvent> events) {
			super(clocks, events);
		}

		@Override
		boolean close(Phase.HeldLease expected) {
			synchronized (this) {
				if (open() == expected.term()) {
					this.lease = null;
					this.events.accept(demoted(expected));
				}
				return true;
			}
		}

	}

	private static final class SingleLook extends Mutant {

		private SingleLook(Clocks clocks, Consumer<LeadershipEvent> events) {
			super(clocks, events);
		}

		@Override
		public long tenure() {
			Phase.HeldLease held = this.lease;
			if (held != null && hasEnded(held)) {
				close(held);
				return 0;
			}
			return (held != null) ? held.term() : 0;
		}

	}

	private static final class EventsApart extends Mutant {

		private EventsApart(Clocks clocks, Consumer<LeadershipEvent> events) {
			super(clocks, events);
		}

		@Override
		public boolean open(Phase.HeldLease held) {
			synchronized (this) {
				if (this.lease != null || hasEnded(held)) {
					return false;
				}
				this.lease = held;
			}
			this.events.accept(promoted(held));
			return true;
		}

		@Override
		boolean close(Phase.HeldLease expected) {
			synchronized (this) {
				if (this.lease != expected) {
					return false;
				}
				this.lease = null;
			}
			this.events.accept(demoted(expected));
			return true;
		}

	}

}

package io.github.leaderkit.engine.lease;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipEvent.Demoted;
import io.github.leaderkit.LeadershipEvent.Promoted;
import io.github.leaderkit.engine.decision.Phase;
import io.github.leaderkit.engine.decision.Timing;
import io.github.leaderkit.engine.runtime.Clocks;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZI_Result;
import org.openjdk.jcstress.infra.results.ZZZ_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * The guard. Where several outcomes are acceptable, they are those of one actor coming
 * after the other.
 */
final class LeaseCellStress {

	private LeaseCellStress() {
	}

	@JCStressTest
	@Outcome(id = "true, true, false", expect = Expect.ACCEPTABLE, desc = "extended, then closed")
	@Outcome(id = "true, false, false", expect = Expect.ACCEPTABLE, desc = "closed, and not revived")
	@State
	public static class CloseAgainstExtend {

		private final Subject subject = new Subject(1);

		@Actor
		public void close(ZZZ_Result result) {
			result.r1 = this.subject.cell.close(1, DemotionReason.LOST);
		}

		@Actor
		public void extend(ZZZ_Result result) {
			result.r2 = this.subject.cell.extend(Subject.held(1, 3));
		}

		@Arbiter
		public void look(ZZZ_Result result) {
			result.r3 = this.subject.cell.isLeader();
		}

	}

	@JCStressTest
	@Outcome(id = "true, false, 1", expect = Expect.ACCEPTABLE, desc = "the first closed, with one demotion")
	@Outcome(id = "false, true, 1", expect = Expect.ACCEPTABLE, desc = "the second closed, with one demotion")
	@State
	public static class CloseAgainstClose {

		private final Subject subject = new Subject(1);

		@Actor
		public void lose(ZZI_Result result) {
			result.r1 = this.subject.cell.close(1, DemotionReason.LOST);
		}

		@Actor
		public void resign(ZZI_Result result) {
			result.r2 = this.subject.cell.close(1, DemotionReason.RESIGNED);
		}

		@Arbiter
		public void count(ZZI_Result result) {
			result.r3 = this.subject.demotions();
		}

	}

	@JCStressTest
	@Outcome(id = "false, false, 1", expect = Expect.ACCEPTABLE, desc = "both saw the end, which was told once")
	@State
	public static class ReaderAgainstReader {

		private final Subject subject = new Subject(1);

		{
			this.subject.time.set(1);
		}

		@Actor
		public void look(ZZI_Result result) {
			result.r1 = this.subject.cell.isLeader();
		}

		@Actor
		public void lookToo(ZZI_Result result) {
			result.r2 = this.subject.cell.isLeader();
		}

		@Arbiter
		public void count(ZZI_Result result) {
			result.r3 = this.subject.demotions();
		}

	}

	@JCStressTest
	@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "opened, and closed after that")
	@Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "opened when the close had found nothing")
	@State
	public static class OpenAgainstClose {

		private final Subject subject = new Subject(0);

		@Actor
		public void open() {
			this.subject.cell.open(Subject.held(1, 1));
		}

		@Actor
		public void close(ZZ_Result result) {
			result.r1 = this.subject.cell.close(1, DemotionReason.STOPPED);
		}

		@Arbiter
		public void look(ZZ_Result result) {
			boolean ended = this.subject.events.size() == 2 && this.subject.events.get(0) instanceof Promoted
					&& this.subject.demotions() == 1;
			result.r2 = ended && !this.subject.cell.isLeader();
		}

	}

	/**
	 * While the end passes by that was, and the clock is set back after it.
	 */
	@JCStressTest
	@Outcome(id = "true, true, true", expect = Expect.ACCEPTABLE, desc = "it leads on")
	@State
	public static class ReaderAgainstExtend {

		private final Subject subject = new Subject(1);

		@Actor
		public void extend() {
			this.subject.cell.extend(Subject.held(1, 3));
			this.subject.time.set(2);
			this.subject.time.set(0);
		}

		@Actor
		public void look(ZZZ_Result result) {
			result.r1 = this.subject.cell.isLeader();
			result.r2 = this.subject.cell.isLeader();
		}

		@Arbiter
		public void lookAtLast(ZZZ_Result result) {
			result.r3 = this.subject.cell.isLeader();
		}

	}

	private static final class Subject implements Clocks {

		private final AtomicInteger time = new AtomicInteger();

		private final List<LeadershipEvent> events = new CopyOnWriteArrayList<>();

		private final LeaseCell cell = new LeaseCell("orders", "a", this, this.events::add, (term) -> {
		});

		private Subject(int until) {
			this.cell.open(held(1, until));
		}

		private static Phase.HeldLease held(long term, int until) {
			return new Phase.HeldLease("aa", term, 0, 0, until * Timing.MILLI, until);
		}

		private int demotions() {
			return (int) this.events.stream().filter(Demoted.class::isInstance).count();
		}

		@Override
		public long nanoTime() {
			return this.time.get() * Timing.MILLI;
		}

		@Override
		public long currentTimeMillis() {
			return this.time.get();
		}

	}

}

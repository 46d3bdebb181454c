package io.github.leaderkit.engine.runtime;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * The queue of the loop. Tasks count without any synchronization of their own: one that
 * is forgotten, run twice, or run at the same time as another shows in the count.
 */
final class TaskQueueStress {

	private TaskQueueStress() {
	}

	@JCStressTest
	@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "each once, one at a time")
	@State
	public static class BringAgainstAdd {

		private final Subject subject = new Subject();

		@Actor
		public void bring() {
			this.subject.bring();
		}

		@Actor
		public void add() {
			this.subject.add();
		}

		@Arbiter
		public void count(I_Result result) {
			result.r1 = this.subject.count();
		}

	}

	@JCStressTest
	@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "each once, one at a time")
	@State
	public static class BringAgainstBring {

		private final Subject subject = new Subject();

		@Actor
		public void bring() {
			this.subject.bring();
		}

		@Actor
		public void bringAnother() {
			this.subject.bring();
		}

		@Arbiter
		public void count(I_Result result) {
			result.r1 = this.subject.count();
		}

	}

	@JCStressTest
	@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "each once, one at a time")
	@State
	public static class BringAgainstThread {

		private final Subject subject = Subject.waiting();

		@Actor
		public void bring() {
			this.subject.bring();
		}

		@Actor
		public void come() {
			this.subject.come();
		}

		@Arbiter
		public void count(I_Result result) {
			result.r1 = this.subject.count();
		}

	}

	@JCStressTest
	@Outcome(id = "3", expect = Expect.ACCEPTABLE, desc = "each once, one at a time")
	@State
	public static class BringAgainstTimerAndAdd {

		private final Subject subject = new Subject();

		@Actor
		public void bring() {
			this.subject.bring();
		}

		@Actor
		public void ring() {
			this.subject.ring();
		}

		@Actor
		public void add() {
			this.subject.add();
		}

		@Arbiter
		public void count(I_Result result) {
			result.r1 = this.subject.count();
		}

	}

	/**
	 * A queue whose thread comes when the test lets it.
	 */
	private static final class Subject {

		private final Queue<Runnable> wakeUps = new ConcurrentLinkedQueue<>();

		private final TaskQueue queue = new TaskQueue(this.wakeUps::add, System::nanoTime, () -> {
		}, () -> {
		});

		private int count;

		/**
		 * One whose thread is about to come.
		 */
		static Subject waiting() {
			Subject subject = new Subject();
			subject.add();
			return subject;
		}

		void add() {
			this.queue.add(this::countOne);
		}

		void bring() {
			this.queue.addOrRun(this::countOne);
		}

		void ring() {
			this.queue.run(this::countOne);
		}

		void come() {
			Runnable wakeUp = this.wakeUps.poll();
			if (wakeUp != null) {
				wakeUp.run();
			}
		}

		int count() {
			while (!this.wakeUps.isEmpty()) {
				come();
			}
			return this.count;
		}

		private void countOne() {
			this.count++;
		}

	}

}

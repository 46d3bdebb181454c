package io.github.leaderkit.engine.report;

import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.leaderkit.LeadershipEvent.Promoted;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * What is put into a queue while the thread that works on it is about to retire.
 */
final class QueuesStress {

	private QueuesStress() {
	}

	@JCStressTest
	@Outcome(id = "\\[1, 2\\]", expect = Expect.ACCEPTABLE, desc = "both events were told in order")
	@State
	public static class TellAgainstRetire {

		private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

		private final List<Long> heard = new CopyOnWriteArrayList<>();

		private final LeadershipEventDispatcher dispatcher = new LeadershipEventDispatcher(this.tasks::add, () -> 0,
				new ElectionObservers(), () -> {
				});

		{
			this.dispatcher.add((event) -> this.heard.add(event.term()));
			this.tasks.remove().run();
			publish(1);
		}

		private void publish(long term) {
			this.dispatcher.publish(new Promoted("orders", term, "a", Instant.EPOCH));
		}

		@Actor
		public void announce() {
			this.tasks.remove().run();
		}

		@Actor
		public void publish() {
			publish(2);
		}

		@Arbiter
		public void announceTheRest(L_Result result) {
			this.tasks.forEach(Runnable::run);
			result.r1 = this.heard.toString();
		}

	}

}

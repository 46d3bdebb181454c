package io.github.leaderkit.docs;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;

import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElection.GuardedCall;
import io.github.leaderkit.Leadership;

/**
 * The code of "Without the annotation".
 */
final class WithoutTheAnnotationDocs {

	private final LeaderElection election;

	private final Invoices invoices;

	private final ExecutorService executor;

	WithoutTheAnnotationDocs(LeaderElection election, Invoices invoices, ExecutorService executor) {
		this.election = election;
		this.invoices = invoices;
		this.executor = executor;
	}

	String send() throws Exception {
		boolean done = this.election.runIfLeader(() -> this.invoices.send());
		Optional<Integer> sent = this.election.callIfLeader(() -> this.invoices.sendAll());
		return done + " " + sent;
	}

	Optional<Leadership> await() throws InterruptedException {
		Optional<Leadership> leadership = this.election.awaitLeadership(Duration.ofMinutes(1));
		return leadership;
	}

	void sendElsewhere() {
		GuardedCall call = this.election.tryEnter(Duration.ofSeconds(5));
		if (call != null) {
			try {
				Future<?> work = this.executor.submit(() -> this.invoices.sendAll());
				call.onDemotion(() -> work.cancel(true));
				call.closeWhenDone(work);
			}
			catch (RejectedExecutionException ex) {
				call.close();
			}
		}
	}

	interface Invoices {

		void send();

		int sendAll();

	}

}

package io.github.leaderkit.engine.lease;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks futures that do not notify when they are done: all together, from time to time,
 * for as long as there are any.
 */
final class PolledFutures {

	private static final Logger logger = LoggerFactory.getLogger(PolledFutures.class);

	private final Consumer<Runnable> later;

	private final List<Unfinished> all = new ArrayList<>();

	private boolean looking;

	/**
	 * Creates the collection.
	 * @param later does something in a while, on a thread that may be held up
	 */
	PolledFutures(Consumer<Runnable> later) {
		this.later = later;
	}

	/**
	 * Does something when a future is done: at once if it is.
	 */
	void whenDone(Future<?> work, Runnable action) {
		if (isDone(work)) {
			action.run();
			return;
		}
		synchronized (this.all) {
			this.all.add(new Unfinished(work, action));
			lookLater();
		}
	}

	private void lookLater() {
		if (!this.looking) {
			this.later.accept(this::look);
			this.looking = true;
		}
	}

	private void look() {
		List<Unfinished> seen;
		synchronized (this.all) {
			seen = List.copyOf(this.all);
		}
		List<Unfinished> done = seen.stream().filter((one) -> isDone(one.work())).toList();
		done.forEach(PolledFutures::finish);
		lookAgain(done);
	}

	/** One that fails must not keep the others from being finished. */
	private static void finish(Unfinished one) {
		try {
			one.action().run();
		}
		catch (Throwable ex) {
			logger.error("What follows guarded work failed", ex);
		}
	}

	private void lookAgain(List<Unfinished> done) {
		synchronized (this.all) {
			this.all.removeIf(Set.copyOf(done)::contains);
			this.looking = false;
			if (!this.all.isEmpty()) {
				lookLater();
			}
		}
	}

	/**
	 * A future that cannot even say whether it is done would count for ever.
	 */
	private static boolean isDone(Future<?> work) {
		try {
			return work.isDone();
		}
		catch (Throwable ex) {
			logger.error("Guarded work does not count any more, since its future {} cannot say whether it is done",
					work.getClass().getName(), ex);
			return true;
		}
	}

	/**
	 * A future and what to do when it is done. Two are never the same.
	 */
	private static final class Unfinished {

		private final Future<?> work;

		private final Runnable action;

		private Unfinished(Future<?> work, Runnable action) {
			this.work = work;
			this.action = action;
		}

		private Future<?> work() {
			return this.work;
		}

		private Runnable action() {
			return this.action;
		}

	}

}

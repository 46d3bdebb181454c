package io.github.leaderkit.scheduled;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import io.github.leaderkit.Fire;
import io.github.leaderkit.FireTask;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ErrorHandler;

/**
 * Tells the error handler of a scheduler of runs that fail. They are recorded as failed
 * all the same.
 */
final class ErrorHandlingTask implements FireTask {

	private final FireTask task;

	private final ErrorHandler handler;

	ErrorHandlingTask(FireTask task, ErrorHandler handler) {
		this.task = task;
		this.handler = handler;
	}

	@Override
	public @Nullable CompletionStage<?> run(Fire fire) throws Exception {
		CompletionStage<?> work;
		try {
			work = this.task.run(fire);
		}
		catch (Throwable ex) {
			handle(ex);
			throw ex;
		}
		return (work != null) ? work.whenComplete((result, failure) -> {
			if (failure != null) {
				handle((failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
						: failure);
			}
		}) : null;
	}

	private void handle(Throwable failure) {
		try {
			this.handler.handleError(failure);
		}
		catch (Throwable ex) {
			// Many rethrow what they are given
			if (ex != failure) {
				failure.addSuppressed(ex);
			}
		}
	}

}

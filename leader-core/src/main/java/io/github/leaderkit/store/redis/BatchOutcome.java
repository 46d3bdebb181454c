package io.github.leaderkit.store.redis;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The outcome of a batch.
 *
 * @param each the outcome of each run, in their order
 * @param runId the run id of the server that ran them, empty if the server does not
 * disclose it, {@code null} if it was not asked
 */
record BatchOutcome(List<ScriptOutcome> each, @Nullable String runId) {

	/**
	 * A failure of all.
	 * @param failure why
	 * @param runs how many runs there were
	 */
	static BatchOutcome of(Throwable failure, int runs) {
		return new BatchOutcome(Collections.nCopies(runs, ScriptOutcome.of(failure)), null);
	}

	/**
	 * Reads the answer of the server.
	 * @param answers an answer for each run, and the run id of the server
	 * @param runs how many runs there were
	 */
	static BatchOutcome of(List<?> answers, int runs) {
		if (answers.size() != runs + 1) {
			return of(new IllegalStateException(runs + " keys, but the server answered: " + answers), runs);
		}
		Object last = answers.get(runs);
		// One text, however many elections remember it
		String runId = (last != null) ? last.toString().intern() : null;
		List<ScriptOutcome> each = new ArrayList<>(runs);
		for (int i = 0; i < runs; i++) {
			each.add(ScriptOutcome.ofAnswer(answers.get(i), runId));
		}
		return new BatchOutcome(each, runId);
	}

}

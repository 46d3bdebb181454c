package io.github.leaderkit.store.redis;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What came of a batch.
 *
 * @param each what came of each run, in their order
 * @param server the run id of the server that ran them, empty if it is not known
 */
record BatchOutcome(List<ScriptOutcome> each, String server) {

	/**
	 * A failure of all.
	 * @param failure why
	 * @param runs how many runs there were
	 */
	static BatchOutcome of(Throwable failure, int runs) {
		return new BatchOutcome(Collections.nCopies(runs, ScriptOutcome.of(failure)), "");
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
		List<ScriptOutcome> each = new ArrayList<>(runs);
		for (int i = 0; i < runs; i++) {
			each.add(ScriptOutcome.ofAnswer(answers.get(i)));
		}
		return new BatchOutcome(each, String.valueOf(answers.get(runs)));
	}

}

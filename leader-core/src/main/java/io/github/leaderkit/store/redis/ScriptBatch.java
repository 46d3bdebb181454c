package io.github.leaderkit.store.redis;

import java.util.ArrayList;
import java.util.List;

/**
 * Runs of one script that go to the server as one command.
 *
 * @param tasks the runs, at least one
 * @param form what of the script is sent
 */
record ScriptBatch(List<ScriptTask> tasks, Form form) {

	static ScriptBatch of(ScriptTask task) {
		return new ScriptBatch(List.of(task), Form.DIGEST);
	}

	LeaseScript script() {
		return this.tasks.get(0).call().script();
	}

	ScriptBatch withText() {
		return new ScriptBatch(this.tasks, Form.TEXT);
	}

	/**
	 * What is to be sent instead after this outcome, which does not count then: the same
	 * in another form, or each run by itself.
	 * @param textFollowed whether the text was sent on the same connection meanwhile, so
	 * that the digest will do
	 * @return nothing if the outcome counts
	 */
	List<ScriptBatch> again(BatchOutcome outcome, boolean textFollowed) {
		Throwable failure = outcome.each().get(0).failure();
		if (failure != null && this.form != Form.TEXT && RedisErrors.isUnknownScript(failure)) {
			return List.of((textFollowed && this.form == Form.DIGEST) ? new ScriptBatch(this.tasks, Form.DIGEST_AGAIN)
					: withText());
		}
		if (failure != null && this.tasks.size() > 1 && RedisErrors.isAboutSeveralKeys(failure)) {
			List<ScriptBatch> apart = new ArrayList<>(this.tasks.size());
			this.tasks.forEach((task) -> apart.add(of(task)));
			return apart;
		}
		return List.of();
	}

	void complete(BatchOutcome outcome) {
		for (int i = 0; i < this.tasks.size(); i++) {
			this.tasks.get(i).complete(outcome.each().get(i));
		}
	}

	void fail(Throwable failure) {
		this.tasks.forEach((task) -> task.fail(failure));
	}

	/**
	 * What of the script is sent.
	 */
	enum Form {

		/** Its digest: the server should know the text. */
		DIGEST,

		/** The digest once more, behind the text. */
		DIGEST_AGAIN,

		/** Its text. */
		TEXT

	}

}

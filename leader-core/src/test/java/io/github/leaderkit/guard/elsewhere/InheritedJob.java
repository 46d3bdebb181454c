package io.github.leaderkit.guard.elsewhere;

import io.github.leaderkit.LeaderOnly;

/**
 * A class whose methods a proxy in another package can override.
 */
public class InheritedJob {

	private int runs;

	@LeaderOnly
	public void run() {
		this.runs++;
	}

	@LeaderOnly
	protected void prepare() {
		this.runs++;
	}

	public int runs() {
		return this.runs;
	}

}

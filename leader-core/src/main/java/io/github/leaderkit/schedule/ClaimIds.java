package io.github.leaderkit.schedule;

import io.github.leaderkit.engine.runtime.ElectionRuntime;

/**
 * Names for claims, of which none is ever used twice.
 */
final class ClaimIds {

	/** Short, since an entry is. */
	private static final int LENGTH = 16;

	private ClaimIds() {
	}

	static String next(ElectionRuntime runtime) {
		return runtime.newInstance().substring(0, LENGTH);
	}

}

package io.github.leaderkit.guard.elsewhere;

import io.github.leaderkit.LeaderOnly;

/**
 * A class that subclasses of another package inherit from.
 */
public class PackagePrivateJob {

	@LeaderOnly
	void run() {
	}

}

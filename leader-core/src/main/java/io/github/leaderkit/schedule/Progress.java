package io.github.leaderkit.schedule;

/**
 * How far a schedule has come.
 *
 * @param since when it began: before, nothing is owed
 * @param last the last planned time that was claimed or passed, {@code 0} if none was
 * @param end when the run of that time ended, or what counts as its end
 */
record Progress(long since, long last, long end) {

	boolean hasFired() {
		return this.last > 0;
	}

}

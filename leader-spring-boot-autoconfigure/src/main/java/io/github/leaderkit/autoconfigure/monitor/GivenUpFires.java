package io.github.leaderkit.autoconfigure.monitor;

/**
 * The fires of a schedule that this instance has given up since it was started.
 *
 * @param missed how many planned times passed without a run, those in doubt included
 * @param interrupted how many runs had no recorded end
 */
public record GivenUpFires(long missed, long interrupted) {

	/**
	 * Nothing was given up here.
	 */
	public static final GivenUpFires NONE = new GivenUpFires(0, 0);

}

package io.github.leaderkit.schedule;

/**
 * What becomes of a fire whose run began and whose end nobody recorded, or of which the
 * store may have forgotten that it was claimed.
 */
enum Interrupted {

	/**
	 * It is reported, and never run again.
	 */
	SKIP,

	/**
	 * It is run again, beside the former run if that still goes on.
	 */
	AGAIN

}

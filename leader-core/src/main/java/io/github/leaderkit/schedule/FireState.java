package io.github.leaderkit.schedule;

/**
 * What became of a fire.
 */
enum FireState {

	/**
	 * It was claimed, and no end is recorded: its run goes on, or was interrupted.
	 */
	CLAIMED('C'),

	/**
	 * Its run ended.
	 */
	DONE('D'),

	/**
	 * Its run ended by an exception.
	 */
	FAILED('F'),

	/**
	 * It was given up: too late, in doubt, or interrupted.
	 */
	PASSED('P'),

	/**
	 * Its leader released the lease while its run went on.
	 */
	LEFT('L');

	private final char code;

	FireState(char code) {
		this.code = code;
	}

	char code() {
		return this.code;
	}

	/**
	 * Whether its run began, and neither its end is recorded nor was it given up.
	 */
	boolean isOpen() {
		return this == CLAIMED || this == LEFT;
	}

	/**
	 * Whether the end of its run is recorded.
	 */
	boolean hasEnded() {
		return this == DONE || this == FAILED;
	}

	/**
	 * How far a fire has come: the end of a run may be recorded after it was given up,
	 * and never the other way round.
	 */
	int progress() {
		return switch (this) {
			case CLAIMED -> 0;
			case LEFT -> 1;
			case PASSED -> 2;
			case DONE, FAILED -> 3;
		};
	}

}

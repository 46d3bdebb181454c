package io.github.leaderkit.simulation;

import io.github.leaderkit.ElectionSettings.Safety;

/**
 * How the elections are set up.
 */
enum Mode {

	/** As by default. */
	STANDARD(Safety.STANDARD),

	/** Takeover only of a record that was watched. */
	STRICT(Safety.STRICT),

	/** As by default, with writes that count only if a replica has them. */
	REPLICATED(Safety.STANDARD);

	private final Safety safety;

	Mode(Safety safety) {
		this.safety = safety;
	}

	Safety safety() {
		return this.safety;
	}

	boolean awaitsReplicas() {
		return this == REPLICATED;
	}

}

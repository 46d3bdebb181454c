package io.github.leaderkit.chaos;

import java.util.List;
import java.util.function.Predicate;

import io.github.leaderkit.chaos.arena.Profile;
import io.github.leaderkit.chaos.family.Family;

/**
 * Faults that hit one arena, one after the other.
 *
 * @param name its name, also that of its directory
 * @param profile what the arena is made of
 * @param overlapLimit how many milliseconds two may lead at once after one of the faults:
 * zero but for faults against which there is no defence
 * @param faults the faults in their order
 */
record Session(String name, Profile profile, long overlapLimit, List<Family> faults) {

	/**
	 * The same with some of its faults.
	 */
	Session only(Predicate<Family> wanted) {
		return new Session(this.name, this.profile, this.overlapLimit, this.faults.stream().filter(wanted).toList());
	}

	/**
	 * Whether it is claimed that no two lead at once.
	 */
	boolean isClaimedSafe() {
		return this.overlapLimit == 0;
	}

}

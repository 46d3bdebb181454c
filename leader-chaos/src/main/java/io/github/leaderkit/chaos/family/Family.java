package io.github.leaderkit.chaos.family;

import java.io.IOException;
import java.util.Random;

import io.github.leaderkit.chaos.arena.Arena;
import org.jspecify.annotations.Nullable;

/**
 * A kind of fault.
 *
 * @param name its name
 * @param probe finds what keeps it from being done on this machine
 * @param strike does it
 * @param loss what it makes Redis forget
 */
public record Family(String name, Probe probe, Strike strike, DataLoss loss) {

	/**
	 * A kind of fault that makes Redis forget nothing.
	 * @param name its name
	 * @param probe finds what keeps it from being done on this machine
	 * @param strike does it
	 */
	Family(String name, Probe probe, Strike strike) {
		this(name, probe, strike, DataLoss.NONE);
	}

	/**
	 * A kind of fault that needs nothing that a machine may lack.
	 * @param name its name
	 * @param strike does it
	 * @return the family
	 */
	static Family of(String name, Strike strike) {
		return new Family(name, () -> null, strike);
	}

	/**
	 * The same kind of fault, which makes Redis forget something.
	 * @param forgotten what it makes Redis forget
	 * @return the family
	 */
	Family losing(DataLoss forgotten) {
		return new Family(this.name, this.probe, this.strike, forgotten);
	}

	/**
	 * Looks at the machine.
	 */
	@FunctionalInterface
	public interface Probe {

		/**
		 * What keeps the fault from being done.
		 * @return the reason, or {@code null} if nothing does
		 */
		@Nullable String obstacle();

	}

	/**
	 * Does a fault.
	 */
	@FunctionalInterface
	public interface Strike {

		/**
		 * Injects the fault, holds it for a while and heals it, whatever happens.
		 * @param arena where
		 * @param random chance
		 * @throws IOException if it cannot be done
		 */
		void hit(Arena arena, Random random) throws IOException;

	}

}

package io.github.leaderkit.engine;

import io.github.leaderkit.ElectionSettings;

/**
 * Whether an election is to contend: users want it to, the elections of the application
 * run, and it is not closed. Guarded by the lock of the election.
 *
 * <p>
 * An object of its own so that an election has no field that changes: a spy of an
 * election is a copy of its fields, and would go its own way.
 */
final class Contention {

	private final boolean enabled;

	private boolean wanted;

	private boolean allowed;

	private boolean closed;

	private boolean contending;

	Contention(ElectionSettings settings) {
		this.enabled = settings.enabled();
		this.wanted = settings.autoStart();
	}

	void setWanted(boolean wanted) {
		this.wanted = wanted;
	}

	boolean isAllowed() {
		return this.allowed;
	}

	void setAllowed(boolean allowed) {
		this.allowed = allowed;
	}

	void setClosed() {
		this.closed = true;
	}

	/**
	 * Begins to contend if the election is to and does not.
	 * @return whether it begins
	 */
	boolean begins() {
		if (this.enabled && this.wanted && this.allowed && !this.closed && !this.contending) {
			this.contending = true;
			return true;
		}
		return false;
	}

	void end() {
		this.contending = false;
	}

}

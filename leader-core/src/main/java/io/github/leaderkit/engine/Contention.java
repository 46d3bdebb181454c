package io.github.leaderkit.engine;

import io.github.leaderkit.ElectionSettings;

/**
 * Decides whether an election contends: if users want it to, the elections of the
 * application run, and it is not closed. The election locks it while it uses it.
 *
 * <p>
 * A separate object, since a spy of an election copies its fields: with a field that
 * changes, the spy and the election would differ from then on.
 */
final class Contention {

	private final boolean enabled;

	private boolean wanted;

	private boolean allowed;

	/** Whether a call that waits for the leadership would come too early. */
	private boolean early;

	private boolean closed;

	private boolean contending;

	Contention(ElectionSettings settings) {
		this.enabled = settings.enabled();
		this.early = settings.enabled() && settings.autoStart();
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
		this.early &= !allowed;
	}

	/**
	 * The elections of the application never run, so no call comes too early.
	 */
	void setDisabled() {
		this.early = false;
	}

	/**
	 * Whether a call that waits for the leadership is the first that comes before the
	 * election contends. Elections that do not contend by themselves have no such calls.
	 * @return {@code true} once at most
	 */
	boolean isFirstEarlyCall() {
		boolean first = this.early;
		this.early = false;
		return first;
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

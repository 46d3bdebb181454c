package io.github.leaderkit.engine;

import io.github.leaderkit.LeaderInfo;
import io.github.leaderkit.store.LeaseRequest;
import org.jspecify.annotations.Nullable;

/**
 * All that an election knows. Immutable, so that any thread may look at it.
 *
 * @param phase what it is doing
 * @param instance identifies this start of the election
 * @param attempt number of the last attempt of that instance
 * @param memory what it remembers of the record
 * @param trouble the run of failures it is in
 * @param inFlight the call under way, or {@code null}
 * @param inFlightSince when that call was sent
 * @param leader who leads, as far as heard
 * @param workInside whether guarded work of a leadership that ends or has ended may still
 * run
 * @param telling whether the listeners have not heard yet that the last leadership ended
 * @param workGate until when such work keeps it from contending, in local nanoseconds
 * @param mayLead whether it may ask for the lease; otherwise it only watches
 * @param saturated whether this process leads as many other elections as it should, so
 * that others go first
 */
record ElectionState(Phase phase, String instance, long attempt, Memory memory, Trouble trouble,
		@Nullable LeaseRequest inFlight, Moment inFlightSince, @Nullable LeaderInfo leader, boolean workInside,
		boolean telling, long workGate, boolean mayLead, boolean saturated) {

	/**
	 * The state before the first start.
	 * @param mayLead whether it may ask for the lease
	 */
	static ElectionState initial(boolean mayLead) {
		return new ElectionState(new Phase.Idle(), "", 0, Memory.EMPTY, Trouble.NONE, null, new Moment(0, 0), null,
				false, false, 0, mayLead, false);
	}

	/**
	 * Whether it leads, unless its lease has ended meanwhile.
	 */
	boolean leads() {
		return this.phase instanceof Phase.Leading || this.phase instanceof Phase.Draining;
	}

	/**
	 * Whether it has the lease or may be getting it.
	 */
	boolean leadsOrAsks() {
		return this.inFlight instanceof LeaseRequest.Acquire || leads()
				|| (this.phase instanceof Phase.Leaving leaving && leaving.held() != null);
	}

	ElectionState saturated(boolean value) {
		return (value == this.saturated) ? this
				: new ElectionState(this.phase, this.instance, this.attempt, this.memory, this.trouble, this.inFlight,
						this.inFlightSince, this.leader, this.workInside, this.telling, this.workGate, this.mayLead,
						value);
	}

}

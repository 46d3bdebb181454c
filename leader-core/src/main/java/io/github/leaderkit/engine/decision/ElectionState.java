package io.github.leaderkit.engine.decision;

import io.github.leaderkit.LeaderInfo;
import io.github.leaderkit.store.LeaseRequest;
import org.jspecify.annotations.Nullable;

/**
 * All that an election knows. Immutable, so that any thread may look at it.
 *
 * @param phase what it is doing
 * @param instance identifies this start of the election
 * @param attempt number of the last attempt of that instance
 * @param known what it remembers of the record
 * @param streak the run of failures it is in
 * @param inFlight the call under way, or {@code null}
 * @param inFlightSince when that call was sent; means nothing if there is none
 * @param leader who leads, as far as is known
 * @param workInside whether it waits for guarded work of a leadership that ends or has
 * ended
 * @param demotionPending whether it waits for the last demotion to be published
 * @param workGate until when such work keeps it from contending, in local nanoseconds
 * @param mayLead whether it may ask for the lease; otherwise it only watches
 * @param resignations how many of the requested resignations it has acted on
 */
public record ElectionState(Phase phase, String instance, long attempt, KnownRecord known, FailureStreak streak,
		@Nullable LeaseRequest inFlight, Moment inFlightSince, @Nullable LeaderInfo leader, boolean workInside,
		boolean demotionPending, long workGate, boolean mayLead, long resignations) {

	private static final Moment NO_CALL = new Moment(0, 0);

	public ElectionState {
		// An election rests most of the time, and should be small then
		inFlightSince = (inFlight != null) ? inFlightSince : NO_CALL;
	}

	/**
	 * The state before the first start.
	 * @param mayLead whether it may ask for the lease
	 */
	public static ElectionState initial(boolean mayLead) {
		return new ElectionState(new Phase.Idle(), "", 0, KnownRecord.EMPTY, FailureStreak.NONE, null, NO_CALL, null,
				false, false, 0, mayLead, 0);
	}

	/**
	 * The same state, if the call that it counts as under way was never made.
	 */
	public ElectionState withoutCall() {
		return new ElectionState(this.phase, this.instance, this.attempt, this.known, this.streak, null,
				this.inFlightSince, this.leader, this.workInside, this.demotionPending, this.workGate, this.mayLead,
				this.resignations);
	}

	/**
	 * Whether it leads, unless its lease has ended meanwhile.
	 */
	public boolean leads() {
		return this.phase instanceof Phase.Led;
	}

	/**
	 * Whether it has the lease or may be getting it.
	 */
	public boolean leadsOrAsks() {
		return this.inFlight instanceof LeaseRequest.Acquire || leads()
				|| (this.phase instanceof Phase.Leaving leaving && leaving.held() != null);
	}

	/**
	 * Whether nothing is left to do for an earlier leadership.
	 */
	public boolean hasLeft() {
		return this.phase instanceof Phase.Idle || this.phase instanceof Phase.Following;
	}

}

package io.github.leaderkit;

import java.time.Duration;
import java.util.List;

import io.github.leaderkit.LeadershipEvent.Errored;
import org.jspecify.annotations.Nullable;

/**
 * What an election is doing at one moment, for people, dashboards and health checks. No
 * decision depends on it. This process knows all of it, so it costs no call to Redis and
 * does not wait for any thread.
 *
 * @param state what the election is doing
 * @param vetoes why this instance may not lead, as given to
 * {@link LeaderElection#veto(String)}; empty if there is no veto
 * @param leadership the leadership that this process holds, or {@code null} if it does
 * not lead
 * @param term the highest term that this process knows of, {@code 0} if it knows of none
 * @param leaderless how long this process has known of no leader with a valid lease, zero
 * while there is one or while the election is stopped. A follower reads the record at
 * least once every {@code wait}, so this may be wrong by that much if the {@code wait} is
 * longer than two thirds of the {@code ttl}.
 * @param contact the state of the calls to Redis
 * @param work the guarded work
 * @param otherApplication the name of the leader's application, if it is not the
 * application of this instance: then two applications use one key, and only one of them
 * has the leader. {@code null} if both names are the same, if one application has no
 * name, if no leader is known, or if this instance is no
 * {@linkplain ElectionSettings#candidate() candidate}. A leader does not know which
 * applications its followers belong to.
 */
public record ElectionStatus(State state, List<String> vetoes, @Nullable Leadership leadership, long term,
		Duration leaderless, Contact contact, Work work, @Nullable String otherApplication) {

	/**
	 * What an election is doing.
	 */
	public enum State {

		/**
		 * It does not contend.
		 */
		STOPPED,

		/**
		 * It contends, or watches if it may not lead.
		 */
		FOLLOWING,

		/**
		 * It leads.
		 */
		LEADING,

		/**
		 * It leads, lets no new work in, and waits for the running work to end.
		 */
		DRAINING,

		/**
		 * It no longer leads, and releases the lease when the demotion is published and
		 * all work has ended.
		 */
		LEAVING

	}

	/**
	 * The state of the calls of an election to Redis.
	 *
	 * @param sinceRenewal how long ago the request was sent that last granted or renewed
	 * the lease, {@code null} if this process does not lead
	 * @param roundTrip how long the last call took that was answered, waiting for a
	 * thread included, or {@code null} if there was none
	 * @param clockOffset how far the wall clock of this machine was ahead of that of
	 * Redis at that call, negative if it was behind; exact to half of its round trip.
	 * {@code null} if there was none. Nothing depends on it but what people make of times
	 * @param untilNext when Redis will be asked next: zero while it is being asked or
	 * should be, {@code null} if that is not known
	 * @param failures how many calls in a row have failed, {@code 0} if the last one was
	 * answered
	 * @param failingFor for how long, zero if the last one was answered
	 * @param late how many requests for the lease in a row came too late, {@code 0} if
	 * the last one did not. After a pause of this process, one comes too late. If it
	 * happens again and again, the clocks of this machine and of Redis run apart by more
	 * than this library allows for.
	 * @param overdue by how much the next action of the election is overdue, zero if it
	 * is not. If it is overdue, its thread is held up
	 * @param lastError the last error that was published, even if it is over, without its
	 * cause, which only the published event has; {@code null} if there was none
	 */
	public record Contact(@Nullable Duration sinceRenewal, @Nullable Duration roundTrip, @Nullable Duration clockOffset,
			@Nullable Duration untilNext, int failures, Duration failingFor, int late, Duration overdue,
			@Nullable Errored lastError) {
	}

	/**
	 * The guarded work of this process since the election was created.
	 *
	 * @param inside how many calls are running now
	 * @param entered how many were let in
	 * @param refused how many were refused, because this process did not lead, would not
	 * lead for long enough, or was draining
	 */
	public record Work(int inside, long entered, long refused) {
	}

}

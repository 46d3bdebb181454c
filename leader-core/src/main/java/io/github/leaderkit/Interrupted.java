package io.github.leaderkit;

/**
 * What becomes of a fire whose run began and whose end nobody recorded: its leader
 * crashed, or its lease ended, before the run did. Also of one that Redis may have
 * forgotten that it was run.
 */
public enum Interrupted {

	/**
	 * It is reported by a {@link LeadershipEvent.FireInterrupted} or a
	 * {@link LeadershipEvent.FireMissed}, and never run again.
	 */
	SKIP,

	/**
	 * It is run again by the next leader, in up to three attempts, as long as it is not
	 * later than {@code catchUp} and no later fire is due. If the former run still goes
	 * on, the two run at the same time: pass the {@linkplain Leadership#term() term} to
	 * what it changes.
	 */
	AGAIN

}

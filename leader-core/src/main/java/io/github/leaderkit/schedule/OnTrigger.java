package io.github.leaderkit.schedule;

/**
 * Fires once when somebody asks for it: then the schedule begins anew, at that time.
 */
record OnTrigger() implements Recurrence {

	static final String TEXT = "trigger";

	private static final PlannedTimes NONE = new SingleTime(NEVER);

	@Override
	public String text() {
		return TEXT;
	}

	@Override
	public PlannedTimes unclaimed(Progress progress) {
		return (progress.since() > progress.last()) ? new SingleTime(progress.since()) : NONE;
	}

}

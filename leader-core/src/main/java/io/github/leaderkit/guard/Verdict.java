package io.github.leaderkit.guard;

/**
 * What becomes of a {@link io.github.leaderkit.LeaderOnly}, by where it stands.
 */
enum Verdict {

	/**
	 * Only the leader runs the method.
	 */
	GUARDED("guarded"),

	/**
	 * Only the leader runs the method, and other instances throw whatever the annotation
	 * says.
	 */
	THROWS("guarded; throws"),

	/**
	 * The start of the application is refused.
	 */
	REFUSED("refused"),

	/**
	 * The start is refused if the annotation does not say what a call does on an instance
	 * that does not lead.
	 */
	REFUSED_BY_DEFAULT("refused, unless it says `otherwise`"),

	/**
	 * The same, if a scheduler hands the work to one of all instances.
	 */
	REFUSED_IF_CLUSTERED("guarded; refused if the scheduler is clustered, unless it says `otherwise`"),

	/**
	 * Calls of other beans are guarded, those of a superclass are not, and the log says
	 * so.
	 */
	WARNED("guarded for other beans only, with a warning"),

	/**
	 * Every instance runs the method, and the log says so.
	 */
	NOT_GUARDED("not guarded, with a warning"),

	/**
	 * Every instance runs the method: the annotation does not mean it.
	 */
	NOT_MEANT("not meant");

	private final String text;

	Verdict(String text) {
		this.text = text;
	}

	/**
	 * Whether the annotation on a class leaves methods out of which this is the verdict.
	 * @return whether it does
	 */
	boolean leavesOut() {
		return this == NOT_GUARDED || this == NOT_MEANT;
	}

	/**
	 * Whether the log says that instances run the method which do not lead.
	 * @return whether it does
	 */
	boolean warns() {
		return this == WARNED || this == NOT_GUARDED;
	}

	/**
	 * As the documentation has it.
	 */
	@Override
	public String toString() {
		return this.text;
	}

}

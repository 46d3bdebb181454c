package io.github.leaderkit.schedule;

/**
 * The name of a schedule, unique within its election. It becomes the name of a field in
 * the record. Only letters of ASCII are allowed, so that a name is the same bytes in
 * every tool and on every instance.
 *
 * @param value the name
 * @param trigger whether the field is that of the runs which somebody asks for, beside
 * the planned ones
 */
record ScheduleName(String value, boolean trigger) {

	/** Not allowed in names, so no schedule has the field of another. */
	private static final String TRIGGER = "!";

	private static final int MAXIMUM_LENGTH = 128;

	private static final String OTHERS = "._-#$:";

	ScheduleName(String value) {
		this(value, false);
	}

	ScheduleName {
		if (value.isEmpty()) {
			throw new IllegalArgumentException("The name of a schedule is empty");
		}
		value.codePoints().filter((character) -> !isAllowed(character)).findFirst().ifPresent((character) -> {
			throw new IllegalArgumentException("The name '" + value + "' of a schedule contains '"
					+ Character.toString(character) + "'. Use letters from a to z, digits and " + OTHERS);
		});
		if (value.length() > MAXIMUM_LENGTH) {
			throw new IllegalArgumentException("The name '" + value + "' of a schedule has " + value.length()
					+ " characters, more than " + MAXIMUM_LENGTH);
		}
	}

	/**
	 * The name of the field in the record, without the prefix that all have.
	 */
	String field() {
		return this.trigger ? triggerField(this.value) : this.value;
	}

	/**
	 * The same schedule, run when somebody asks for it.
	 */
	ScheduleName ofTrigger() {
		return new ScheduleName(this.value, true);
	}

	static String triggerField(String name) {
		return name + TRIGGER;
	}

	static boolean isOfTrigger(String field) {
		return field.endsWith(TRIGGER);
	}

	private static boolean isAllowed(int character) {
		return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z')
				|| (character >= '0' && character <= '9') || OTHERS.indexOf(character) >= 0;
	}

}

package io.github.leaderkit.schedule;

/**
 * The name of a schedule, unique within its election. It becomes the name of a field in
 * the record. Only letters of ASCII are allowed, so that a name is the same bytes in
 * every tool and on every instance.
 *
 * @param value the name
 */
record ScheduleName(String value) {

	private static final int MAXIMUM_LENGTH = 128;

	private static final String OTHERS = "._-#$:";

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

	private static boolean isAllowed(int character) {
		return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z')
				|| (character >= '0' && character <= '9') || OTHERS.indexOf(character) >= 0;
	}

}

package io.github.leaderkit.shedlock;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Under which name the election knows a lock. Names of the election are plain ASCII, so
 * each other byte of the name of a lock becomes {@code #} and two hexadecimal digits, and
 * so does {@code #} itself: no two locks have the same name.
 */
final class LockName {

	private static final String PREFIX = "lock:";

	private static final int MAXIMUM_LENGTH = 128;

	private static final String OTHERS = "._-$:";

	private LockName() {
	}

	/**
	 * The name under which the election knows a lock.
	 * @param lock the name of the lock
	 * @return the name
	 * @throws IllegalArgumentException if it would be too long
	 */
	static String of(String lock) {
		StringBuilder name = new StringBuilder(PREFIX);
		for (byte character : lock.getBytes(StandardCharsets.UTF_8)) {
			if (isAllowed(character)) {
				name.append((char) character);
			}
			else {
				name.append('#').append(HexFormat.of().toHexDigits(character));
			}
		}
		if (name.length() > MAXIMUM_LENGTH) {
			throw new IllegalArgumentException("The lock '" + lock + "' would be '" + name + "' in the election, "
					+ name.length() + " characters and more than " + MAXIMUM_LENGTH + ". Give it a shorter name, of "
					+ "letters from a to z, digits and " + OTHERS + ": whatever else is in it takes three characters "
					+ "or more");
		}
		return name.toString();
	}

	private static boolean isAllowed(byte character) {
		return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z')
				|| (character >= '0' && character <= '9') || OTHERS.indexOf(character) >= 0;
	}

}

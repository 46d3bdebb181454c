package io.github.leaderkit.store.redis;

import io.github.leaderkit.store.LeaseSignal;
import io.github.leaderkit.store.LeaseSignal.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Reads the messages of an election: {@code a|term|owner}, {@code r|term} and
 * {@code v|term}. Anyone may publish anything, so what is none of these is no message.
 */
final class MessageFormat {

	private static final int MAX_LENGTH = 512;

	private static final int MAX_DIGITS = 16;

	private MessageFormat() {
	}

	static @Nullable LeaseSignal read(String message) {
		if (message.length() > MAX_LENGTH) {
			return null;
		}
		String[] parts = message.split("\\|", 3);
		Kind kind = kind(parts[0], parts.length);
		if (kind == null || parts[1].length() > MAX_DIGITS || !isDigits(parts[1])) {
			return null;
		}
		return new LeaseSignal(kind, Long.parseLong(parts[1]));
	}

	private static @Nullable Kind kind(String letter, int parts) {
		return switch (letter) {
			case "a" -> (parts == 3) ? Kind.GRANTED : null;
			case "r" -> (parts == 2) ? Kind.RELEASED : null;
			case "v" -> (parts == 2) ? Kind.REVOKED : null;
			default -> null;
		};
	}

	/**
	 * Not as a stream: what that loads and links comes with the first message, which is
	 * often the one after which somebody is to take over.
	 */
	private static boolean isDigits(String text) {
		for (int i = 0; i < text.length(); i++) {
			if (text.charAt(i) < '0' || text.charAt(i) > '9') {
				return false;
			}
		}
		return !text.isEmpty();
	}

}

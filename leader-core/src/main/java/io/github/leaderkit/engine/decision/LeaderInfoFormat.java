package io.github.leaderkit.engine.decision;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

import io.github.leaderkit.LeaderInfo;
import io.github.leaderkit.store.LeaseReply;
import org.jspecify.annotations.Nullable;

/**
 * How a leader describes itself in the record: {@code name=value} pairs, readable with
 * any Redis client, of which unknown ones are skipped so that versions can differ. At
 * most 512 bytes.
 */
public final class LeaderInfoFormat {

	private static final int MAXIMUM_FIELD_LENGTH = 140;

	private LeaderInfoFormat() {
	}

	static String format(LeaderInfo info) {
		return "instance=" + encode(info.instance()) + "&host=" + encode(info.host()) + "&pid=" + info.pid()
				+ "&application=" + encode(info.application()) + "&since=" + info.since().toEpochMilli();
	}

	/**
	 * Reads what the leader of a record wrote, or someone else in its place.
	 * @param reply a reply whose record has a leader
	 * @return the leader, as far as can be read
	 */
	public static LeaderInfo parse(LeaseReply reply) {
		Map<String, String> fields = new HashMap<>();
		for (String field : reply.info().split("&")) {
			int equals = field.indexOf('=');
			if (equals > 0) {
				fields.put(field.substring(0, equals), decode(field.substring(equals + 1)));
			}
		}
		// One text, however many elections are led by the same instance
		return new LeaderInfo(fields.getOrDefault("instance", reply.holder()).intern(),
				fields.getOrDefault("host", "").intern(), number(fields.get("pid")),
				fields.getOrDefault("application", "").intern(), Instant.ofEpochMilli(number(fields.get("since"))),
				reply.term());
	}

	/**
	 * The text that is read after this one was written: long ones are cut.
	 */
	public static String asRead(String value) {
		return decode(encode(value));
	}

	private static String encode(String value) {
		if (value.length() <= MAXIMUM_FIELD_LENGTH && isPlain(value)) {
			return value;
		}
		String encoded = URLEncoder.encode(value, StandardCharsets.UTF_8).replace("%3A", ":");
		if (encoded.length() <= MAXIMUM_FIELD_LENGTH) {
			return encoded;
		}
		int end = value.offsetByCodePoints(0, value.codePointCount(0, value.length()) / 2);
		return encode(value.substring(0, end));
	}

	/**
	 * Whether a value is written as it is. Most are, with each renewal.
	 */
	private static boolean isPlain(String value) {
		for (int i = 0; i < value.length(); i++) {
			if (!isPlain(value.charAt(i))) {
				return false;
			}
		}
		return true;
	}

	private static boolean isPlain(char character) {
		return (character >= 'a' && character <= 'z') || (character >= '0' && character <= '9')
				|| (character >= 'A' && character <= 'Z') || character == '-' || character == '.' || character == ':'
				|| character == '_' || character == '*';
	}

	private static String decode(String value) {
		try {
			return URLDecoder.decode(value, StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			return value;
		}
	}

	private static long number(@Nullable String value) {
		try {
			return (value != null) ? Math.max(Long.parseLong(value), 0) : 0;
		}
		catch (NumberFormatException ex) {
			return 0;
		}
	}

}

package io.github.leaderkit.schedule;

import java.nio.charset.StandardCharsets;

import io.github.leaderkit.store.ScheduleChange;
import org.jspecify.annotations.Nullable;

/**
 * How an entry stands in the record: eleven fields between bars, readable with any Redis
 * client and by the scripts. They are {@code spec|since}, then {@code state|planned},
 * {@code previous|term}, {@code attempt|id} and {@code start|end} of the last fire, and
 * {@code by}. Without a last fire its state is {@code -}, its id is empty and its numbers
 * are zero.
 */
final class ScheduleEntryFormat {

	static final int MAXIMUM_BYTES = 256;

	/**
	 * Lua and JSON have no greater whole numbers.
	 */
	static final long MAXIMUM_NUMBER = (1L << 53) - 1;

	/**
	 * The store writes its time in the place of one character.
	 */
	private static final int ROOM_FOR_TIME = 15;

	/**
	 * The longest id that leaves room for the other fields.
	 */
	static final int MAXIMUM_ID_LENGTH = 32;

	private static final int MAXIMUM_ATTEMPT = 9;

	private static final int FIELDS = 11;

	private static final String NO_FIRE = "-|0|0|0|0||0|0|";

	private static final String PAUSED = "-";

	private ScheduleEntryFormat() {
	}

	static String format(ScheduleEntry entry) {
		return withoutLabel(entry.spec(), entry.since(), entry.last()) + entry.by();
	}

	/**
	 * The label that fits. What is no text, such as a line break or half a character,
	 * becomes a question mark.
	 */
	static String cut(String spec, long since, @Nullable LastFire last, String label) {
		checkSpec(spec);
		if (since != ScheduleEntry.PAUSED) {
			checkNumber("since", since);
		}
		if (last != null) {
			checkFire(last);
		}
		int room = MAXIMUM_BYTES - bytes(withoutLabel(spec, since, last)) - ROOM_FOR_TIME;
		StringBuilder cut = new StringBuilder();
		for (int point : label.codePoints().map(ScheduleEntryFormat::printable).toArray()) {
			String character = Character.toString(point);
			room -= bytes(character);
			if (room < 0) {
				break;
			}
			cut.append(character);
		}
		return cut.toString();
	}

	/**
	 * A bar would let the store take a part of the label for a field.
	 */
	private static int printable(int point) {
		boolean surrogate = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
		return (surrogate || point == '|' || Character.isISOControl(point)) ? '?' : point;
	}

	private static String withoutLabel(String spec, long since, @Nullable LastFire last) {
		String start = spec + "|" + ((since == ScheduleEntry.PAUSED) ? PAUSED : time(since)) + "|";
		if (last == null) {
			return start + NO_FIRE;
		}
		Claim claim = last.claim();
		return start + last.state().code() + "|" + last.planned() + "|" + last.previous() + "|" + claim.term() + "|"
				+ claim.attempt() + "|" + claim.id() + "|" + time(last.start()) + "|" + time(last.end()) + "|";
	}

	private static String time(long value) {
		return (value == ScheduleEntry.SERVER_TIME) ? ScheduleChange.NOW : String.valueOf(value);
	}

	static ScheduleEntry parse(String text) {
		try {
			ScheduleEntry entry = read(text);
			if (!format(entry).equals(text)) {
				throw new IllegalArgumentException("it would be written as '" + format(entry) + "'");
			}
			return entry;
		}
		catch (IllegalArgumentException ex) {
			throw new MalformedEntryException(text, String.valueOf(ex.getMessage()), ex);
		}
	}

	private static ScheduleEntry read(String text) {
		String[] fields = text.split("\\|", FIELDS);
		if (fields.length < FIELDS) {
			throw new IllegalArgumentException("it has " + fields.length + " fields, not " + FIELDS);
		}
		long since = fields[1].equals(PAUSED) ? ScheduleEntry.PAUSED : number("since", fields[1]);
		return new ScheduleEntry(fields[0], since, fire(fields), fields[10]);
	}

	private static @Nullable LastFire fire(String[] fields) {
		if (fields[2].equals("-")) {
			return null;
		}
		Claim claim = new Claim(number("term", fields[5]), (int) number("attempt", fields[6]), fields[7]);
		return new LastFire(number("last fire", fields[3]), number("previous fire", fields[4]), state(fields[2]), claim,
				number("start", fields[8]), number("end", fields[9]));
	}

	private static FireState state(String text) {
		for (FireState state : FireState.values()) {
			if (text.equals(String.valueOf(state.code()))) {
				return state;
			}
		}
		throw new IllegalArgumentException("its state is '" + text + "'");
	}

	private static long number(String what, String text) {
		try {
			return checkNumber(what, Long.parseLong(text));
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException("its " + what + " is '" + text + "', not a number", ex);
		}
	}

	private static long checkNumber(String what, long value) {
		if (value < 0 || value > MAXIMUM_NUMBER) {
			throw new IllegalArgumentException("its " + what + " is " + value + ", not from 0 to 2^53 - 1");
		}
		return value;
	}

	private static void checkFire(LastFire last) {
		checkNumber("last fire", last.planned());
		checkNumber("previous fire", last.previous());
		checkNumber("term", last.claim().term());
		checkNumber("start", last.start());
		checkNumber("end", last.end());
		if (last.claim().attempt() < 0 || last.claim().attempt() > MAXIMUM_ATTEMPT) {
			throw new IllegalArgumentException(
					"its attempt is " + last.claim().attempt() + ", not from 0 to " + MAXIMUM_ATTEMPT);
		}
		String id = last.claim().id();
		if (id.length() > MAXIMUM_ID_LENGTH || !id.chars().allMatch(ScheduleEntryFormat::isOfId)) {
			throw new IllegalArgumentException("its claim id is '" + id + "', not up to " + MAXIMUM_ID_LENGTH
					+ " letters from a to z, digits, # and -");
		}
	}

	private static boolean isOfId(int character) {
		return (character >= 'a' && character <= 'z') || (character >= '0' && character <= '9') || character == '#'
				|| character == '-';
	}

	private static void checkSpec(String spec) {
		if (spec.isEmpty() || bytes(spec) > RecurrenceFormat.MAXIMUM_BYTES) {
			throw new IllegalArgumentException(
					"its spec has " + bytes(spec) + " bytes, not 1 to " + RecurrenceFormat.MAXIMUM_BYTES);
		}
		if (spec.chars().anyMatch((character) -> character < ' ' || character > '~' || character == '|')) {
			throw new IllegalArgumentException("its spec '" + spec + "' contains a bar or is not plain ASCII");
		}
	}

	private static int bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8).length;
	}

}

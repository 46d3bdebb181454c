package io.github.leaderkit.store.redis;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseReply.Code;
import io.github.leaderkit.store.ScheduleEntries;
import org.jspecify.annotations.Nullable;

/**
 * Reads the results of the scripts.
 */
final class LeaseReplies {

	private static final int LATE = -1;

	private static final int FAILED = -2;

	private static final int FOREIGN = -3;

	private static final int REVISION = 8;

	private static final int DOUBT = 9;

	private static final int ENTRIES = 10;

	private LeaseReplies() {
	}

	static LeaseReply ofPeek(List<?> result) {
		return reply((code(result) == FOREIGN) ? Code.FOREIGN : Code.HELD, result);
	}

	static LeaseReply ofAcquire(List<?> result) {
		Code code = switch (code(result)) {
			case 1 -> Code.GRANTED;
			case 0 -> Code.HELD;
			case LATE -> Code.LATE;
			case FOREIGN -> Code.FOREIGN;
			default -> throw unexpected(result);
		};
		return reply(code, result);
	}

	static LeaseReply ofRenew(List<?> result) {
		Code code = switch (code(result)) {
			case 1 -> Code.RENEWED;
			case 3 -> Code.READOPTED;
			case 0 -> Code.LOST;
			case LATE -> Code.LATE;
			case FOREIGN -> Code.FOREIGN;
			default -> throw unexpected(result);
		};
		return reply(code, result);
	}

	static LeaseReply ofSchedules(List<?> result) {
		return withEntries(ofPeek(result), result);
	}

	static LeaseReply ofChange(List<?> result) {
		Code code = switch (code(result)) {
			case 1 -> Code.CHANGED;
			case 0 -> Code.LOST;
			case LATE -> Code.LATE;
			case FOREIGN -> Code.FOREIGN;
			default -> throw unexpected(result);
		};
		return withEntries(reply(code, result), result);
	}

	/**
	 * Without a record there are none.
	 */
	private static LeaseReply withEntries(LeaseReply reply, List<?> result) {
		if (result.size() <= ENTRIES) {
			return reply;
		}
		Map<String, String> entries = new LinkedHashMap<>();
		List<?> names = (List<?>) result.get(ENTRIES);
		for (int i = 0; i + 1 < names.size(); i += 2) {
			entries.put(text(names, i), text(names, i + 1));
		}
		return reply.withSchedules(new ScheduleEntries(reply.schedules().revision(), number(result, DOUBT), entries));
	}

	/**
	 * Why a script failed for a key.
	 * @return the message, {@code null} if it did not fail
	 */
	static @Nullable String failure(List<?> result) {
		return (result.size() == 2 && isCode(result, FAILED)) ? text(result, 1) : null;
	}

	static boolean isDone(List<?> result) {
		return code(result) == 1;
	}

	/**
	 * Whether a lease was granted, renewed or taken back, or schedules were changed. A
	 * result of another form counts as no.
	 */
	static boolean isLeaseWritten(List<?> result) {
		return isCode(result, 1) || isCode(result, 3);
	}

	static boolean isForeign(List<?> result) {
		return code(result) == FOREIGN;
	}

	private static LeaseReply reply(Code code, List<?> result) {
		return new LeaseReply(code, number(result, 1), number(result, 2), text(result, 3), number(result, 4),
				number(result, 5), number(result, 6), text(result, 7), "",
				ScheduleEntries.ofRevision(number(result, REVISION)));
	}

	private static boolean isCode(List<?> result, int code) {
		return !result.isEmpty() && String.valueOf(result.get(0)).equals(String.valueOf(code));
	}

	private static int code(List<?> result) {
		return (int) number(result, 0);
	}

	private static long number(List<?> result, int index) {
		Object value = result.get(index);
		return (value instanceof Number number) ? number.longValue() : Long.parseLong(String.valueOf(value));
	}

	private static String text(List<?> result, int index) {
		return String.valueOf(result.get(index));
	}

	private static IllegalStateException unexpected(List<?> result) {
		return new IllegalStateException("Unexpected result of a script: " + result);
	}

}

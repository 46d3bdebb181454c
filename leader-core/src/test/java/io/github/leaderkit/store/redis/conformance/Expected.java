package io.github.leaderkit.store.redis.conformance;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseReply.Code;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseSignal;
import io.github.leaderkit.store.LeaseStoreException;
import io.github.leaderkit.store.memory.InMemoryRecord;
import io.github.leaderkit.store.redis.ShippedScripts;
import org.jspecify.annotations.Nullable;

/**
 * Does every command to the store in memory as well, and compares what came of it with
 * what came of it in Redis: the reply, the record, its time to live and the messages.
 *
 * <p>
 * What is not one of its own records the store in memory cannot hold. It is kept here:
 * all calls refuse it and none touches it.
 */
final class Expected {

	private static final String SCHEDULE = "s:";

	private static final List<String> TEXTS = List.of("o", "r", "i");

	private static final List<String> NUMBERS = List.of("t", "x", "l");

	/**
	 * Those of schedules, which need not be there.
	 */
	private static final List<String> LATER_NUMBERS = List.of("n", "d");

	private static final long TERM_LIMIT = 1L << 53;

	private final LongSupplier clock;

	private final InMemoryRecord port;

	private boolean foreign;

	private @Nullable Map<String, String> foreignFields;

	/**
	 * The time to live, {@code -1} if there is none.
	 */
	private long timeToLive = -1;

	Expected(LongSupplier clock) {
		this.clock = clock;
		this.port = new InMemoryRecord(Sequence.KEY, clock);
	}

	String runId() {
		return this.port.runId();
	}

	void restart() {
		this.port.restart();
	}

	/**
	 * Restarts until the run is that of this id.
	 */
	void restartAs(String runId) {
		while (!runId().equals(runId)) {
			restart();
		}
	}

	/**
	 * The fields of the record; empty if there is none, or something else.
	 */
	Map<String, String> record() {
		return this.foreign ? Map.of() : this.port.fields();
	}

	boolean isForeign() {
		return this.foreign;
	}

	/**
	 * Does a command and compares.
	 * @return the difference, or {@code null} if there is none
	 */
	@Nullable String compare(String key, Command command, Answer answer) {
		if (answer.result() instanceof RespConnection.Failure failure) {
			return "Redis fails with: " + failure.message();
		}
		Map<String, String> before = record();
		String difference = reply(key, command, answer, before);
		return (difference != null) ? difference : state(command, answer, before);
	}

	private @Nullable String reply(String key, Command command, Answer answer, Map<String, String> before) {
		if (command instanceof Command.Peek) {
			return differ(key, this.foreign ? refused(0) : this.port.peek(), ShippedScripts.peeked(answer.list()));
		}
		if (command instanceof Command.Acquire acquire) {
			LeaseRequest.Acquire request = acquire.request();
			LeaseReply reply = this.foreign ? refused(request.notAfter())
					: this.port.acquire(request, acquire.askRunId());
			return differ(key, reply, ShippedScripts.acquired(answer.list()));
		}
		if (command instanceof Command.Renew renew) {
			LeaseRequest.Renew request = renew.request();
			LeaseReply reply = this.foreign ? refused(request.notAfter()) : this.port.renew(request, renew.askRunId());
			return differ(key, reply, ShippedScripts.renewed(answer.list()));
		}
		if (command instanceof Command.Release release) {
			boolean released = !this.foreign && this.port.release(release.request());
			return differ(List.of(released ? 1L : 0L, before.getOrDefault("t", "0")), answer.list());
		}
		if (command instanceof Command.Revoke) {
			return differ(revoke(before), answer.list());
		}
		if (command instanceof Command.ReadSchedules) {
			return differ(key, this.foreign ? refused(0) : this.port.readSchedules(),
					ShippedScripts.schedulesRead(answer.list()));
		}
		if (command instanceof Command.ChangeSchedules change) {
			LeaseRequest.ChangeSchedules request = change.request();
			return differ(key, this.foreign ? refused(request.notAfter()) : this.port.changeSchedules(request),
					ShippedScripts.schedulesChanged(answer.list()));
		}
		put(command);
		return null;
	}

	private LeaseReply refused(long notAfter) {
		boolean late = notAfter > 0 && this.clock.getAsLong() > notAfter;
		return new LeaseReply(late ? Code.LATE : Code.FOREIGN, 0, 0, "", this.clock.getAsLong(), 0, 0, "");
	}

	private List<Object> revoke(Map<String, String> before) {
		try {
			if (this.foreign) {
				return List.of(-3L, "0");
			}
			return this.port.revoke() ? List.of(1L, this.port.fields().get("t"))
					: List.of(0L, before.getOrDefault("t", "0"));
		}
		catch (LeaseStoreException ex) {
			return List.of(-3L, "0");
		}
	}

	private void put(Command command) {
		if (command instanceof Command.Put put) {
			this.foreignFields = put.fields();
			this.foreign = !put.fields().isEmpty() && !isOneOfOurs(put.fields());
			this.port.put(this.foreign ? Map.of() : put.fields());
			this.timeToLive = -1;
		}
		else if (command instanceof Command.PutText) {
			this.foreignFields = null;
			this.foreign = true;
			this.port.put(Map.of());
			this.timeToLive = -1;
		}
		else if (command instanceof Command.Expire expire && (this.foreign || !this.port.fields().isEmpty())) {
			this.timeToLive = expire.millis();
		}
	}

	private static boolean isOneOfOurs(Map<String, String> fields) {
		return fields.containsKey("o") && isWhole(fields.get("t")) && isWhole(fields.get("x"))
				&& isWhole(fields.get("l")) && fields.getOrDefault("v", "1").equals("1");
	}

	private static boolean isWhole(@Nullable String value) {
		return value != null && value.matches("[0-9]{1,18}") && Long.parseLong(value) < TERM_LIMIT;
	}

	private static @Nullable String differ(String key, LeaseReply expected, LeaseReply actual) {
		LeaseReply seen = actual;
		if (actual.code() == Code.FOREIGN && actual.info().equals(key)) {
			seen = new LeaseReply(actual.code(), actual.term(), actual.remaining(), actual.holder(),
					actual.serverTime(), actual.ttl(), actual.expiry(), "");
		}
		return differ((Object) expected, seen);
	}

	private static @Nullable String differ(Object expected, Object actual) {
		return expected.equals(actual) ? null : "expected " + expected + ", but Redis has " + actual;
	}

	private @Nullable String state(Command command, Answer answer, Map<String, String> before) {
		List<LeaseSignal> messages = answer.messages().stream().map(ShippedScripts::message).toList();
		String difference = differ(this.port.signals(), messages);
		if (difference == null) {
			difference = this.foreign ? foreignState(answer) : differ(record(), fields(answer.fields()));
		}
		return (difference != null) ? difference : timeToLive(command, answer, before);
	}

	private @Nullable String foreignState(Answer answer) {
		return Objects.equals(this.foreignFields, answer.fields()) ? null
				: "expected that nobody touches " + this.foreignFields + ", but Redis has " + answer.fields();
	}

	private static Map<String, String> fields(@Nullable Map<String, String> hash) {
		if (hash == null || hash.isEmpty()) {
			return Map.of();
		}
		Map<String, String> fields = new HashMap<>();
		TEXTS.forEach((field) -> fields.put(field, hash.getOrDefault(field, "")));
		NUMBERS.forEach((field) -> fields.put(field, withoutLeadingZeros(hash.getOrDefault(field, ""))));
		LATER_NUMBERS
			.forEach((field) -> fields.put(field, String.valueOf(InMemoryRecord.wholeOrZero(hash.get(field)))));
		hash.forEach((field, value) -> {
			if (field.startsWith(SCHEDULE)) {
				fields.put(field, value);
			}
		});
		return fields;
	}

	private static String withoutLeadingZeros(String number) {
		return isWhole(number) ? String.valueOf(Long.parseLong(number)) : number;
	}

	private @Nullable String timeToLive(Command command, Answer answer, Map<String, String> before) {
		if (command instanceof Command.Release release && answer.list().get(0).equals(1L)) {
			this.timeToLive = (release.request().retention() > 0) ? release.request().retention() : -1;
		}
		else if (command instanceof Command.ChangeSchedules change && change.request().owner().isEmpty()) {
			// only who holds the lease keeps the record
			return timeToLive(answer);
		}
		else if (isWritten(command, answer) || !record().equals(before)) {
			this.timeToLive = (command instanceof Command.Expire || command instanceof Command.Put) ? this.timeToLive
					: -1;
		}
		return timeToLive(answer);
	}

	private @Nullable String timeToLive(Answer answer) {
		long actual = answer.timeToLive();
		boolean exists = answer.fields() == null || !answer.fields().isEmpty();
		long tolerance = 60_000;
		boolean same = !exists || ((this.timeToLive < 0) ? actual == -1
				: actual <= this.timeToLive && actual > this.timeToLive - tolerance);
		return same ? null : "expected a time to live of " + this.timeToLive + ", but Redis has " + actual;
	}

	/**
	 * Whether the record was written although it may look the same.
	 */
	private static boolean isWritten(Command command, Answer answer) {
		boolean mayBeTheSame = command instanceof Command.Renew || command instanceof Command.ChangeSchedules;
		return mayBeTheSame && (answer.list().get(0).equals(1L) || answer.list().get(0).equals(3L));
	}

}

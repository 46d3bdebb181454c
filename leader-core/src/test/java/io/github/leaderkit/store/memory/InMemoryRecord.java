package io.github.leaderkit.store.memory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseReply.Code;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseSignal;
import io.github.leaderkit.store.LeaseSignal.Kind;
import io.github.leaderkit.store.ScheduleEntries;
import org.jspecify.annotations.Nullable;

/**
 * One record of the store in memory, for tests that compare it with that in Redis: named
 * by the fields it has there, and to be written by hand. Its replies do not tell the run,
 * which is no part of the result for one key there.
 */
public final class InMemoryRecord {

	private static final String SCHEDULE = "s:";

	private final String key;

	private final LongSupplier clock;

	private final InMemoryLeaseStore store;

	private final List<LeaseSignal> signals = new ArrayList<>();

	private long runs = 1;

	public InMemoryRecord(String key, LongSupplier clock) {
		this.key = key;
		this.clock = clock;
		this.store = new InMemoryLeaseStore(clock);
		this.store.open();
		this.store.subscribe(key, this.signals::add);
		this.signals.clear();
	}

	public LeaseReply peek() {
		return this.store.answer(new LeaseRequest.Peek(this.key));
	}

	public LeaseReply acquire(LeaseRequest.Acquire request, boolean askRunId) {
		if (askRunId) {
			return this.store.answer(request).withRunId("");
		}
		LeaseRecord before = this.store.server().get(this.key);
		LeaseDecision decision = LeaseDecision.acquire(before, request, this.clock.getAsLong(), "");
		this.store.server().put(this.key, decision.record());
		LeaseReply reply = decision.reply();
		if (reply.code() == Code.GRANTED && this.store.server().get(this.key) != before) {
			this.signals.add(new LeaseSignal(Kind.GRANTED, reply.term()));
		}
		return reply;
	}

	public LeaseReply renew(LeaseRequest.Renew request, boolean askRunId) {
		if (askRunId) {
			return this.store.answer(request).withRunId("");
		}
		LeaseDecision decision = LeaseDecision.renew(this.store.server().get(this.key), request, this.clock.getAsLong(),
				"");
		this.store.server().put(this.key, decision.record());
		return decision.reply();
	}

	public boolean release(LeaseRequest.Release request) {
		return this.store.answer(request).code() == Code.RELEASED;
	}

	public boolean revoke() {
		return this.store.answer(new LeaseRequest.Revoke(this.key)).code() == Code.REVOKED;
	}

	public LeaseReply readSchedules() {
		return this.store.answer(new LeaseRequest.ReadSchedules(this.key));
	}

	public LeaseReply changeSchedules(LeaseRequest.ChangeSchedules request) {
		return this.store.answer(request);
	}

	/**
	 * The server is another run from now on, with the same record.
	 */
	public void restart() {
		this.store.restart();
		this.runs++;
	}

	public String runId() {
		return String.valueOf(this.runs);
	}

	/**
	 * The fields of the record, empty if there is none.
	 */
	public Map<String, String> fields() {
		LeaseRecord record = this.store.server().get(this.key);
		if (record == null) {
			return Map.of();
		}
		Map<String, String> fields = new HashMap<>(Map.of("o", record.owner(), "t", String.valueOf(record.term()), "x",
				String.valueOf(record.expiry()), "l", String.valueOf(record.ttl()), "r", record.runId(), "i",
				record.info(), "n", String.valueOf(record.schedules().revision()), "d",
				String.valueOf(record.schedules().doubt())));
		record.schedules().entries().forEach((name, entry) -> fields.put(SCHEDULE + name, entry));
		return Map.copyOf(fields);
	}

	/**
	 * Replaces the record.
	 * @param fields the fields, or none if there is to be no record
	 */
	public void put(Map<String, String> fields) {
		this.store.server()
			.put(this.key,
					fields.isEmpty() ? null
							: new LeaseRecord(fields.get("o"), Long.parseLong(fields.get("t")),
									Long.parseLong(fields.get("x")), Long.parseLong(fields.get("l")),
									fields.getOrDefault("r", ""), fields.getOrDefault("i", ""), schedules(fields)));
	}

	private static ScheduleEntries schedules(Map<String, String> fields) {
		Map<String, String> entries = new HashMap<>();
		fields.forEach((field, value) -> {
			if (field.startsWith(SCHEDULE)) {
				entries.put(field.substring(SCHEDULE.length()), value);
			}
		});
		return new ScheduleEntries(wholeOrZero(fields.get("n")), wholeOrZero(fields.get("d")), entries);
	}

	/**
	 * What the scripts make of a number: one that is none, or too large, is zero.
	 */
	public static long wholeOrZero(@Nullable String value) {
		boolean whole = value != null && value.matches("[0-9]{1,18}")
				&& Long.parseLong(value) < LeaseDecision.TERM_LIMIT;
		return whole ? Long.parseLong(value) : 0;
	}

	/**
	 * The messages since this was asked last.
	 */
	public List<LeaseSignal> signals() {
		List<LeaseSignal> signals = List.copyOf(this.signals);
		this.signals.clear();
		return signals;
	}

}

package io.github.leaderkit.store.redis.conformance;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The clock and the run id that the scripts are told, and the record as it was seen last.
 */
final class ModelServer {

	static final Map<String, String> NOTHING = Map.of();

	private final Oracle oracle;

	private final double rate;

	private long shift;

	private int runs = 1;

	private Map<String, String> record = NOTHING;

	private Map<String, String> put = NOTHING;

	ModelServer(Oracle oracle, double rate) {
		this.oracle = oracle;
		this.rate = rate;
	}

	long millis(long now) {
		return Sequence.EPOCH + this.shift + (long) Math.floor(this.rate * now / 1000);
	}

	String runId() {
		return String.valueOf(this.runs);
	}

	void restart() {
		this.runs++;
		this.oracle.disturbed();
	}

	void step(long millis) {
		this.shift += millis;
		this.oracle.disturbed();
	}

	Command put(Map<String, String> fields) {
		this.put = fields;
		return new Command.Put(fields);
	}

	/**
	 * The same if the record tells all that newcomers need to know.
	 */
	Command putForNewcomers(Map<String, String> fields) {
		this.put = NOTHING;
		return new Command.Put(fields);
	}

	/**
	 * Whether nothing was written since the record was set from outside.
	 */
	boolean isAsPut() {
		return this.record.equals(this.put);
	}

	void hasNow(@Nullable Map<String, String> fields) {
		this.record = (fields != null) ? new HashMap<>(fields) : NOTHING;
	}

	Map<String, String> record() {
		return this.record;
	}

	long number(String field) {
		return Long.parseLong(this.record.getOrDefault(field, "0"));
	}

	String owner() {
		return this.record.getOrDefault("o", "");
	}

	boolean isLed() {
		return !owner().isEmpty() && !owner().startsWith("~");
	}

	/**
	 * How long it takes until the clock shows a time.
	 * @return true microseconds
	 */
	long until(long millis, long now) {
		return (long) ((millis - millis(now)) * 1000 / this.rate);
	}

}

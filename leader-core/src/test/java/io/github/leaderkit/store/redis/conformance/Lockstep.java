package io.github.leaderkit.store.redis.conformance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.LongFunction;

import org.jspecify.annotations.Nullable;

/**
 * Plays many sequences side by side, each with a key of its own: the next command of each
 * goes to Redis, then all answers are read.
 */
final class Lockstep {

	private static final int LANES = 1024;

	private static final String PREFIX = "conformance:";

	private final RespConnection redis;

	private final Scripts told;

	private final Scripts shipped;

	private final String runId;

	private @Nullable List<String> trace;

	private long calls;

	Lockstep(RespConnection redis, Scripts told, Scripts shipped) {
		this.redis = redis;
		this.told = told;
		this.shipped = shipped;
		this.runId = redis.execute("INFO", "server").toString().replaceAll("(?s).*run_id:(\\w+).*", "$1");
		redis.subscribe(PREFIX + "*");
	}

	/**
	 * How many calls of scripts were made.
	 */
	long calls() {
		return this.calls;
	}

	/**
	 * Plays the sequences of many seeds.
	 * @param first the first seed
	 * @param count how many
	 * @param sequences makes the sequence of a seed
	 * @param found told what is wrong with which seed
	 */
	void play(long first, long count, LongFunction<Sequence> sequences, BiConsumer<Long, Finding> found) {
		List<Lane> lanes = new ArrayList<>();
		for (int i = 0; i < Math.min(count, LANES); i++) {
			lanes.add(new Lane(PREFIX + i));
		}
		long next = first;
		int playing;
		do {
			playing = 0;
			for (Lane lane : lanes) {
				if (lane.sequence == null && next < first + count) {
					lane.begin(next, sequences.apply(next));
					next++;
				}
				playing += lane.send() ? 1 : 0;
			}
			this.redis.flush();
			for (Lane lane : lanes) {
				Finding finding = lane.receive();
				if (finding != null) {
					found.accept(lane.seed, finding);
				}
			}
		}
		while (playing > 0);
	}

	/**
	 * Plays one sequence.
	 * @return what is wrong with it, or {@code null}
	 */
	@Nullable Finding play(Sequence sequence) {
		List<Finding> findings = new ArrayList<>(1);
		play(0, 1, (seed) -> sequence, (seed, finding) -> findings.add(finding));
		return findings.isEmpty() ? null : findings.get(0);
	}

	/**
	 * Plays one sequence and tells what happens.
	 * @return a line for each command
	 */
	List<String> trace(Sequence sequence) {
		List<String> lines = new ArrayList<>();
		this.trace = lines;
		play(sequence);
		this.trace = null;
		return lines;
	}

	/**
	 * Where one sequence is played after the other.
	 */
	private final class Lane {

		private final RespConnection redis = Lockstep.this.redis;

		private final String key;

		private long seed;

		private @Nullable Sequence sequence;

		private @Nullable Command command;

		private boolean fresh;

		private Lane(String key) {
			this.key = key;
		}

		private void begin(long seed, Sequence sequence) {
			this.seed = seed;
			this.sequence = sequence;
			this.fresh = true;
			this.redis.write("DEL", this.key);
		}

		private boolean send() {
			Sequence playing = this.sequence;
			this.command = (playing != null) ? playing.next() : null;
			if (playing == null || this.command == null) {
				this.sequence = null;
				return false;
			}
			write(playing, this.command);
			this.redis.write("HGETALL", this.key);
			this.redis.write("PTTL", this.key);
			return true;
		}

		private void write(Sequence playing, Command command) {
			if (command instanceof Command.Put put) {
				List<Object> words = new ArrayList<>(List.of("HSET", this.key));
				put.fields().forEach((name, value) -> words.addAll(List.of(name, inRedis(playing, name, value))));
				this.redis.write("DEL", this.key);
				this.redis.write((words.size() > 2) ? words.toArray() : new Object[] { "PING" });
			}
			else if (command instanceof Command.PutText put) {
				this.redis.write("SET", this.key, put.text());
			}
			else if (command instanceof Command.Expire expire) {
				this.redis.write("PEXPIRE", this.key, expire.millis());
			}
			else {
				Scripts scripts = playing.isTold() ? Lockstep.this.told : Lockstep.this.shipped;
				scripts.write(this.redis, this.key, command, playing.serverMillis(), playing.runId());
				Lockstep.this.calls++;
			}
		}

		/**
		 * The run id of the server is called otherwise in the store in memory.
		 */
		private String inRedis(Sequence playing, String name, String value) {
			boolean present = !playing.isTold() && name.equals("r") && value.equals(playing.runId());
			return present ? Lockstep.this.runId : value;
		}

		private @Nullable Finding receive() {
			if (this.fresh) {
				this.redis.read();
				this.fresh = false;
			}
			Sequence playing = this.sequence;
			Command sent = this.command;
			if (playing == null || sent == null) {
				return null;
			}
			if (sent instanceof Command.Put) {
				this.redis.read();
			}
			Object result = this.redis.read();
			Map<String, String> fields = fields(playing, this.redis.read());
			Long timeToLive = (Long) this.redis.read();
			List<String> messages = this.redis.messages().stream().map(this::text).toList();
			if (Lockstep.this.trace != null) {
				Lockstep.this.trace.add(playing.describe(sent) + "\n    " + result + " " + fields);
			}
			Finding finding = playing.answered(this.key, sent, new Answer(result, fields, timeToLive, messages));
			if (finding != null) {
				this.sequence = null;
			}
			return finding;
		}

		private @Nullable Map<String, String> fields(Sequence playing, Object answer) {
			if (!(answer instanceof List<?> words)) {
				return null;
			}
			Map<String, String> fields = new LinkedHashMap<>();
			for (int i = 0; i < words.size(); i += 2) {
				fields.put(words.get(i).toString(), words.get(i + 1).toString());
			}
			if (!playing.isTold()) {
				fields.computeIfPresent("r",
						(name, value) -> value.equals(Lockstep.this.runId) ? playing.runId() : value);
			}
			return fields;
		}

		private String text(RespConnection.Message message) {
			if (!message.channel().equals(Scripts.channel(this.key))) {
				throw new IllegalStateException("A message of another key: " + message);
			}
			return message.text();
		}

	}

}

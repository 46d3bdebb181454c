package io.github.leaderkit.store.redis.conformance;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.LongFunction;

import io.github.leaderkit.store.LeaseRequest;
import org.jspecify.annotations.Nullable;

/**
 * Plays many sequences side by side, each with a key of its own: the next command of each
 * goes to Redis, the same script for many keys as one call, then all answers are read.
 */
final class Lockstep {

	private static final int LANES = 1024;

	private static final int MAX_KEYS = 100;

	private static final int FAILED = -2;

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
			List<List<Lane>> batches = batches(lanes);
			batches.forEach(this::call);
			lanes.forEach(Lane::look);
			this.redis.flush();
			lanes.forEach(Lane::receiveSent);
			batches.forEach(this::receive);
			lanes.forEach(Lane::receiveState);
			Map<String, List<String>> messages = messages();
			for (Lane lane : lanes) {
				lane.messages = messages.getOrDefault(Scripts.channel(lane.key), List.of());
				Finding finding = lane.receive();
				if (finding != null) {
					found.accept(lane.seed, finding);
				}
			}
		}
		while (playing > 0);
	}

	private static List<List<Lane>> batches(List<Lane> lanes) {
		List<List<Lane>> batches = new ArrayList<>();
		Map<Object, List<Lane>> open = new LinkedHashMap<>();
		for (Lane lane : lanes) {
			Object group = lane.group();
			if (group != null) {
				List<Lane> batch = open.get(group);
				if (batch == null || batch.size() == MAX_KEYS) {
					batch = new ArrayList<>();
					batches.add(batch);
					open.put(group, batch);
				}
				batch.add(lane);
			}
		}
		return batches;
	}

	private void call(List<Lane> batch) {
		Lane first = batch.get(0);
		Scripts scripts = first.isTold() ? this.told : this.shipped;
		scripts.write(this.redis, first.script(), batch.stream().map(Lane::run).toList());
		this.calls += batch.size();
	}

	private void receive(List<Lane> batch) {
		Object answers = this.redis.read();
		for (int i = 0; i < batch.size(); i++) {
			batch.get(i).result = (answers instanceof List<?> list) ? resultOrFailure((List<?>) list.get(i)) : answers;
		}
	}

	private static Object resultOrFailure(List<?> answer) {
		return answer.get(0).equals((long) FAILED) ? new RespConnection.Failure(answer.get(1).toString()) : answer;
	}

	private Map<String, List<String>> messages() {
		Map<String, List<String>> messages = new HashMap<>();
		this.redis.messages()
			.forEach((message) -> messages.computeIfAbsent(message.channel(), (channel) -> new ArrayList<>())
				.add(message.text()));
		return messages;
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

		private @Nullable Object result;

		private @Nullable Map<String, String> fields;

		private @Nullable Long timeToLive;

		private List<String> messages = List.of();

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
		}

		private boolean isScript() {
			return this.command != null && !(this.command instanceof Command.Put
					|| this.command instanceof Command.PutText || this.command instanceof Command.Expire);
		}

		/**
		 * Those of the same group can share a call; {@code null} if no script is called.
		 */
		private @Nullable Object group() {
			if (!isScript()) {
				return null;
			}
			// As in a process: its runs differ in the number of their arguments
			return (this.command instanceof Command.ChangeSchedules) ? this : List.of(isTold(), script());
		}

		private boolean isTold() {
			return Objects.requireNonNull(this.sequence).isTold();
		}

		private String script() {
			return Scripts.name(Objects.requireNonNull(this.command));
		}

		private Scripts.Run run() {
			Sequence playing = Objects.requireNonNull(this.sequence);
			return new Scripts.Run(this.key, inRedis(playing, Objects.requireNonNull(this.command)),
					playing.serverMillis(), playing.runId());
		}

		private Command inRedis(Sequence playing, Command command) {
			if (command instanceof Command.Renew renew) {
				LeaseRequest.Renew r = renew.request();
				return new Command.Renew(new LeaseRequest.Renew(r.key(), r.owner(), r.term(), r.ttl(), r.notAfter(),
						inRedis(playing, "r", r.runId()), r.info()), renew.askRunId());
			}
			return command;
		}

		private void look() {
			if (this.command != null) {
				this.redis.write("HGETALL", this.key);
				this.redis.write("PTTL", this.key);
			}
		}

		/**
		 * The run id of the server is called otherwise in the store in memory.
		 */
		private String inRedis(Sequence playing, String name, String value) {
			boolean present = !playing.isTold() && name.equals("r") && value.equals(playing.runId());
			return present ? Lockstep.this.runId : value;
		}

		private void receiveSent() {
			if (this.fresh) {
				this.redis.read();
				this.fresh = false;
			}
			if (this.command instanceof Command.Put) {
				this.redis.read();
			}
			if (this.command != null && !isScript()) {
				this.result = this.redis.read();
			}
		}

		private void receiveState() {
			if (this.command != null) {
				this.fields = fields(Objects.requireNonNull(this.sequence), this.redis.read());
				this.timeToLive = (Long) this.redis.read();
			}
		}

		private @Nullable Finding receive() {
			Sequence playing = this.sequence;
			Command sent = this.command;
			if (playing == null || sent == null) {
				return null;
			}
			if (Lockstep.this.trace != null) {
				Lockstep.this.trace.add(playing.describe(sent) + "\n    " + this.result + " " + this.fields);
			}
			Finding finding = playing.answered(this.key, sent, new Answer(Objects.requireNonNull(this.result),
					this.fields, Objects.requireNonNull(this.timeToLive), this.messages));
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

	}

}

package io.github.leaderkit.store.redis.conformance;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.ScheduleChange;
import io.github.leaderkit.store.redis.ShippedScripts;
import org.jspecify.annotations.Nullable;

/**
 * The scripts on a server, and how they are called. The clock of the server cannot be set
 * and its run id stays, so most sequences call scripts that are told both for each key:
 * the two calls that ask for them are replaced, and nothing else is touched.
 */
final class Scripts {

	private static final List<String> NAMES = List.of("peek", "acquire", "renew", "release", "revoke", "schedules",
			"change");

	private static final String ASK_TIME = "redis.call('TIME')";

	private static final String TOLD_TIME = "told";

	private static final String ASK_RUN_ID = "redis.pcall('INFO', 'server')";

	private static final String TOLD_RUN_ID = "('run_id:' .. told[3])";

	private static final String NEXT_KEY = "local done, answer =";

	/**
	 * What is told is taken off again: one script counts its arguments.
	 */
	private static final String TELL = """
			told, server_run = {unpack(arguments, size - 2)}, nil
				arguments = {unpack(arguments, 1, size - 3)}
				""";

	private final Map<String, byte[]> digests = new HashMap<>();

	private final boolean told;

	private Scripts(RespConnection redis, boolean told, @Nullable Mutant mutant) {
		this.told = told;
		for (String name : NAMES) {
			Object digest = redis.execute("SCRIPT", "LOAD", text(name, told, mutant));
			this.digests.put(name, digest.toString().getBytes(StandardCharsets.US_ASCII));
		}
	}

	/**
	 * The scripts as they are shipped.
	 */
	static Scripts asShipped(RespConnection redis) {
		return new Scripts(redis, false, null);
	}

	/**
	 * The scripts, told the time and the run id.
	 */
	static Scripts told(RespConnection redis) {
		return new Scripts(redis, true, null);
	}

	/**
	 * The scripts, told the time and the run id, with a mistake.
	 */
	static Scripts mutated(RespConnection redis, Mutant mutant) {
		return new Scripts(redis, true, mutant);
	}

	private static String text(String name, boolean told, @Nullable Mutant mutant) {
		String text = ShippedScripts.text(name);
		if (told) {
			text = replaceOnce(replaceOnce(text, ASK_TIME, TOLD_TIME), ASK_RUN_ID, TOLD_RUN_ID);
			text = "local told\n" + replaceOnce(text, NEXT_KEY, TELL + NEXT_KEY);
		}
		return (mutant != null && mutant.script().equals(name)) ? replaceOnce(text, mutant.text(), mutant.mistake())
				: text;
	}

	private static String replaceOnce(String text, String part, String by) {
		int at = text.indexOf(part);
		if (at < 0 || text.indexOf(part, at + 1) >= 0) {
			throw new IllegalStateException("Not exactly once in the script: " + part);
		}
		return text.substring(0, at) + by + text.substring(at + part.length());
	}

	/**
	 * Writes a call of a script for some keys to a connection.
	 * @param redis the connection
	 * @param name the script
	 * @param runs what it is run for
	 */
	void write(RespConnection redis, String name, List<Run> runs) {
		List<Object> words = new ArrayList<>(List.of("EVALSHA", this.digests.get(name), runs.size()));
		runs.forEach((run) -> words.add(run.key()));
		for (Run run : runs) {
			words.addAll(arguments(run));
			if (this.told) {
				long microsOfSecond = (run.millis() % 1000) * 1000 + 999;
				words.addAll(List.of(run.millis() / 1000, microsOfSecond, run.runId()));
			}
		}
		redis.write(words.toArray());
	}

	static String name(Command command) {
		if (command instanceof Command.Peek) {
			return "peek";
		}
		if (command instanceof Command.Acquire) {
			return "acquire";
		}
		if (command instanceof Command.Renew) {
			return "renew";
		}
		if (command instanceof Command.ReadSchedules) {
			return "schedules";
		}
		if (command instanceof Command.ChangeSchedules) {
			return "change";
		}
		return (command instanceof Command.Release) ? "release" : "revoke";
	}

	private static List<Object> arguments(Run run) {
		if (run.command() instanceof Command.Acquire acquire) {
			LeaseRequest.Acquire r = acquire.request();
			return List.of(r.instance(), r.attempt(), r.ttl(), r.notAfter(), r.minTerm(), r.minExpiry(),
					flag(r.rebase()), flag(r.strict()), r.earned(), r.hold(), r.takeoverDelay(), r.info(),
					flag(acquire.askRunId()), channel(run.key()));
		}
		if (run.command() instanceof Command.Renew renew) {
			LeaseRequest.Renew r = renew.request();
			return List.of(r.owner(), r.term(), r.ttl(), r.notAfter(), r.info(), flag(renew.askRunId()), r.runId());
		}
		if (run.command() instanceof Command.Release release) {
			return List.of(release.request().owner(), release.request().retention(), channel(run.key()));
		}
		if (run.command() instanceof Command.ChangeSchedules change) {
			return arguments(change.request());
		}
		return (run.command() instanceof Command.Revoke) ? List.of(channel(run.key())) : List.of();
	}

	private static List<Object> arguments(LeaseRequest.ChangeSchedules request) {
		List<Object> arguments = new ArrayList<>(
				List.of(request.owner(), request.term(), request.notAfter(), request.restored()));
		for (ScheduleChange change : request.changes()) {
			arguments.addAll(List.of(change.name(), change.expected(), change.replacement(), change.notBefore()));
		}
		return arguments;
	}

	private static String flag(boolean value) {
		return value ? "1" : "0";
	}

	static String channel(String key) {
		return key + ":events";
	}

	/**
	 * A run of a script.
	 *
	 * @param key the key of the record
	 * @param command what is asked for
	 * @param millis the time that the script is told
	 * @param runId the run id that the script is told
	 */
	record Run(String key, Command command, long millis, String runId) {
	}

}

package io.github.leaderkit.store.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

import org.springframework.data.redis.core.script.RedisScript;

/**
 * The scripts by which Redis decides. The head of each file has the arguments and the
 * result for one key; {@link ScriptCall} makes the arguments. {@code prelude.lua}, with
 * the fields of the record, goes before each, and {@code many.lua}, which runs it for
 * many keys, after it.
 */
enum LeaseScript {

	PEEK, ACQUIRE, RENEW, RELEASE, REVOKE, SCHEDULES, CHANGE;

	private final RedisScript<List<Object>> script;

	@SuppressWarnings({ "unchecked", "rawtypes" })
	LeaseScript() {
		String text = read("prelude.lua") + "\nlocal function one(KEYS, ARGV)\n" + read(lowerCaseName() + ".lua")
				+ "end\n\n" + read("many.lua");
		this.script = (RedisScript) RedisScript.of(text, List.class);
	}

	RedisScript<List<Object>> script() {
		return this.script;
	}

	/**
	 * Whether a leadership may be founded on what the script writes, or a run of a
	 * schedule.
	 */
	boolean isLease() {
		return this == ACQUIRE || this == RENEW || this == CHANGE;
	}

	/**
	 * Whether a run takes as many arguments for one key as for any other.
	 */
	boolean isOfFixedLength() {
		return this != CHANGE;
	}

	/**
	 * Which script goes first if not all can be run at once: what keeps or ends a lease,
	 * then attempts, then looks.
	 * @return the lower, the sooner
	 */
	int precedence() {
		return switch (this) {
			case RENEW, RELEASE, REVOKE -> 0;
			case ACQUIRE, CHANGE -> 1;
			case PEEK, SCHEDULES -> 2;
		};
	}

	String sha1() {
		return this.script.getSha1();
	}

	String text() {
		return this.script.getScriptAsString();
	}

	/**
	 * What running the script is, for people; what follows is the key.
	 */
	String description() {
		return switch (this) {
			case PEEK -> "read of";
			case ACQUIRE -> "attempt to acquire";
			case RENEW -> "renewal of";
			case RELEASE -> "release of";
			case REVOKE -> "revocation of";
			case SCHEDULES -> "read of the schedules in";
			case CHANGE -> "change of schedules in";
		};
	}

	String lowerCaseName() {
		return name().toLowerCase(Locale.ROOT);
	}

	private static String read(String name) {
		try (InputStream stream = LeaseScript.class.getResourceAsStream(name)) {
			if (stream == null) {
				throw new IllegalStateException("The script " + name + " is missing on the class path");
			}
			return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}

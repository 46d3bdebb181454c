package io.github.leaderkit.fencing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import io.github.leaderkit.DurationText;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;

/**
 * A fence in Redis: a leader cannot overwrite a value if its term is lower than the
 * highest that has written the value.
 *
 * <p>
 * The value is a plain string; read it with {@code GET}. The term has the key
 * {@link #termKey(String)}: {@code {report}:term} for the key {@code report}. One script
 * compares and writes both. In a cluster both are in one slot. Readers need no fence. Any
 * other write, with {@code SET} or {@code DEL}, bypasses it.
 *
 * <p>
 * The term outlives a value that expires or is deleted, by {@link #TERM_RETENTION}.
 *
 * <p>
 * The fence is only as durable as Redis. If a failover, a restart or an eviction loses
 * the term, a lower term can write until the next higher one has written. Thread-safe.
 */
public final class RedisFence {

	/**
	 * How long the term of a value is kept after the value has expired or was deleted:
	 * far longer than any process is paused.
	 */
	public static final Duration TERM_RETENTION = Duration.ofDays(7);

	// the script computes with doubles, which are exact below
	private static final long TERM_LIMIT = 1L << 53;

	// the first '{' and what stands between it and the next '}', if anything does
	private static final Pattern HASH_TAG = Pattern.compile("[^{]*\\{[^}]+}");

	@SuppressWarnings("rawtypes")
	private static final RedisScript<List> WRITE = RedisScript.of(read("write.lua"), List.class);

	private final StringRedisTemplate redis;

	/**
	 * Creates a fence. Does not connect.
	 * @param redis runs the script
	 */
	public RedisFence(StringRedisTemplate redis) {
		this.redis = redis;
	}

	/**
	 * The key of the term of a value.
	 * @param key the key of the value
	 * @return the key, in the same slot of a cluster
	 * @throws IllegalArgumentException if the key is empty, or if its braces do not allow
	 * such a key
	 */
	public static String termKey(String key) {
		if (HASH_TAG.matcher(key).lookingAt()) {
			return key + ":term";
		}
		if (key.isEmpty() || key.contains("}")) {
			throw new IllegalArgumentException("'" + key
					+ "' is empty or has a '}' that ends no hash tag, so no other key is certain to be in its slot");
		}
		return "{" + key + "}:term";
	}

	/**
	 * Sets a value under the term of the guarded work that the calling thread runs.
	 * @param key the key
	 * @param value the value
	 * @throws StaleTermException if a higher term has written
	 * @throws IllegalStateException if the thread runs no guarded work, or one of the two
	 * keys holds data that this fence did not write
	 */
	public void set(String key, String value) {
		set(key, value, Terms.current());
	}

	/**
	 * Sets a value.
	 * @param key the key
	 * @param value the value
	 * @param term the term of the caller
	 * @throws StaleTermException if a higher term has written
	 * @throws IllegalStateException if one of the two keys holds data that this fence did
	 * not write
	 */
	public void set(String key, String value, long term) {
		write(key, value, term, 0);
	}

	/**
	 * Sets a value that expires, under the term of the guarded work that the calling
	 * thread runs.
	 * @param key the key
	 * @param value the value
	 * @param expiry how long the value lasts, at least one millisecond
	 * @throws StaleTermException if a higher term has written
	 * @throws IllegalStateException if the thread runs no guarded work, or one of the two
	 * keys holds data that this fence did not write
	 */
	public void set(String key, String value, Duration expiry) {
		set(key, value, Terms.current(), expiry);
	}

	/**
	 * Sets a value that expires.
	 * @param key the key
	 * @param value the value
	 * @param term the term of the caller
	 * @param expiry how long the value lasts, at least one millisecond
	 * @throws StaleTermException if a higher term has written
	 * @throws IllegalStateException if one of the two keys holds data that this fence did
	 * not write
	 */
	public void set(String key, String value, long term, Duration expiry) {
		if (expiry.toMillis() <= 0) {
			throw new IllegalArgumentException(
					"A value lasts at least one millisecond, not " + DurationText.of(expiry));
		}
		write(key, value, term, expiry.toMillis());
	}

	/**
	 * Deletes a value, if there is one, under the term of the guarded work that the
	 * calling thread runs. The term stays for {@link #TERM_RETENTION}.
	 * @param key the key
	 * @throws StaleTermException if a higher term has written
	 * @throws IllegalStateException if the thread runs no guarded work, or one of the two
	 * keys holds data that this fence did not write
	 */
	public void delete(String key) {
		delete(key, Terms.current());
	}

	/**
	 * Deletes a value, if there is one. The term stays for {@link #TERM_RETENTION}.
	 * @param key the key
	 * @param term the term of the caller
	 * @throws StaleTermException if a higher term has written
	 * @throws IllegalStateException if one of the two keys holds data that this fence did
	 * not write
	 */
	public void delete(String key, long term) {
		write(key, null, term, 0);
	}

	private void write(String key, @Nullable String value, long term, long ttl) {
		Terms.requirePositive(term);
		if (term >= TERM_LIMIT) {
			throw new IllegalArgumentException("A term in Redis must be below 2^53, but this one is " + term);
		}
		List<String> args = new ArrayList<>(
				List.of(String.valueOf(term), String.valueOf(ttl), String.valueOf(TERM_RETENTION.toMillis())));
		if (value != null) {
			args.add(value);
		}
		List<?> reply = this.redis.execute(WRITE, List.of(key, termKey(key)), args.toArray());
		if (reply == null) {
			throw new IllegalStateException("In a pipeline or a transaction of Redis, the fence cannot know yet "
					+ "whether '" + key + "' was written. Call the fence outside of it");
		}
		long code = (Long) reply.get(0);
		String text = (String) reply.get(1);
		if (code == 0) {
			throw new StaleTermException(key, term, Long.parseLong(text));
		}
		if (code < 0) {
			throw new IllegalStateException(
					"Nothing was written to '" + key + "': " + text + ". Use another key, or delete what is there");
		}
	}

	private static String read(String name) {
		try (InputStream stream = RedisFence.class.getResourceAsStream(name)) {
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

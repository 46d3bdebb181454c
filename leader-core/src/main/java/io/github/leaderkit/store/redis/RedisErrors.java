package io.github.leaderkit.store.redis;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.leaderkit.ErrorKind;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandInterruptedException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.cluster.PartitionSelectorException;

import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.RedisConnectionFailureException;

/**
 * Finds the kind of a failure. Spring throws the same exception for most errors of the
 * server; only the beginning of the root message distinguishes them.
 */
final class RedisErrors {

	private static final Map<String, ErrorKind> KINDS = Map.ofEntries(Map.entry("LOADING", ErrorKind.BUSY),
			Map.entry("BUSY", ErrorKind.BUSY), Map.entry("TRYAGAIN", ErrorKind.BUSY),
			Map.entry("CLUSTERDOWN", ErrorKind.BUSY), Map.entry("MOVED", ErrorKind.BUSY),
			Map.entry("ASK", ErrorKind.BUSY), Map.entry("MASTERDOWN", ErrorKind.BUSY),
			Map.entry("READONLY", ErrorKind.READ_ONLY), Map.entry("MISCONF", ErrorKind.WRITES_REFUSED),
			Map.entry("NOREPLICAS", ErrorKind.WRITES_REFUSED), Map.entry("OOM", ErrorKind.WRITES_REFUSED),
			Map.entry("NOAUTH", ErrorKind.DENIED), Map.entry("WRONGPASS", ErrorKind.DENIED),
			Map.entry("NOPERM", ErrorKind.DENIED), Map.entry("WRONGTYPE", ErrorKind.FOREIGN_DATA));

	/**
	 * The code of a reply; before Redis 7 it is hidden in the error of the script.
	 */
	private static final Pattern CODE = Pattern.compile("^-?([A-Z]{3,})\\b|[: ]-([A-Z]{3,}) ");

	private static final Pattern DENIED = Pattern
		.compile("^ERR (AUTH|invalid password|Client sent AUTH|ACL failure in script)"
				+ "|The user executing the script can't");

	private static final Pattern SLOT = Pattern.compile("^CROSSSLOT|\\bsame (hash )?slot\\b");

	private static final Pattern UNREACHABLE = Pattern
		.compile("not connected|Connection (is )?(closed|disconnected|reset)|LettuceConnectionFactory (has been|is|was)"
				+ "|cannot be started once stopped|executor group is terminated");

	private RedisErrors() {
	}

	static ErrorKind kindOf(Throwable error) {
		String message = rootMessage(error);
		Matcher codes = CODE.matcher(message);
		while (codes.find()) {
			ErrorKind kind = KINDS.get((codes.group(1) != null) ? codes.group(1) : codes.group(2));
			if (kind != null) {
				return kind;
			}
		}
		if (DENIED.matcher(message).find()) {
			return ErrorKind.DENIED;
		}
		if (isCausedBy(error, PartitionSelectorException.class)) {
			return ErrorKind.BUSY;
		}
		boolean unreachable = isTimeout(error) || isCausedBy(error, RedisConnectionFailureException.class)
				|| isCausedBy(error, RedisConnectionException.class)
				|| isCausedBy(error, RedisCommandInterruptedException.class)
				|| isCausedBy(error, InterruptedException.class) || isCausedBy(error, IOException.class)
				|| UNREACHABLE.matcher(message).find();
		return unreachable ? ErrorKind.UNREACHABLE : ErrorKind.UNKNOWN;
	}

	/**
	 * Whether a command was sent and no answer came in time.
	 */
	static boolean isTimeout(Throwable error) {
		return isCausedBy(error, RedisCommandTimeoutException.class) || isCausedBy(error, QueryTimeoutException.class)
				|| isCausedBy(error, TimeoutException.class);
	}

	static boolean isUnknownScript(Throwable error) {
		return rootMessage(error).startsWith("NOSCRIPT");
	}

	/**
	 * Whether the server may have refused a command since it has several keys: they are
	 * in different slots, one is on its way to another node, one may not be used, or a
	 * proxy refuses them. Nothing was done then for any of them.
	 */
	static boolean isAboutSeveralKeys(Throwable error) {
		if (!isCausedBy(error, RedisCommandExecutionException.class)) {
			return false;
		}
		ErrorKind kind = kindOf(error);
		return kind == ErrorKind.DENIED || kind == ErrorKind.UNKNOWN || rootMessage(error).startsWith("TRYAGAIN");
	}

	/**
	 * Whether a command was refused for keys of different slots: {@code CROSSSLOT}, and
	 * what proxies say instead.
	 */
	static boolean isAboutSlots(Throwable error) {
		return isCausedBy(error, RedisCommandExecutionException.class) && SLOT.matcher(rootMessage(error)).find();
	}

	static String rootMessage(Throwable error) {
		Throwable root = error;
		while (root.getCause() != null && root.getCause() != root) {
			root = root.getCause();
		}
		String message = root.getMessage();
		return (message != null) ? message : root.getClass().getName();
	}

	static boolean isCausedBy(Throwable error, Class<? extends Throwable> type) {
		for (Throwable cause = error; cause != null; cause = cause.getCause()) {
			if (type.isInstance(cause)) {
				return true;
			}
			if (cause.getCause() == cause) {
				return false;
			}
		}
		return false;
	}

}

package io.github.leaderkit.store.redis;

import java.util.List;
import java.util.Locale;

import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseSignal;

/**
 * The scripts as they are sent to Redis, and what is made of their results, for tests in
 * other packages.
 */
public final class ShippedScripts {

	private ShippedScripts() {
	}

	/**
	 * The text of a script.
	 * @param name one of {@code peek}, {@code acquire}, {@code renew}, {@code release},
	 * {@code revoke}, {@code schedules} and {@code change}
	 */
	public static String text(String name) {
		return LeaseScript.valueOf(name.toUpperCase(Locale.ROOT)).text();
	}

	public static LeaseReply peeked(List<?> result) {
		return LeaseReplies.ofPeek(result);
	}

	public static LeaseReply acquired(List<?> result) {
		return LeaseReplies.ofAcquire(result);
	}

	public static LeaseReply renewed(List<?> result) {
		return LeaseReplies.ofRenew(result);
	}

	public static LeaseReply schedulesRead(List<?> result) {
		return LeaseReplies.ofSchedules(result);
	}

	public static LeaseReply schedulesChanged(List<?> result) {
		return LeaseReplies.ofChange(result);
	}

	public static LeaseSignal message(String message) {
		return MessageFormat.read(message);
	}

}

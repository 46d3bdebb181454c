package io.github.leaderkit.schedule;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseReply.Code;
import io.github.leaderkit.store.ScheduleChange;
import org.jspecify.annotations.Nullable;

/**
 * What a leader knows of the schedules in the record, those that it does not know from
 * its code included, and of the clock of the store. For one thread.
 */
final class ScheduleRecord {

	private static final long NANOS_PER_MILLI = 1_000_000;

	private final Map<String, String> texts = new LinkedHashMap<>();

	private long revision;

	private long doubt;

	private boolean stale;

	private long serverMillis;

	private long receivedNanos;

	/**
	 * Takes note of the time and the entries in a reply. Replies may cross: one that was
	 * written before another that has been seen shows nothing new. The revision is that
	 * of the entries: a reply without any, such as that to a renewal, may be ahead of
	 * them.
	 * @param reply the reply, which must have a record
	 * @param nanos when it was received, on the local clock
	 */
	void observe(LeaseReply reply, long nanos) {
		if (hasLostChanges(reply)) {
			return;
		}
		long changes = reply.schedules().revision() - this.revision;
		this.stale |= changes > 0 && !(changes == 1 && isOwnChange(reply));
		this.serverMillis = reply.serverTime();
		this.receivedNanos = nanos;
		if (!reply.schedules().entries().isEmpty()) {
			this.revision = reply.schedules().revision();
		}
		reply.schedules().entries().forEach((name, text) -> {
			if (!text.isEmpty()) {
				this.texts.put(name, text);
			}
		});
	}

	/**
	 * Whether an entry in a reply was written just now. One that was known before was
	 * written earlier in the same millisecond: a change was repeated.
	 */
	private boolean isOwnChange(LeaseReply reply) {
		return reply.schedules()
			.entries()
			.entrySet()
			.stream()
			.anyMatch((entry) -> isWrittenAt(reply.serverTime(), entry.getValue())
					&& !entry.getValue().equals(this.texts.get(entry.getKey())));
	}

	/**
	 * Takes note of a reply that has all entries.
	 */
	void observeAll(LeaseReply reply, long nanos) {
		observe(reply, nanos);
		this.stale &= reply.schedules().revision() != this.revision;
	}

	/**
	 * Whether somebody else has changed entries that were not seen since: a schedule was
	 * paused, or a former leader has recorded the end of a run.
	 */
	boolean isStale() {
		return this.stale;
	}

	/**
	 * Whether the store has lost changes that were seen before. A replica that became the
	 * master without them still has owner and term of the lease, so nothing else shows
	 * it.
	 */
	boolean hasLostChanges(LeaseReply reply) {
		return reply.schedules().revision() < this.revision || isContradictedBy(reply);
	}

	/**
	 * Whether a reply has another entry than was known under the same revision. The store
	 * has lost a change then, and given its revision to another one. A reply that was
	 * overtaken has an earlier revision. While somebody else's changes are not known,
	 * only an entry that was written just now shows that.
	 */
	boolean isContradictedBy(LeaseReply reply) {
		return reply.schedules().revision() == this.revision && reply.schedules()
			.entries()
			.entrySet()
			.stream()
			.filter((entry) -> !entry.getValue().equals(this.texts.getOrDefault(entry.getKey(), entry.getValue())))
			.anyMatch((entry) -> !this.stale
					|| (reply.code() == Code.CHANGED && isWrittenAt(reply.serverTime(), entry.getValue())));
	}

	private static boolean isWrittenAt(long now, String text) {
		return text.contains("|" + now + "|");
	}

	/**
	 * Whether an entry in a reply is behind what is known of it, and so was not restored.
	 */
	boolean isAheadOf(LeaseReply reply) {
		return EntryChanges.hasLost(this.texts, reply.schedules().entries());
	}

	/**
	 * Takes note of the doubt in a reply that has one.
	 */
	void observeDoubt(LeaseReply reply) {
		this.doubt = reply.schedules().doubt();
	}

	long doubt() {
		return this.doubt;
	}

	long revision() {
		return this.revision;
	}

	Map<String, String> texts() {
		return Map.copyOf(this.texts);
	}

	@Nullable String text(String name) {
		return this.texts.get(name);
	}

	/**
	 * The entry of a schedule.
	 * @return the entry, or {@code null} if there is none or it cannot be read
	 */
	@Nullable ScheduleEntry entry(String name) {
		String text = this.texts.get(name);
		return (text != null) ? entryOf(text) : null;
	}

	/**
	 * Reads an entry.
	 * @return the entry, or {@code null} if there is none or it cannot be read
	 */
	static @Nullable ScheduleEntry entryOf(String text) {
		try {
			return text.isEmpty() ? null : ScheduleEntry.parse(text);
		}
		catch (MalformedEntryException ex) {
			return null;
		}
	}

	/**
	 * Takes note of entries that have come further than was known, or as far.
	 * @param reply a reply with all entries
	 * @param changes those that have not, and are to be restored
	 */
	void adopt(LeaseReply reply, List<ScheduleChange> changes) {
		Map<String, String> entries = new LinkedHashMap<>(reply.schedules().entries());
		changes.forEach((change) -> entries.remove(change.name()));
		this.texts.putAll(entries);
	}

	/**
	 * Takes note of the end of a run that could not be written, since the store has lost
	 * its claim.
	 */
	void ended(ClaimedFire claimed, FireState outcome, long now) {
		ScheduleEntry known = entry(claimed.schedule());
		if (known != null) {
			FireDecision.Run fire = claimed.fire();
			this.texts.put(claimed.schedule(),
					known.finished(fire.planned(), fire.attempt(), claimed.id(), outcome, now).text());
		}
	}

	boolean isEmpty() {
		return this.serverMillis == 0;
	}

	/**
	 * The time on the clock of the store. It is projected from the receipt of the last
	 * reading, and so never ahead: a claim that is aimed by it does not come too early.
	 * @param nanos the present on the local clock
	 * @return milliseconds
	 */
	long serverMillis(long nanos) {
		return this.serverMillis + (nanos - this.receivedNanos) / NANOS_PER_MILLI;
	}

	/**
	 * When the clock of the store will show a time.
	 * @param millis the time
	 * @return nanoseconds on the local clock
	 */
	long localNanos(long millis) {
		return this.receivedNanos + (millis - this.serverMillis) * NANOS_PER_MILLI;
	}

}

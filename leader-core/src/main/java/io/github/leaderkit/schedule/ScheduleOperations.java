package io.github.leaderkit.schedule;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import io.github.leaderkit.ElectionSettings;
import io.github.leaderkit.ScheduleStatus;
import io.github.leaderkit.ScheduleStatus.Outcome;
import io.github.leaderkit.engine.runtime.ElectionRuntime;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseResult;
import io.github.leaderkit.store.ScheduleChange;
import org.jspecify.annotations.Nullable;

/**
 * What people ask of the schedules in a record, on any instance.
 */
public final class ScheduleOperations {

	/** A leader may claim a fire in between. */
	private static final int MOST_TRIES = 10;

	private final String election;

	private final String key;

	private final String instance;

	private final ElectionRuntime runtime;

	/**
	 * Creates the operations on one record.
	 * @param election the name of the election
	 * @param settings its key, and the label of this instance
	 * @param runtime the loop and the store
	 */
	public ScheduleOperations(String election, ElectionSettings settings, ElectionRuntime runtime) {
		this.election = election;
		this.key = settings.key();
		this.instance = settings.instance();
		this.runtime = runtime;
	}

	public CompletableFuture<List<ScheduleStatus>> lookUp() {
		return read().thenApply((reply) -> {
			List<ScheduleStatus> all = new ArrayList<>();
			reply.schedules().entries().forEach((field, text) -> {
				if (!ScheduleName.isOfTrigger(field)) {
					all.add(status(field, text, reply));
				}
			});
			return all;
		});
	}

	public CompletableFuture<Void> pause(String schedule) {
		return change(schedule, ScheduleEntry::paused);
	}

	public CompletableFuture<Void> resume(String schedule) {
		return change(schedule, (entry) -> entry.resumed(ScheduleEntry.SERVER_TIME));
	}

	public CompletableFuture<Void> forget(String schedule) {
		return change(schedule, (entry) -> entry.forgotten(ScheduleEntry.SERVER_TIME));
	}

	public CompletableFuture<Void> trigger(String schedule) {
		String field = new ScheduleName(schedule, true).field();
		return read().thenCompose((reply) -> {
			checkRuns(schedule, parse(schedule, reply.schedules().entry(schedule)));
			return change(field, reply, this::triggered, 0);
		});
	}

	/**
	 * Nobody is given two runs by asking twice before the first one begins.
	 */
	private String triggered(String text, long now) {
		if (text.isEmpty()) {
			return ScheduleEntry.firstTriggered(this.instance, ScheduleEntry.SERVER_TIME).text();
		}
		ScheduleEntry entry = ScheduleEntry.parse(text);
		return entry.isTriggered(now) ? text : entry.triggered(this.instance, ScheduleEntry.SERVER_TIME).text();
	}

	private void checkRuns(String schedule, ScheduleEntry entry) {
		if (entry.spec().equals(NumberedClaim.SPEC)) {
			throw new IllegalArgumentException("'" + schedule + "' of the election '" + this.election
					+ "' is claimed by hand: no leader runs it, so none can be asked to");
		}
	}

	private CompletableFuture<Void> change(String schedule, UnaryOperator<ScheduleEntry> change) {
		return read().thenCompose(
				(reply) -> change(schedule, reply, (text, now) -> change.apply(parse(schedule, text)).text(), 0));
	}

	private ScheduleEntry parse(String schedule, String text) {
		if (text.isEmpty()) {
			throw new IllegalArgumentException("The election '" + this.election + "' has no schedule '" + schedule
					+ "' in Redis. A leader writes it there when it begins");
		}
		return ScheduleEntry.parse(text);
	}

	private CompletionStage<Void> change(String field, LeaseReply seen, EntryChange change, int tries) {
		String text = seen.schedules().entry(field);
		String changed = change.apply(text, seen.serverTime());
		if (changed.equals(text)) {
			return CompletableFuture.completedStage(null);
		}
		ScheduleChange wanted = new ScheduleChange(field, text, changed, 0);
		return ask(new LeaseRequest.ChangeSchedules(this.key, "", 0, 0, 0, List.of(wanted))).thenCompose((reply) -> {
			boolean done = reply.code() == LeaseReply.Code.CHANGED
					&& reply.schedules().entry(field).equals(wanted.written(reply.serverTime()));
			if (done) {
				return CompletableFuture.completedStage(null);
			}
			if (tries == MOST_TRIES) {
				throw new IllegalStateException("The schedule '" + field + "' changes too often");
			}
			return change(field, reply, change, tries + 1);
		});
	}

	private CompletableFuture<LeaseReply> read() {
		return ask(new LeaseRequest.ReadSchedules(this.key));
	}

	private CompletableFuture<LeaseReply> ask(LeaseRequest request) {
		CompletableFuture<LeaseReply> done = new CompletableFuture<>();
		this.runtime.onLoop(() -> this.runtime.call(request, (result) -> complete(done, result)));
		return done;
	}

	private static void complete(CompletableFuture<LeaseReply> done, LeaseResult result) {
		try {
			done.complete(ScheduleRequests.reply(result));
		}
		catch (RuntimeException ex) {
			done.completeExceptionally(ex);
		}
	}

	private ScheduleStatus status(String name, String text, LeaseReply reply) {
		Instant at = Instant.ofEpochMilli(reply.serverTime());
		try {
			ScheduleEntry trigger = ScheduleRecord.entryOf(reply.schedules().entry(ScheduleName.triggerField(name)));
			return status(name, ScheduleEntry.parse(text), (trigger != null) ? trigger(trigger) : null, at);
		}
		catch (MalformedEntryException ex) {
			return new ScheduleStatus(this.election, name, "", false, null, null, 0, null, null, "", null, null, at,
					ex.getMessage());
		}
	}

	private ScheduleStatus status(String name, ScheduleEntry entry, ScheduleStatus.@Nullable Trigger trigger,
			Instant at) {
		LastFire last = entry.last();
		return new ScheduleStatus(this.election, name, entry.spec(), entry.isPaused(), of(last, LastFire::planned),
				(last != null) ? outcome(last.state()) : null, (last != null) ? last.claim().attempt() : 0,
				of(last, LastFire::start), of(last, LastFire::end), entry.by(), next(entry), trigger, at, null);
	}

	/**
	 * If one waits while the run of another goes on, the one that waits.
	 */
	private static ScheduleStatus.Trigger trigger(ScheduleEntry entry) {
		LastFire last = entry.last();
		boolean begun = last != null && last.planned() >= entry.since();
		return new ScheduleStatus.Trigger(Instant.ofEpochMilli(entry.since()),
				(begun && last != null) ? outcome(last.state()) : null, begun ? of(last, LastFire::start) : null,
				begun ? of(last, LastFire::end) : null, entry.by());
	}

	private static @Nullable Instant of(@Nullable LastFire last, Function<LastFire, Long> time) {
		long millis = (last != null) ? time.apply(last) : 0;
		return (millis > 0) ? Instant.ofEpochMilli(millis) : null;
	}

	private static Outcome outcome(FireState state) {
		return switch (state) {
			case CLAIMED -> Outcome.RUNNING;
			case DONE -> Outcome.DONE;
			case FAILED -> Outcome.FAILED;
			case PASSED -> Outcome.GIVEN_UP;
			case LEFT -> Outcome.LEFT;
		};
	}

	/**
	 * Another version may know recurrences that this one does not.
	 */
	private static @Nullable Instant next(ScheduleEntry entry) {
		if (entry.isPaused() || (entry.last() != null && entry.last().state().isOpen())) {
			return null;
		}
		try {
			long first = Recurrence.parse(entry.spec()).unclaimed(entry.progress(0)).first();
			return (first != Recurrence.NEVER) ? Instant.ofEpochMilli(first) : null;
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	/**
	 * What becomes of an entry.
	 */
	@FunctionalInterface
	private interface EntryChange {

		/**
		 * Changes it.
		 * @param text the entry, empty if there is none
		 * @param now the time of the store
		 * @return the entry, changed or as it was
		 */
		String apply(String text, long now);

	}

}

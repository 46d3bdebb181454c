package io.github.leaderkit.schedule;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.UnaryOperator;

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

	private final ElectionRuntime runtime;

	/**
	 * Creates the operations on one record.
	 * @param election the name of the election
	 * @param key its key
	 * @param runtime the loop and the store
	 */
	public ScheduleOperations(String election, String key, ElectionRuntime runtime) {
		this.election = election;
		this.key = key;
		this.runtime = runtime;
	}

	public CompletableFuture<List<ScheduleStatus>> lookUp() {
		return read().thenApply((reply) -> {
			List<ScheduleStatus> all = new ArrayList<>();
			reply.schedules().entries().forEach((name, text) -> all.add(status(name, text)));
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

	private CompletableFuture<Void> change(String schedule, UnaryOperator<ScheduleEntry> change) {
		return read().thenCompose((reply) -> change(schedule, reply.schedules().entry(schedule), change, 0));
	}

	private CompletionStage<Void> change(String schedule, String text, UnaryOperator<ScheduleEntry> change, int tries) {
		if (text.isEmpty()) {
			throw new IllegalArgumentException("The election '" + this.election + "' has no schedule '" + schedule
					+ "' in Redis. A leader writes it there when it begins");
		}
		String changed = change.apply(ScheduleEntry.parse(text)).text();
		if (changed.equals(text)) {
			return CompletableFuture.completedStage(null);
		}
		LeaseRequest request = new LeaseRequest.ChangeSchedules(this.key, "", 0, 0, 0,
				List.of(new ScheduleChange(schedule, text, changed, 0)));
		return ask(request).thenCompose((reply) -> {
			String present = reply.schedules().entry(schedule);
			boolean done = reply.code() == LeaseReply.Code.CHANGED
					&& present.equals(new ScheduleChange(schedule, text, changed, 0).written(reply.serverTime()));
			if (done) {
				return CompletableFuture.completedStage(null);
			}
			if (tries == MOST_TRIES) {
				throw new IllegalStateException("The schedule '" + schedule + "' changes too often");
			}
			return change(schedule, present, change, tries + 1);
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
		if (result.reply() != null) {
			done.complete(result.reply());
		}
		else {
			done.completeExceptionally((result.failure() != null) ? result.failure()
					: new IllegalStateException("The store has said nothing"));
		}
	}

	private ScheduleStatus status(String name, String text) {
		try {
			return status(name, ScheduleEntry.parse(text));
		}
		catch (MalformedEntryException ex) {
			return new ScheduleStatus(this.election, name, "", false, null, null, 0, null, null, "", null,
					ex.getMessage());
		}
	}

	private ScheduleStatus status(String name, ScheduleEntry entry) {
		LastFire last = entry.last();
		return new ScheduleStatus(this.election, name, entry.spec(), entry.isPaused(), of(last, LastFire::planned),
				(last != null) ? outcome(last.state()) : null, (last != null) ? last.claim().attempt() : 0,
				of(last, LastFire::start), of(last, LastFire::end), entry.by(), next(entry), null);
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

}

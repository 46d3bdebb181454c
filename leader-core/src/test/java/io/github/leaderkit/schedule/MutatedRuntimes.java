package io.github.leaderkit.schedule;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import io.github.leaderkit.engine.runtime.ElectionRuntime;
import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseRequest;
import io.github.leaderkit.store.LeaseRequest.ChangeSchedules;
import io.github.leaderkit.store.LeaseResult;
import io.github.leaderkit.store.LeaseSignal;
import io.github.leaderkit.store.ScheduleChange;
import io.github.leaderkit.store.ScheduleEntries;

/**
 * Runtimes of mutants. What schedules ask of the store and what it answers passes through
 * them, so they change what a leader knows and wants.
 */
final class MutatedRuntimes {

	private static final long NANOS_PER_MILLI = 1_000_000;

	private MutatedRuntimes() {
	}

	private static LeaseResult with(LeaseResult result, UnaryOperator<LeaseReply> change) {
		return (result.reply() != null) ? LeaseResult.of(change.apply(result.reply())) : result;
	}

	private static LeaseReply withTime(LeaseReply reply, long serverTime) {
		return new LeaseReply(reply.code(), reply.term(), reply.remaining(), reply.holder(), serverTime, reply.ttl(),
				reply.expiry(), reply.info(), reply.runId(), reply.schedules());
	}

	private static ChangeSchedules with(ChangeSchedules request, UnaryOperator<ScheduleChange> change) {
		return new ChangeSchedules(request.key(), request.owner(), request.term(), request.notAfter(),
				request.restored(), request.changes().stream().map(change).toList());
	}

	/**
	 * The time of the store is that of the machine, and fires are claimed at any time.
	 */
	static final class DueByWallClock extends PassedOn {

		DueByWallClock(ElectionRuntime runtime) {
			super(runtime);
		}

		@Override
		public void call(LeaseRequest request, Consumer<LeaseResult> then) {
			LeaseRequest asked = (request instanceof ChangeSchedules changes)
					? with(changes,
							(change) -> new ScheduleChange(change.name(), change.expected(), change.replacement(), 0))
					: request;
			super.call(asked, (result) -> then.accept(with(result, (reply) -> withTime(reply, currentTimeMillis()))));
		}

	}

	/**
	 * The time in a reply is taken for that at which it came, and for the time that the
	 * call took later.
	 */
	static final class AimedBySending extends PassedOn {

		AimedBySending(ElectionRuntime runtime) {
			super(runtime);
		}

		@Override
		public void call(LeaseRequest request, Consumer<LeaseResult> then) {
			long sent = nanoTime();
			super.call(request, (result) -> {
				long millis = (nanoTime() - sent + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI;
				then.accept(with(result, (reply) -> withTime(reply, reply.serverTime() + millis)));
			});
		}

	}

	/**
	 * Each time that a claim is sent it has another id. The leader believes that it is
	 * the one that it has chosen.
	 */
	static final class NewIdForEachRepetition extends PassedOn {

		private final Map<String, String> sent = new HashMap<>();

		NewIdForEachRepetition(ElectionRuntime runtime) {
			super(runtime);
		}

		@Override
		public void call(LeaseRequest request, Consumer<LeaseResult> then) {
			LeaseRequest asked = request;
			if (request instanceof ChangeSchedules changes) {
				for (ScheduleChange change : changes.changes()) {
					Claims.of(change).ifPresent((id) -> this.sent.put(id, newInstance().substring(0, id.length())));
				}
				asked = with(changes, (change) -> new ScheduleChange(change.name(), known(change.expected(), true),
						known(change.replacement(), true), change.notBefore()));
			}
			super.call(asked, (result) -> then.accept(with(result, this::read)));
		}

		private LeaseReply read(LeaseReply reply) {
			ScheduleEntries schedules = reply.schedules();
			Map<String, String> entries = new LinkedHashMap<>(schedules.entries());
			entries.replaceAll((name, text) -> known(text, false));
			return reply.withSchedules(new ScheduleEntries(schedules.revision(), schedules.doubt(), entries));
		}

		private String known(String text, boolean asSent) {
			for (Map.Entry<String, String> one : this.sent.entrySet()) {
				String from = asSent ? one.getKey() : one.getValue();
				if (text.contains(from)) {
					return text.replace(from, asSent ? one.getValue() : one.getKey());
				}
			}
			return text;
		}

	}

	/**
	 * A claim that is given back leaves the entry that was there before.
	 */
	static final class GivenBackWithoutTrace extends PassedOn {

		private final Map<String, String> before = new HashMap<>();

		GivenBackWithoutTrace(ElectionRuntime runtime) {
			super(runtime);
		}

		@Override
		public void call(LeaseRequest request, Consumer<LeaseResult> then) {
			super.call((request instanceof ChangeSchedules changes) ? with(changes, this::withoutTrace) : request,
					then);
		}

		private ScheduleChange withoutTrace(ScheduleChange change) {
			Claims.of(change).ifPresent((id) -> this.before.put(id, change.expected()));
			String label = ScheduleEntry.parse(change.written(1)).by();
			int end = label.indexOf(" given back by ");
			String found = (end > 0) ? this.before.get(label.substring(0, end)) : null;
			return (found != null) ? new ScheduleChange(change.name(), change.expected(), found, change.notBefore())
					: change;
		}

	}

	/**
	 * A claim by hand is written whoever leads.
	 */
	static final class ClaimByHandOfAnyTerm extends PassedOn {

		ClaimByHandOfAnyTerm(ElectionRuntime runtime) {
			super(runtime);
		}

		@Override
		public void call(LeaseRequest request, Consumer<LeaseResult> then) {
			boolean byHand = request instanceof ChangeSchedules changes
					&& changes.changes().stream().anyMatch(Claims::isByHand);
			super.call((byHand && request instanceof ChangeSchedules changes) ? new ChangeSchedules(changes.key(), "",
					0, changes.notAfter(), changes.restored(), changes.changes()) : request, then);
		}

	}

	/**
	 * When what was claimed by hand has ended, its entry is left as it is.
	 */
	static final class EndByHandNotRecorded extends PassedOn {

		EndByHandNotRecorded(ElectionRuntime runtime) {
			super(runtime);
		}

		@Override
		public void call(LeaseRequest request, Consumer<LeaseResult> then) {
			super.call((request instanceof ChangeSchedules changes) ? with(changes, this::withoutEnd) : request, then);
		}

		private ScheduleChange withoutEnd(ScheduleChange change) {
			ScheduleEntry entry = ScheduleEntry.parse(change.written(1));
			boolean ends = entry.last() != null && entry.last().state().hasEnded();
			return (ends && Claims.isByHand(change))
					? new ScheduleChange(change.name(), change.expected(), change.expected(), change.notBefore())
					: change;
		}

	}

	/**
	 * When a run that somebody asked for is claimed, the entry says that it was asked for
	 * just after that.
	 */
	static final class WishNotTakenBack extends PassedOn {

		WishNotTakenBack(ElectionRuntime runtime) {
			super(runtime);
		}

		@Override
		public void call(LeaseRequest request, Consumer<LeaseResult> then) {
			super.call((request instanceof ChangeSchedules changes) ? with(changes, this::wishedAgain) : request, then);
		}

		private ScheduleChange wishedAgain(ScheduleChange change) {
			if (!ScheduleName.isOfTrigger(change.name()) || Claims.of(change).isEmpty()) {
				return change;
			}
			long since = ScheduleEntry.parse(change.written(1)).since();
			return new ScheduleChange(change.name(), change.expected(),
					change.replacement().replaceFirst("\\|" + since + "\\|", "|" + (since + 1) + "|"),
					change.notBefore());
		}

	}

	/**
	 * Does what another runtime does.
	 */
	abstract static class PassedOn implements ElectionRuntime {

		private final ElectionRuntime runtime;

		PassedOn(ElectionRuntime runtime) {
			this.runtime = runtime;
		}

		@Override
		public void call(LeaseRequest request, Consumer<LeaseResult> then) {
			this.runtime.call(request, then);
		}

		@Override
		public long nanoTime() {
			return this.runtime.nanoTime();
		}

		@Override
		public long currentTimeMillis() {
			return this.runtime.currentTimeMillis();
		}

		@Override
		public double chance() {
			return this.runtime.chance();
		}

		@Override
		public String newInstance() {
			return this.runtime.newInstance();
		}

		@Override
		public void onLoop(Runnable task) {
			this.runtime.onLoop(task);
		}

		@Override
		public Runnable after(long nanos, Runnable task) {
			return this.runtime.after(nanos, task);
		}

		@Override
		public Runnable every(long nanos, Runnable task) {
			return this.runtime.every(nanos, task);
		}

		@Override
		public void subscribe(String key, Consumer<LeaseSignal> listener) {
			this.runtime.subscribe(key, listener);
		}

		@Override
		public void unsubscribe(String key) {
			this.runtime.unsubscribe(key);
		}

		@Override
		public void announce(Runnable task) {
			this.runtime.announce(task);
		}

		@Override
		public void complete(Runnable task) {
			this.runtime.complete(task);
		}

		@Override
		public boolean isAnnouncing() {
			return this.runtime.isAnnouncing();
		}

		@Override
		public void start() {
			this.runtime.start();
		}

		@Override
		public void stop(Runnable then) {
			this.runtime.stop(then);
		}

	}

	/**
	 * Finds the claim in a change.
	 */
	private static final class Claims {

		private static boolean isByHand(ScheduleChange change) {
			return ScheduleEntry.parse(change.written(1)).spec().equals(NumberedClaim.SPEC);
		}

		private static Optional<String> of(ScheduleChange change) {
			LastFire last = ScheduleEntry.parse(change.written(1)).last();
			boolean claims = last != null && last.state() == FireState.CLAIMED
					&& !change.expected().contains("|" + last.claim().id() + "|");
			return claims ? Optional.of(last.claim().id()) : Optional.empty();
		}

	}

}

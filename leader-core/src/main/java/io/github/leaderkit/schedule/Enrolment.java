package io.github.leaderkit.schedule;

import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseReply.Code;
import io.github.leaderkit.store.LeaseResult;
import io.github.leaderkit.store.ScheduleChange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes entries before a leader may claim fires: those of schedules that are new or have
 * changed when it begins, and those that the store has lost. On the loop.
 */
final class Enrolment {

	private static final Logger logger = LoggerFactory.getLogger(Enrolment.class);

	private static final long ALTERNATION_MILLIS = 60 * 60 * 1_000;

	/** Other clients wait while a script runs. */
	private static final int MOST_CHANGES_TOGETHER = 50;

	private final String election;

	private final ScheduleRequests requests;

	private final Supplier<Collection<ScheduleDefinition>> definitions;

	private final Predicate<LedTerm> leads;

	private final Runnable onActive;

	/**
	 * Creates it.
	 * @param election the name of the election
	 * @param requests asks the store
	 * @param definitions the schedules of this instance
	 * @param leads whether a leadership is the present one
	 * @param onActive run when fires may be claimed
	 */
	Enrolment(String election, ScheduleRequests requests, Supplier<Collection<ScheduleDefinition>> definitions,
			Predicate<LedTerm> leads, Runnable onActive) {
		this.election = election;
		this.requests = requests;
		this.definitions = definitions;
		this.leads = leads;
		this.onActive = onActive;
	}

	/**
	 * Reads the record and writes what is new. Begins anew until that is done, or the
	 * leadership is over.
	 */
	void enrol(LedTerm leader) {
		int round = leader.deactivate();
		this.requests.read((result) -> {
			LeaseReply reply = ofRound(leader, round, result, Code.HELD, () -> enrol(leader));
			if (reply == null) {
				return;
			}
			if (hasLost(leader, reply)) {
				restore(leader);
				return;
			}
			enrol(leader, round, reply);
		});
	}

	private void enrol(LedTerm leader, int round, LeaseReply reply) {
		leader.observeAll(reply, this.requests.now());
		warnOfAlternation(leader, reply.serverTime());
		write(leader, round, EntryChanges.enrolment(this.definitions.get(), reply.schedules().entries()), 0);
	}

	/**
	 * A schedule that changes with each leader begins anew each time, and what was due in
	 * between is lost.
	 */
	private void warnOfAlternation(LedTerm leader, long now) {
		for (ScheduleDefinition definition : this.definitions.get()) {
			String name = definition.name().field();
			ScheduleEntry entry = leader.record().entry(name);
			if (entry != null && !entry.spec().equals(definition.recurrence().text())
					&& entry.since() > now - ALTERNATION_MILLIS) {
				logger.warn(
						"Election '{}': the schedule '{}' changes from '{}' to '{}', less than an hour after it "
								+ "began. If leaders of two versions alternate, what is due in between is not run",
						this.election, name, entry.spec(), definition.recurrence().text());
			}
		}
	}

	/**
	 * Reads the record and writes again what it has lost. If it has lost nothing, a reply
	 * was overtaken by another.
	 */
	void restore(LedTerm leader) {
		int round = leader.deactivate();
		this.requests.read((result) -> {
			LeaseReply reply = ofRound(leader, round, result, Code.HELD, () -> restore(leader));
			if (reply == null) {
				return;
			}
			if (hasLost(leader, reply)) {
				leader.restoring();
				logger.warn("Election '{}': Redis has lost changes of its schedules, which are written again",
						this.election);
				List<ScheduleChange> changes = EntryChanges.restoration(leader.record().texts(),
						reply.schedules().entries());
				leader.record().adopt(reply, changes);
				write(leader, round, changes, leader.record().revision());
			}
			else {
				enrol(leader, round, reply);
			}
		});
	}

	private static boolean hasLost(LedTerm leader, LeaseReply reply) {
		return leader.isRestoring() || leader.record().hasLostChanges(reply);
	}

	/**
	 * Writes changes, a part at a time. Only with the last part are lost entries
	 * restored, so that the doubt stays if one fails before. An entry may have changed
	 * since it was read, or was read from the former master of a failover. Then it is not
	 * written, and what the leader knows is not to be given up for it: if it is one of
	 * the last part, nothing in the store shows any more that it is lost.
	 */
	private void write(LedTerm leader, int round, List<ScheduleChange> changes, long restored) {
		if (changes.isEmpty() && restored == 0) {
			activate(leader);
			return;
		}
		int size = Math.min(changes.size(), MOST_CHANGES_TOGETHER);
		boolean last = size == changes.size();
		this.requests.write(leader, changes.subList(0, size), last ? restored : 0, (result) -> {
			LeaseReply reply = ofRound(leader, round, result, Code.CHANGED,
					(restored > 0) ? () -> restore(leader) : () -> enrol(leader));
			if (reply == null) {
				return;
			}
			if (restored > 0 && leader.record().isAheadOf(reply)) {
				later(leader, round, () -> restore(leader));
				return;
			}
			if (last || restored == 0) {
				leader.observe(reply, this.requests.now());
			}
			if (last) {
				leader.restored();
				activate(leader);
			}
			else {
				write(leader, round, changes.subList(size, changes.size()), restored);
			}
		});
	}

	private void activate(LedTerm leader) {
		leader.activate();
		this.onActive.run();
	}

	/**
	 * The reply of a round, if that is still the present one and the store knows this
	 * leader; else has the round begin again soon.
	 */
	private @Nullable LeaseReply ofRound(LedTerm leader, int round, LeaseResult result, Code wanted, Runnable again) {
		LeaseReply reply = result.reply();
		if (!isPresent(leader, round)) {
			return null;
		}
		if (reply != null && reply.code() == wanted && reply.term() == leader.term()) {
			return reply;
		}
		later(leader, round, again);
		return null;
	}

	private void later(LedTerm leader, int round, Runnable again) {
		this.requests.later(0, () -> {
			if (isPresent(leader, round)) {
				again.run();
			}
		});
	}

	private boolean isPresent(LedTerm leader, int round) {
		return this.leads.test(leader) && leader.isInRound(round);
	}

}

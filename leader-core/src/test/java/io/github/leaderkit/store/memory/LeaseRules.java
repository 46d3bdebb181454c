package io.github.leaderkit.store.memory;

import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseReply.Code;
import io.github.leaderkit.store.LeaseRequest;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link SimulatedRedis} does with a request: what the scripts do, or, to show
 * that the simulation sees it, something worse.
 */
public class LeaseRules {

	/** The rules as they are. */
	public static final LeaseRules TRUE = new LeaseRules();

	/** A lease lasts longer when the clock of the server goes back. */
	public static final LeaseRules WITHOUT_CLAMP = new LeaseRules() {

		@Override
		LeaseDecision acquire(@Nullable LeaseRecord record, LeaseRequest.Acquire request, long now, String run) {
			if (record != null && record.expiry() - now > record.ttl()
					&& record.attemptOf(request.instance()) == null) {
				return new LeaseDecision(record.reply(Code.HELD, record.expiry() - now, now), record);
			}
			return super.acquire(record, request, now, run);
		}

	};

	/** Whoever comes is granted what is missing or went back. */
	public static final LeaseRules WITHOUT_QUARANTINE = new LeaseRules() {

		@Override
		LeaseDecision acquire(@Nullable LeaseRecord record, LeaseRequest.Acquire request, long now, String run) {
			LeaseDecision decision = super.acquire(record, request, now, run);
			boolean quarantined = decision.reply().holder().equals("~" + request.owner());
			return quarantined ? granted(record, request, decision.reply().term(), now, run) : decision;
		}

	};

	/** Nobody knows which run of the server wrote the record. */
	public static final LeaseRules WITHOUT_RUN_ID = new LeaseRules() {

		@Override
		LeaseDecision acquire(@Nullable LeaseRecord record, LeaseRequest.Acquire request, long now, String run) {
			return super.acquire(record, request, now, "");
		}

	};

	/** A leader whose record is gone has lost. */
	public static final LeaseRules WITHOUT_READOPT = new LeaseRules() {

		@Override
		LeaseDecision renew(@Nullable LeaseRecord record, LeaseRequest.Renew request, long now, String run) {
			LeaseDecision decision = super.renew(record, request, now, run);
			if (decision.reply().code() != Code.READOPTED) {
				return decision;
			}
			return new LeaseDecision((record != null) ? record.reply(Code.LOST, 0, now)
					: new LeaseReply(Code.LOST, 0, 0, "", now, 0, 0, ""), record);
		}

	};

	/** A renewal takes the lease, whosever it is. */
	public static final LeaseRules RENEWAL_TAKES_ALL = new LeaseRules() {

		@Override
		LeaseDecision renew(@Nullable LeaseRecord record, LeaseRequest.Renew request, long now, String run) {
			LeaseDecision decision = super.renew(record, request, now, run);
			return (decision.reply().code() == Code.LOST) ? super.renew(null, request, now, run) : decision;
		}

	};

	/** An attempt of the same instance is superseded whatever the caller remembers. */
	public static final LeaseRules OWN_OLDER_UNCHECKED = new LeaseRules() {

		@Override
		LeaseDecision acquire(@Nullable LeaseRecord record, LeaseRequest.Acquire request, long now, String run) {
			Long attempt = (record != null) ? record.attemptOf(request.instance()) : null;
			return (attempt != null && attempt < request.attempt() && now <= request.notAfter())
					? granted(record, request, Math.max(record.term(), request.minTerm()), now, run)
					: super.acquire(record, request, now, run);
		}

	};

	/** A term is the time, whatever terms there were. */
	public static final LeaseRules TERM_IS_TIME = new LeaseRules() {

		@Override
		LeaseDecision acquire(@Nullable LeaseRecord record, LeaseRequest.Acquire request, long now, String run) {
			LeaseDecision decision = super.acquire(record, request, now, run);
			boolean fresh = decision.reply().code() == Code.GRANTED && decision.record() != record;
			return fresh ? granted(record, request, now - 1, now, run) : decision;
		}

	};

	/** Nobody is kept waiting longer than by the ttl of the one who asks. */
	public static final LeaseRules HOLD_BY_OWN_TTL = new LeaseRules() {

		@Override
		LeaseDecision acquire(@Nullable LeaseRecord record, LeaseRequest.Acquire request, long now, String run) {
			LeaseDecision decision = super.acquire(record, request, now, run);
			LeaseRecord after = decision.record();
			if (after == null || !decision.reply().holder().equals("~" + request.owner())) {
				return decision;
			}
			long hold = (request.ttl() * 7 + 5) / 6;
			LeaseRecord shorter = new LeaseRecord(after.owner(), after.term(), now + hold, hold, run, "",
					after.schedules());
			return new LeaseDecision(shorter.reply(Code.HELD, hold, now), shorter);
		}

	};

	/** A renewal is of the server that it reaches, whichever it was meant for. */
	public static final LeaseRules RENEWAL_IS_OF_ANY_RUN = new LeaseRules() {

		@Override
		LeaseDecision renew(@Nullable LeaseRecord record, LeaseRequest.Renew request, long now, String run) {
			return super.renew(record, new LeaseRequest.Renew(request.key(), request.owner(), request.term(),
					request.ttl(), request.notAfter(), run, request.info()), now, run);
		}

	};

	/** A renewal on another server keeps the run that its leader knew. */
	public static final LeaseRules RENEWAL_KEEPS_RUN = new LeaseRules() {

		@Override
		LeaseDecision renew(@Nullable LeaseRecord record, LeaseRequest.Renew request, long now, String run) {
			// as if this server did not disclose its run
			return super.renew(record, request, now, "");
		}

	};

	/** A lease whose leader is revoked is free at once. */
	public static final LeaseRules REVOKING_FREES = new LeaseRules() {

		@Override
		LeaseRecord revoked(LeaseRecord record) {
			return record.revoked().released();
		}

	};

	/** A released lease keeps the name of its owner. */
	public static final LeaseRules RELEASE_KEEPS_OWNER = new LeaseRules() {

		@Override
		LeaseRecord released(LeaseRecord record) {
			return new LeaseRecord(record.owner(), record.term(), 0, record.ttl(), record.runId(), "",
					record.schedules());
		}

	};

	LeaseDecision acquire(@Nullable LeaseRecord record, LeaseRequest.Acquire request, long now, String run) {
		return LeaseDecision.acquire(record, request, now, run);
	}

	LeaseDecision renew(@Nullable LeaseRecord record, LeaseRequest.Renew request, long now, String run) {
		return LeaseDecision.renew(record, request, now, run);
	}

	LeaseDecision changeSchedules(@Nullable LeaseRecord record, LeaseRequest.ChangeSchedules request, long now) {
		return LeaseDecision.changeSchedules(record, request, now);
	}

	LeaseRecord released(LeaseRecord record) {
		return record.released();
	}

	LeaseRecord revoked(LeaseRecord record) {
		return record.revoked();
	}

	/**
	 * Whether a message that may not be published fails the request that it belongs to.
	 */
	boolean messagesAreVital() {
		return false;
	}

	/** A message that may not be published fails what it tells of, after it is done. */
	public static final LeaseRules MESSAGES_ARE_VITAL = new LeaseRules() {

		@Override
		boolean messagesAreVital() {
			return true;
		}

	};

	private static LeaseDecision granted(@Nullable LeaseRecord before, LeaseRequest.Acquire request, long lastTerm,
			long now, String run) {
		LeaseRecord record = new LeaseRecord(request.owner(), Math.max(lastTerm + 1, now), now + request.ttl(),
				request.ttl(), run, request.info(), LeaseRecord.schedulesOf(before));
		return new LeaseDecision(record.reply(Code.GRANTED, request.ttl(), now), record);
	}

}

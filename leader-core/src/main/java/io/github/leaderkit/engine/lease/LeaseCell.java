package io.github.leaderkit.engine.lease;

import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.Leadership;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipEvent.Demoted;
import io.github.leaderkit.LeadershipEvent.Draining;
import io.github.leaderkit.LeadershipEvent.Promoted;
import io.github.leaderkit.engine.decision.Phase;
import io.github.leaderkit.engine.decision.Timing;
import io.github.leaderkit.engine.runtime.Clocks;
import org.jspecify.annotations.Nullable;

/**
 * What the guard looks at: the lease that this process holds, and until when.
 *
 * <p>
 * For each leadership the guard is {@code true} for a time and then {@code false} for
 * ever: the first thread that sees that the lease has ended by either clock ends it for
 * all, and a renewal that arrives later cannot revive it. Promotions, drains and
 * demotions are enqueued here and nowhere else, under the same lock as the change they
 * announce, so that they are complete and in order.
 */
public final class LeaseCell {

	private final String election;

	private final String instance;

	private final Clocks clocks;

	private final Consumer<LeadershipEvent> events;

	private final LongConsumer onClosedByReader;

	private volatile @Nullable Lease lease;

	private volatile @Nullable Tenure lastTenure;

	/** The term of a demotion that could not be enqueued, {@code 0} if there is none. */
	private volatile long unpublishedTerm;

	private DemotionReason unpublishedReason = DemotionReason.EXPIRED;

	private long unpublishedMillis;

	/**
	 * Creates a cell.
	 * @param election the name of the election
	 * @param instance the label of this instance
	 * @param clocks the local clocks
	 * @param events takes promotions, drains and demotions; must not block
	 * @param onClosedByReader given the term when a reader saw the lease end; must not
	 * block
	 */
	public LeaseCell(String election, String instance, Clocks clocks, Consumer<LeadershipEvent> events,
			LongConsumer onClosedByReader) {
		this.election = election;
		this.instance = instance;
		this.clocks = clocks;
		this.events = events;
		this.onClosedByReader = onClosedByReader;
	}

	public boolean isLeader() {
		return current() != null;
	}

	/**
	 * The tenure that leads at this moment.
	 * @return the tenure, or {@code null} if this process does not lead
	 */
	public @Nullable Tenure tenure() {
		Lease held = current();
		return (held != null) ? held.tenure() : null;
	}

	/**
	 * The lease that lasts at this moment. One that is seen to have ended is closed.
	 */
	private @Nullable Lease current() {
		Lease held = this.lease;
		while (held != null && remainingNanos(held) <= 0) {
			held = closeAsReader(held);
		}
		return held;
	}

	/**
	 * Closes a lease that was seen to have ended.
	 * @return the lease that is there instead, if another was faster
	 */
	private @Nullable Lease closeAsReader(Lease ended) {
		if (close(ended, DemotionReason.EXPIRED)) {
			this.onClosedByReader.accept(ended.tenure().term());
			return null;
		}
		return this.lease;
	}

	/**
	 * The tenure of the lease without a look at the clocks.
	 * @return the tenure, whose lease may have ended
	 */
	@Nullable Tenure peekTenure() {
		Lease held = this.lease;
		return (held != null) ? held.tenure() : null;
	}

	/**
	 * Whether a tenure leads at this moment.
	 * @param tenure the tenure
	 * @return whether it does
	 */
	boolean leads(Tenure tenure) {
		return tenure() == tenure;
	}

	/**
	 * Begins a leadership. If its promotion cannot be enqueued it does not begin: there
	 * is none without an event.
	 * @param held the lease that was granted
	 * @return the tenure, or {@code null} if the lease has ended already or another one
	 * is open
	 */
	public @Nullable Tenure open(Phase.HeldLease held) {
		synchronized (this) {
			long term = held.term();
			Instant since = Instant.ofEpochMilli(this.clocks.currentTimeMillis());
			Tenure tenure = new Tenure(
					new Leadership(this.election, this.instance, term, since, () -> remainingNanos(term)));
			Lease opened = new Lease(tenure, held.deadline(), held.deadlineWall());
			if (this.lease != null || remainingNanos(opened) <= 0) {
				return null;
			}
			publishDemotion();
			Promoted promoted = new Promoted(this.election, term, this.instance, since);
			this.lastTenure = tenure;
			// Before it is published: listeners must see it
			this.lease = opened;
			try {
				this.events.accept(promoted);
			}
			catch (Throwable ex) {
				this.lease = null;
				tenure.shut();
				throw ex;
			}
			return tenure;
		}
	}

	/**
	 * The tenure that leads, or the last one that did, whose work may still be inside.
	 * @return the tenure, or {@code null} if there was none
	 */
	public @Nullable Tenure lastTenure() {
		return this.lastTenure;
	}

	/**
	 * The term of the lease without a look at the clocks.
	 * @return the term, {@code 0} if there is no lease
	 */
	public long openTerm() {
		Lease held = this.lease;
		return (held != null) ? held.tenure().term() : 0;
	}

	/**
	 * Moves the end of the leadership.
	 * @param held the renewed lease
	 * @return {@code false} if the leadership had ended before
	 */
	public boolean extend(Phase.HeldLease held) {
		synchronized (this) {
			Lease current = this.lease;
			if (current == null || current.tenure().term() != held.term()) {
				return false;
			}
			if (remainingNanos(current) <= 0) {
				close(current, DemotionReason.EXPIRED);
				return false;
			}
			this.lease = new Lease(current.tenure(), held.deadline(), held.deadlineWall());
			return true;
		}
	}

	/**
	 * Lets no more work in, while the leadership lasts on.
	 * @param term its term
	 * @param reason why it is to end
	 */
	public void shut(long term, DemotionReason reason) {
		synchronized (this) {
			Lease current = this.lease;
			if (current != null && current.tenure().term() == term) {
				current.tenure().shut();
				if (!current.tenure().isEmpty()) {
					Instant at = Instant.ofEpochMilli(this.clocks.currentTimeMillis());
					this.events.accept(new Draining(this.election, term, this.instance, reason, at));
				}
			}
		}
	}

	/**
	 * Ends the leadership.
	 * @param term its term
	 * @param reason why
	 * @return {@code false} if it had ended before
	 */
	public boolean close(long term, DemotionReason reason) {
		synchronized (this) {
			Lease current = this.lease;
			return current != null && current.tenure().term() == term && close(current, reason);
		}
	}

	private boolean close(Lease expected, DemotionReason reason) {
		synchronized (this) {
			if (this.lease != expected) {
				return false;
			}
			this.lease = null;
			expected.tenure().shut();
			long overdue = Math.max(-remainingNanos(expected), 0) / Timing.MILLI;
			this.unpublishedMillis = this.clocks.currentTimeMillis() - overdue;
			this.unpublishedReason = reason;
			this.unpublishedTerm = expected.tenure().term();
			publishDemotion();
			return true;
		}
	}

	/**
	 * Enqueues the last demotion if that has failed, as for want of memory.
	 */
	public void publishDemotion() {
		if (this.unpublishedTerm == 0) {
			return;
		}
		synchronized (this) {
			if (this.unpublishedTerm != 0) {
				this.events.accept(new Demoted(this.election, this.unpublishedTerm, this.instance,
						this.unpublishedReason, Instant.ofEpochMilli(this.unpublishedMillis)));
				this.unpublishedTerm = 0;
			}
		}
	}

	private long remainingNanos(long term) {
		Lease held = this.lease;
		while (held != null && held.tenure().term() == term) {
			long remaining = remainingNanos(held);
			if (remaining > 0) {
				return remaining;
			}
			held = closeAsReader(held);
		}
		return 0;
	}

	private long remainingNanos(Lease held) {
		return Math.min(held.deadline() - this.clocks.nanoTime(),
				(held.deadlineWall() - this.clocks.currentTimeMillis()) * Timing.MILLI);
	}

	/**
	 * A lease with its ends on both clocks.
	 */
	private record Lease(Tenure tenure, long deadline, long deadlineWall) {
	}

}

package io.github.leaderkit.schedule;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import io.github.leaderkit.FireClaim;
import io.github.leaderkit.FireTask;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElection.Registration;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.engine.runtime.Alarm;
import io.github.leaderkit.engine.runtime.ElectionRuntime;
import io.github.leaderkit.store.LeaseReply;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the schedules of one election in this process while it leads: enrols them, waits
 * until one is due, has a thread claim and run it, and gives up what is too late. But for
 * {@link #add}, everything here happens on the loop.
 *
 * <pre>
 *  granted ──► enrol ──► wait ◄─────────────────────────────────────┐
 *                         │ due                                     │
 *                         ▼                                         │
 *                 a thread enters the guard ──► claim ── not claimed┤
 *                                                 │                 │
 *                                                 ▼                 │
 *                                         the thread runs it ──► record the end
 * </pre>
 *
 * <p>
 * What to do next is decided by {@link FireRules}, what an entry becomes by
 * {@link ScheduleEntry}. The store only compares and writes.
 */
public class ElectionSchedules {

	private static final Logger logger = LoggerFactory.getLogger(ElectionSchedules.class);

	private static final long FAILURE_RETRY_MILLIS = 1_000;

	/** A leader reads all of them when it begins. */
	private static final int MOST_SCHEDULES = 512;

	private final LeaderElection election;

	private final ElectionRuntime runtime;

	private final ScheduleRequests requests;

	private final Enrolment enrolment;

	private final ClaimRecords records;

	private final FireClaims claims;

	private final FirePasses passes;

	private final FireListener listener;

	private final Alarm alarm;

	/** Those that are there or are about to be, for any thread. */
	private final Map<String, LocalSchedule> names = new ConcurrentHashMap<>();

	private final Map<String, LocalSchedule> schedules = new LinkedHashMap<>();

	private @Nullable LedTerm led;

	/** The leadership for which entries are being read again. */
	private @Nullable LedTerm refreshing;

	/**
	 * Creates it without schedules.
	 * @param election the election
	 * @param runtime clocks, the loop and the store
	 * @param events takes what is to be reported; must not block
	 * @param listener notified of what is no event
	 */
	public ElectionSchedules(LeaderElection election, ElectionRuntime runtime, Consumer<LeadershipEvent> events,
			FireListener listener) {
		this.listener = listener;
		this.election = election;
		this.runtime = runtime;
		this.requests = new ScheduleRequests(election.settings(), runtime);
		this.enrolment = new Enrolment(election.name(), this.requests, this::definitions,
				(leader) -> leader == this.led, this::decideAll);
		this.records = new ClaimRecords(election.name(), election.settings().instance(), this.requests, () -> this.led);
		this.claims = new FireClaims(election, runtime, this.requests, this.records, () -> this.led, this::decision,
				this::decideAll);
		this.passes = new FirePasses(election.settings().instance(), runtime, this.requests,
				new FireReports(election.name(), events, listener), () -> this.led, this::decideAll);
		this.alarm = runtime.alarm(this::decideAll);
	}

	/**
	 * Adds a schedule; for any thread.
	 * @param definition the schedule
	 * @param minRemaining how long the leadership must last for a fire to begin
	 * @param task its work
	 * @param threads run it
	 * @return the handle that removes it; a run of it goes on
	 * @throws IllegalArgumentException if there is one of that name, or if there are 512
	 */
	public Registration add(ScheduleDefinition definition, Duration minRemaining, FireTask task, FireThreads threads) {
		LocalSchedule schedule = new LocalSchedule(definition, minRemaining, task, threads);
		if (this.names.size() >= MOST_SCHEDULES) {
			throw new IllegalArgumentException("The election '" + this.election.name() + "' has " + MOST_SCHEDULES
					+ " schedules, which is the limit of a record. Use another election");
		}
		if (this.names.putIfAbsent(schedule.name(), schedule) != null) {
			throw new IllegalArgumentException(
					"The election '" + this.election.name() + "' already has a schedule '" + schedule.name() + "'");
		}
		LocalSchedule triggered = schedule.onTrigger();
		this.runtime.onLoop(() -> added(schedule, triggered));
		return () -> {
			if (this.names.remove(schedule.name(), schedule)) {
				this.runtime.onLoop(() -> removed(schedule, triggered));
			}
		};
	}

	/**
	 * The names of the schedules; for any thread.
	 * @return the names
	 */
	public Set<String> names() {
		return Set.copyOf(this.names.keySet());
	}

	/**
	 * What is asked for comes first: it would wait for ever if each run takes longer than
	 * until the next planned time.
	 */
	private void added(LocalSchedule schedule, LocalSchedule triggered) {
		this.schedules.put(triggered.field(), triggered);
		this.schedules.put(schedule.field(), schedule);
		if (this.led != null) {
			this.enrolment.enrol(this.led);
		}
	}

	private void removed(LocalSchedule schedule, LocalSchedule triggered) {
		this.schedules.remove(triggered.field(), triggered);
		this.schedules.remove(schedule.field(), schedule);
	}

	/**
	 * Prepares a claim by hand; for any thread.
	 * @param name what is to be done
	 * @param number which one it is
	 * @return the claim
	 * @throws IllegalArgumentException if the name is that of a schedule, or cannot be
	 * used
	 */
	public FireClaim claim(String name, long number) {
		if (this.names.containsKey(name)) {
			throw new IllegalArgumentException("The election '" + this.election.name() + "' has a schedule '" + name
					+ "', which is not to be claimed by hand");
		}
		return new NumberedClaim(this.election, this.runtime, this.requests, this.records, () -> this.led,
				new ScheduleName(name), number);
	}

	/**
	 * Those that are enrolled. What is asked for has an entry when it is asked for.
	 */
	private Collection<ScheduleDefinition> definitions() {
		return this.schedules.values()
			.stream()
			.filter((schedule) -> !schedule.isTrigger())
			.map(LocalSchedule::definition)
			.toList();
	}

	/**
	 * This instance leads, and lets work in. Called again and again.
	 * @param owner the owner of the lease
	 * @param term the term
	 * @param granted when the lease was granted, on the clock of the store in
	 * milliseconds
	 */
	public void leads(String owner, long term, long granted) {
		if (this.led == null || this.led.term() != term) {
			this.led = new LedTerm(owner, term, granted);
			this.schedules.values().forEach(LocalSchedule::leadsAnew);
			this.enrolment.enrol(this.led);
		}
	}

	/**
	 * This instance drains, or does not lead. Called again and again.
	 * @param over whether the leadership is over
	 */
	public void leadsNoMore(boolean over) {
		if (this.led == null) {
			return;
		}
		this.led.deactivate();
		this.alarm.clear();
		if (over) {
			this.led = null;
			this.claims.leaveAll();
		}
	}

	/**
	 * The store has renewed the lease. A replica that became the master without the last
	 * changes still has owner and term, so nothing else shows that it lacks them. Its
	 * clock may be another one too: what is to be decided next is aimed anew, or a leader
	 * that goes by a clock which was behind would wait too long.
	 * @param reply the reply to the renewal
	 */
	public void renewed(LeaseReply reply) {
		this.requests.hurry();
		LedTerm leader = this.led;
		if (leader == null || leader.record().isEmpty() || reply.term() != leader.term()) {
			return;
		}
		if (!leader.record().hasLostChanges(reply)) {
			leader.record().observe(reply, this.requests.now());
			decideAll();
		}
		else if (leader.isActive()) {
			this.enrolment.restore(leader);
		}
	}

	/**
	 * Reads what somebody else has changed. If lost entries are being written again when
	 * the answer comes, that may show what is left of them, and is asked for again later.
	 */
	private void refreshIfStale(LedTerm leader) {
		if (!leader.record().isStale() || !leader.isActive() || this.refreshing == leader) {
			return;
		}
		this.refreshing = leader;
		this.requests.read((result) -> {
			this.refreshing = null;
			LeaseReply reply = result.reply();
			if (this.led == leader && leader.isActive() && reply != null && reply.term() == leader.term()) {
				leader.observeAll(reply, this.requests.now());
				this.schedules.values().forEach((schedule) -> schedule.decideAt(0));
				decideAll();
			}
		});
	}

	/**
	 * The store is being closed: what could not be recorded is not tried again before
	 * {@link #wake()}.
	 */
	public void rest() {
		this.requests.rest();
	}

	/**
	 * The store is open again.
	 */
	public void wake() {
		this.requests.wake();
	}

	/**
	 * Makes up for a decision that was missed.
	 */
	public void checkUp() {
		decideAll();
	}

	/**
	 * Decides on each schedule that may have something to do, and sets the alarm for the
	 * next.
	 */
	private void decideAll() {
		LedTerm leader = this.led;
		if (leader == null || !leader.isActive()) {
			return;
		}
		if (leader.isLossSuspected()) {
			// Nothing that is asked for takes effect before the entries are back
			this.enrolment.restore(leader);
			return;
		}
		refreshIfStale(leader);
		long now = serverMillis(leader);
		long next = LocalSchedule.NEVER;
		for (LocalSchedule schedule : this.schedules.values()) {
			if (!schedule.isBusy() && schedule.decideAt() <= now) {
				decide(leader, schedule);
			}
			if (!schedule.isBusy()) {
				next = Math.min(next, schedule.decideAt());
			}
		}
		if (next == LocalSchedule.NEVER) {
			this.alarm.clear();
		}
		else {
			this.alarm.set(leader.record().localNanos(next));
		}
	}

	/**
	 * A defect of one schedule must not stop the others.
	 */
	private void decide(LedTerm leader, LocalSchedule schedule) {
		try {
			carryOut(decision(schedule), leader, schedule);
			schedule.failsAnew(false);
		}
		catch (Throwable ex) {
			schedule.passing(false);
			schedule.decideAt(serverMillis(leader) + FAILURE_RETRY_MILLIS);
			if (schedule.failsAnew(true)) {
				logger.error("Election '{}': the schedule '{}' failed and will be tried again", this.election.name(),
						schedule.name(), ex);
			}
		}
	}

	/**
	 * What the present leader does next for a schedule; the simulation decides otherwise.
	 */
	FireDecision decision(LocalSchedule schedule) {
		LedTerm leader = this.led;
		ScheduleEntry entry = (leader != null) ? leader.record().entry(schedule.field()) : null;
		String problem = (leader != null) ? leader.problem(schedule) : null;
		if (schedule.isNews(problem)) {
			logger.error("Election '{}': the schedule '{}' does not fire: {}", this.election.name(), schedule.name(),
					problem);
		}
		return (leader == null || entry == null || problem != null) ? new FireDecision.Wait(Recurrence.NEVER)
				: leader.decide(schedule, entry, this.requests.now());
	}

	private void carryOut(FireDecision decision, LedTerm leader, LocalSchedule schedule) {
		if (decision instanceof FireDecision.Wait wait) {
			schedule.decideAt(wait.until());
		}
		else if (decision instanceof FireDecision.Run) {
			begin(schedule);
		}
		else if (decision instanceof FireDecision.Pass pass) {
			this.passes.pass(leader, schedule, pass);
		}
	}

	/**
	 * Has a thread claim and run what is due by then.
	 */
	private void begin(LocalSchedule schedule) {
		FireRun run = new FireRun(this.election, schedule, this.claims, this.listener, this.runtime::nanoTime);
		schedule.begin(run);
		try {
			schedule.threads().start(run);
		}
		catch (Throwable ex) {
			schedule.end(run);
			throw ex;
		}
	}

	private long serverMillis(LedTerm leader) {
		return leader.record().serverMillis(this.requests.now());
	}

}

package io.github.leaderkit;

import java.time.Duration;
import java.util.Collection;

import org.jspecify.annotations.Nullable;

/**
 * The settings of an election. Immutable. The builder refuses impossible values, and
 * values that do not fit together.
 *
 * <p>
 * All candidates of one election should have the same settings. Where they differ, the
 * lease of each leader has the {@code ttl} of that leader.
 */
public final class ElectionSettings {

	/**
	 * The {@code ttl} when none is set.
	 */
	public static final Duration DEFAULT_TTL = Duration.ofSeconds(15);

	/**
	 * The smallest {@code ttl}.
	 */
	public static final Duration MINIMUM_TTL = Duration.ofSeconds(1);

	/**
	 * The {@code drain-timeout} when none is set.
	 */
	public static final Duration DEFAULT_DRAIN_TIMEOUT = Duration.ofSeconds(20);

	/**
	 * The {@code retention} when none is set.
	 */
	public static final Duration DEFAULT_RETENTION = Duration.ofDays(7);

	/**
	 * The key of the election in the diagnostic context of logs.
	 */
	public static final String MDC_ELECTION = "leader.election";

	/**
	 * The key of the term in the diagnostic context of logs.
	 */
	public static final String MDC_TERM = "leader.term";

	/**
	 * How much longer each {@code rank} waits before it takes a free lease than the rank
	 * before.
	 */
	public static final Duration DEFERENCE_STEP = Duration.ofMillis(60);

	/**
	 * The largest {@code rank}.
	 */
	public static final int MAXIMUM_RANK = 9;

	private final String key;

	private final Duration ttl;

	private final @Nullable Duration wait;

	private final String instance;

	private final String application;

	private final boolean enabled;

	private final boolean autoStart;

	private final Safety safety;

	private final OnError onError;

	private final Duration drainTimeout;

	private final Duration takeoverDelay;

	private final boolean interruptOnDemotion;

	private final boolean candidate;

	private final int rank;

	private final Duration maxTenure;

	private final boolean mdc;

	private final Duration retention;

	private ElectionSettings(Builder builder) {
		this.key = SettingChecks.key(builder.key);
		this.ttl = SettingChecks.ttl(builder.ttl);
		this.wait = (builder.wait != null) ? SettingChecks.atLeast(Duration.ofMillis(1), "wait", builder.wait) : null;
		this.instance = SettingChecks.instance((builder.instance != null) ? builder.instance : ThisProcess.LABEL);
		this.application = builder.application;
		this.enabled = builder.enabled;
		this.autoStart = builder.autoStart;
		this.safety = builder.safety;
		this.onError = builder.onError;
		this.drainTimeout = SettingChecks.atLeast(Duration.ZERO, "drain-timeout", builder.drainTimeout);
		this.takeoverDelay = SettingChecks.atLeast(Duration.ZERO, "takeover-delay", builder.takeoverDelay);
		this.interruptOnDemotion = builder.interruptOnDemotion;
		this.candidate = builder.candidate;
		this.rank = SettingChecks.rank(builder.rank);
		this.maxTenure = SettingChecks.maxTenure(builder.maxTenure, this.ttl);
		this.mdc = builder.mdc;
		this.retention = SettingChecks.retention(builder.retention, this.ttl);
	}

	/**
	 * Begins to build settings.
	 * @param key the key that all instances of the application share; 1 to 200 printable
	 * characters without braces
	 * @return a builder with the default of every other setting
	 */
	public static Builder withKey(String key) {
		return new Builder(key);
	}

	/**
	 * The default timeout of one command to Redis: a twelfth of the smallest ttl, but at
	 * least 80 ms and at most 2 s.
	 * @param ttls the ttl of each election that shares the connection
	 * @return the command timeout
	 */
	public static Duration commandTimeoutFor(Collection<Duration> ttls) {
		Duration ttl = ttls.stream().min(Duration::compareTo).orElse(DEFAULT_TTL);
		long nanos = Math.max(ttl.toNanos() / 12, Duration.ofMillis(80).toNanos());
		return Duration.ofNanos(Math.min(nanos, Duration.ofSeconds(2).toNanos()));
	}

	/**
	 * Checks these settings against the timeout of one command to Redis. A candidate must
	 * be able to distinguish a delayed command from a clock of the server that was set
	 * forward by the margin. A leader can then also fail one renewal and still complete a
	 * second one within its lease.
	 * @param commandTimeout the command timeout
	 * @throws InvalidElectionSettingException if the command timeout is less than a
	 * millisecond or too long for the ttl
	 */
	public void checkCommandTimeout(Duration commandTimeout) {
		SettingChecks.commandTimeout(commandTimeout, this);
	}

	/**
	 * The key that all candidates of the election share.
	 * @return the key
	 */
	public String key() {
		return this.key;
	}

	/**
	 * How long a lease lasts in Redis after it was last renewed. A leader that crashed is
	 * replaced after this time at the latest.
	 * @return the ttl, at least one second
	 */
	public Duration ttl() {
		return this.ttl;
	}

	/**
	 * How long a candidate waits between two attempts while another leads. Attempts are
	 * made earlier if the lease ends or a message says that it was released.
	 * @return the wait, two thirds of the ttl by default
	 */
	public Duration waitTime() {
		return (this.wait != null) ? this.wait : DurationParts.of(this.ttl, 2, 3);
	}

	/**
	 * The name of this instance, for people.
	 * @return the label, {@code host:pid} by default
	 */
	public String instance() {
		return this.instance;
	}

	/**
	 * The name of the application, for people. If a candidate sees a leader with another
	 * name, it warns that two applications use one key.
	 * @return the name, empty if none was set
	 */
	public String application() {
		return this.application;
	}

	/**
	 * Whether the election contends at all. A disabled election cannot be started and
	 * never leads, so this instance skips its guarded methods.
	 * @return {@code false} if {@link LeaderElection#start()} is to do nothing
	 */
	public boolean enabled() {
		return this.enabled;
	}

	/**
	 * Whether the election contends as soon as the elections of the application run.
	 * @return {@code false} if it waits for {@link LeaderElection#start()}
	 */
	public boolean autoStart() {
		return this.autoStart;
	}

	/**
	 * What a candidate must have seen before it takes over from a leader that is gone.
	 * @return the safety
	 */
	public Safety safety() {
		return this.safety;
	}

	/**
	 * What a leader does when a renewal fails.
	 * @return the policy
	 */
	public OnError onError() {
		return this.onError;
	}

	/**
	 * The longest time from the call to give a leadership up until its release. In this
	 * time, guarded work and listeners end.
	 * @return the timeout, zero to wait for nothing
	 */
	public Duration drainTimeout() {
		return this.drainTimeout;
	}

	/**
	 * How long a candidate waits, after a lease has ended that was not released, before
	 * it takes over.
	 * @return the delay, zero by default
	 */
	public Duration takeoverDelay() {
		return this.takeoverDelay;
	}

	/**
	 * Whether guarded work is interrupted when the leadership ends, unless its method
	 * sets {@code onDemotion}.
	 * @return {@code false} by default: the work goes on
	 */
	public boolean interruptOnDemotion() {
		return this.interruptOnDemotion;
	}

	/**
	 * Whether this instance may lead. If not, it only watches: it knows the leader and
	 * never asks for the lease.
	 * @return {@code true} by default
	 */
	public boolean candidate() {
		return this.candidate;
	}

	/**
	 * The order in which candidates try when the lease is free: rank 0 first, then the
	 * higher ranks, each {@link #DEFERENCE_STEP} later. It does not affect exclusion, and
	 * a leader is never replaced because of its rank.
	 * @return the rank, 0 by default
	 */
	public int rank() {
		return this.rank;
	}

	/**
	 * The longest time that a leadership lasts before this instance gives it up and lets
	 * others go first.
	 * @return the time, zero for no limit, which is the default
	 */
	public Duration maxTenure() {
		return this.maxTenure;
	}

	/**
	 * Whether guarded work logs with the election and the term in its diagnostic context
	 * (MDC), under the keys {@value #MDC_ELECTION} and {@value #MDC_TERM}.
	 * @return {@code false} by default
	 */
	public boolean mdc() {
		return this.mdc;
	}

	/**
	 * How long Redis keeps the record of an election whose last leader released it.
	 * @return the time, zero for ever
	 */
	public Duration retention() {
		return this.retention;
	}

	/**
	 * The part of the ttl in which a leader no longer leads, so that different clock
	 * rates cannot make two leaders. It is a sixth of the ttl, which covers clocks that
	 * run up to a twelfth too fast or too slow.
	 * @return the margin
	 */
	public Duration margin() {
		return marginOf(this.ttl);
	}

	/**
	 * The {@linkplain #margin() margin} of a lease with another ttl, such as that of
	 * another instance.
	 * @param ttl the ttl of the lease
	 * @return a sixth of it
	 */
	public static Duration marginOf(Duration ttl) {
		return DurationParts.of(ttl, 1, 6);
	}

	/**
	 * How long a leadership lasts on the local clocks, measured from just before its last
	 * renewal was sent.
	 * @return the ttl minus the {@linkplain #margin() margin}
	 */
	public Duration validity() {
		return this.ttl.minus(margin());
	}

	/**
	 * The longest time between two renewals.
	 * @return a third of the ttl
	 */
	public Duration renewPeriod() {
		return DurationParts.of(this.ttl, 1, 3);
	}

	/**
	 * The time between two attempts of a leader to renew while Redis fails. A candidate
	 * begins with the same time.
	 * @return a twentieth of the ttl, at least 50 ms
	 */
	public Duration retryPeriod() {
		Duration least = Duration.ofMillis(50);
		Duration retry = DurationParts.of(this.ttl, 1, 20);
		return (retry.compareTo(least) < 0) ? least : retry;
	}

	/**
	 * The time between the interrupt of guarded work and the end of a leadership that is
	 * not renewed.
	 * @return a tenth of the ttl
	 */
	public Duration interruptLead() {
		return DurationParts.of(this.ttl, 1, 10);
	}

	/**
	 * What a candidate must have seen before it takes over from a leader that is gone.
	 */
	public enum Safety {

		/**
		 * The lease has ended by the clock of Redis. A process that has just started may
		 * be granted a second leadership for up to one ttl if Redis has lost its data, or
		 * had its clock set forward, before the leader's next renewal.
		 */
		STANDARD,

		/**
		 * The candidate itself has watched the record unchanged for longer than a ttl.
		 * This rules out what {@link #STANDARD} does not; after a crash, the next leader
		 * comes about a sixth of the ttl later.
		 */
		STRICT

	}

	/**
	 * What a leader does when a renewal fails for the first time.
	 */
	public enum OnError {

		/**
		 * It tries again until its lease ends.
		 */
		RETRY,

		/**
		 * It gives up the leadership at once.
		 */
		STEP_DOWN

	}

	/**
	 * Builds {@link ElectionSettings}. Not thread-safe.
	 */
	public static final class Builder {

		private final String key;

		private Duration ttl = DEFAULT_TTL;

		private @Nullable Duration wait;

		private @Nullable String instance;

		private String application = "";

		private boolean enabled = true;

		private boolean autoStart = true;

		private Safety safety = Safety.STANDARD;

		private OnError onError = OnError.RETRY;

		private Duration drainTimeout = DEFAULT_DRAIN_TIMEOUT;

		private Duration takeoverDelay = Duration.ZERO;

		private boolean interruptOnDemotion;

		private boolean candidate = true;

		private int rank;

		private Duration maxTenure = Duration.ZERO;

		private boolean mdc;

		private Duration retention = DEFAULT_RETENTION;

		private Builder(String key) {
			this.key = key;
		}

		/**
		 * Sets {@link ElectionSettings#ttl()}.
		 * @param ttl the ttl, at least one second
		 * @return this builder
		 */
		public Builder ttl(Duration ttl) {
			this.ttl = ttl;
			return this;
		}

		/**
		 * Sets {@link ElectionSettings#waitTime()}.
		 * @param wait the wait, or {@code null} for two thirds of the ttl
		 * @return this builder
		 */
		public Builder waitTime(@Nullable Duration wait) {
			this.wait = wait;
			return this;
		}

		/**
		 * Sets {@link ElectionSettings#instance()}.
		 * @param instance the label, or {@code null} for {@code host:pid}
		 * @return this builder
		 */
		public Builder instance(@Nullable String instance) {
			this.instance = instance;
			return this;
		}

		/**
		 * Sets {@link ElectionSettings#application()}.
		 * @param application the name, may be empty
		 * @return this builder
		 */
		public Builder application(String application) {
			this.application = application;
			return this;
		}

		/**
		 * Sets {@link ElectionSettings#enabled()}.
		 * @param enabled whether to contend at all
		 * @return this builder
		 */
		public Builder enabled(boolean enabled) {
			this.enabled = enabled;
			return this;
		}

		/**
		 * Sets {@link ElectionSettings#autoStart()}.
		 * @param autoStart whether to contend at once
		 * @return this builder
		 */
		public Builder autoStart(boolean autoStart) {
			this.autoStart = autoStart;
			return this;
		}

		/**
		 * Sets {@link ElectionSettings#safety()}.
		 * @param safety the safety
		 * @return this builder
		 */
		public Builder safety(Safety safety) {
			this.safety = safety;
			return this;
		}

		/**
		 * Sets {@link ElectionSettings#onError()}.
		 * @param onError the policy
		 * @return this builder
		 */
		public Builder onError(OnError onError) {
			this.onError = onError;
			return this;
		}

		/**
		 * Sets {@link ElectionSettings#drainTimeout()}.
		 * @param drainTimeout the timeout, zero or more
		 * @return this builder
		 */
		public Builder drainTimeout(Duration drainTimeout) {
			this.drainTimeout = drainTimeout;
			return this;
		}

		/**
		 * Sets {@link ElectionSettings#takeoverDelay()}.
		 * @param takeoverDelay the delay, zero or more
		 * @return this builder
		 */
		public Builder takeoverDelay(Duration takeoverDelay) {
			this.takeoverDelay = takeoverDelay;
			return this;
		}

		/**
		 * Sets {@link ElectionSettings#interruptOnDemotion()}.
		 * @param interruptOnDemotion whether to interrupt guarded work
		 * @return this builder
		 */
		public Builder interruptOnDemotion(boolean interruptOnDemotion) {
			this.interruptOnDemotion = interruptOnDemotion;
			return this;
		}

		/**
		 * Sets {@link ElectionSettings#candidate()}.
		 * @param candidate whether this instance may lead
		 * @return this builder
		 */
		public Builder candidate(boolean candidate) {
			this.candidate = candidate;
			return this;
		}

		/**
		 * Sets {@link ElectionSettings#rank()}.
		 * @param rank the rank, 0 to {@value ElectionSettings#MAXIMUM_RANK}
		 * @return this builder
		 */
		public Builder rank(int rank) {
			this.rank = rank;
			return this;
		}

		/**
		 * Sets {@link ElectionSettings#maxTenure()}.
		 * @param maxTenure at least the ttl, or zero for no limit
		 * @return this builder
		 */
		public Builder maxTenure(Duration maxTenure) {
			this.maxTenure = maxTenure;
			return this;
		}

		/**
		 * Sets {@link ElectionSettings#mdc()}.
		 * @param mdc whether the log of guarded work shows the term
		 * @return this builder
		 */
		public Builder mdc(boolean mdc) {
			this.mdc = mdc;
			return this;
		}

		/**
		 * Sets {@link ElectionSettings#retention()}.
		 * @param retention zero, or at least ten times the ttl
		 * @return this builder
		 */
		public Builder retention(Duration retention) {
			this.retention = retention;
			return this;
		}

		/**
		 * Builds the settings.
		 * @return the settings
		 * @throws InvalidElectionSettingException if a value or a relation is impossible
		 */
		public ElectionSettings build() {
			return new ElectionSettings(this);
		}

	}

}

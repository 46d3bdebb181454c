package io.github.leaderkit.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.github.leaderkit.ElectionSettings.OnError;
import io.github.leaderkit.ElectionSettings.Safety;
import org.jspecify.annotations.Nullable;

/**
 * Properties of an election. A named election inherits the properties that it does not
 * set.
 */
public class ElectionProperties {

	/**
	 * Whether this instance contends. If not, it skips guarded methods.
	 */
	private @Nullable Boolean enabled;

	/**
	 * Whether to contend as soon as the application is ready. If not, the election waits
	 * for LeaderElection.start().
	 */
	private @Nullable Boolean autoStart;

	/**
	 * Key in Redis that all instances of the application share and no other application
	 * uses.
	 */
	private @Nullable String key;

	/**
	 * How long a lease lasts after its last renewal, at least one second. It is the
	 * longest time without a leader after a crash.
	 */
	private @Nullable Duration ttl;

	/**
	 * Longest time between two attempts of a follower. Two thirds of the ttl if not set.
	 */
	private @Nullable Duration wait;

	/**
	 * Name of this instance, for people. Host and process id if not set.
	 */
	private @Nullable String instance;

	/**
	 * What a candidate must have seen before it takes over from a leader that is gone.
	 */
	private @Nullable Safety safety;

	/**
	 * What a leader does when a renewal fails for the first time.
	 */
	private @Nullable OnError onError;

	/**
	 * Longest time from the call to stop or resign until the release of the lease. In
	 * this time, guarded work and listeners end.
	 */
	private @Nullable Duration drainTimeout;

	/**
	 * How long a follower waits after a lease has run out before it takes over. Does not
	 * apply after a release.
	 */
	private @Nullable Duration takeoverDelay;

	/**
	 * Whether guarded work is interrupted, and futures and subscriptions cancelled, when
	 * the leadership ends. A method can set onDemotion instead.
	 */
	private @Nullable Boolean interruptOnDemotion;

	/**
	 * Whether this instance may lead. If not, it only watches the leader.
	 */
	private @Nullable Boolean candidate;

	/**
	 * Order in which instances try when the lease is free: rank 0 first, then rank 1, and
	 * so on up to 9.
	 */
	private @Nullable Integer rank;

	/**
	 * Longest time that this instance leads before it lets others lead. Zero for no
	 * limit.
	 */
	private @Nullable Duration maxTenure;

	/**
	 * Whether guarded work logs with the election and the term in its diagnostic context
	 * (MDC).
	 */
	private @Nullable Boolean mdc;

	/**
	 * Names of beans of type Lifecycle that run only while this instance leads. Named
	 * elections do not inherit them.
	 */
	private List<String> lifecycleBeans = new ArrayList<>();

	public @Nullable Boolean getEnabled() {
		return this.enabled;
	}

	public void setEnabled(@Nullable Boolean enabled) {
		this.enabled = enabled;
	}

	public @Nullable Boolean getAutoStart() {
		return this.autoStart;
	}

	public void setAutoStart(@Nullable Boolean autoStart) {
		this.autoStart = autoStart;
	}

	public @Nullable String getKey() {
		return this.key;
	}

	public void setKey(@Nullable String key) {
		this.key = key;
	}

	public @Nullable Duration getTtl() {
		return this.ttl;
	}

	public void setTtl(@Nullable Duration ttl) {
		this.ttl = ttl;
	}

	public @Nullable Duration getWait() {
		return this.wait;
	}

	public void setWait(@Nullable Duration wait) {
		this.wait = wait;
	}

	public @Nullable String getInstance() {
		return this.instance;
	}

	public void setInstance(@Nullable String instance) {
		this.instance = instance;
	}

	public @Nullable Safety getSafety() {
		return this.safety;
	}

	public void setSafety(@Nullable Safety safety) {
		this.safety = safety;
	}

	public @Nullable OnError getOnError() {
		return this.onError;
	}

	public void setOnError(@Nullable OnError onError) {
		this.onError = onError;
	}

	public @Nullable Duration getDrainTimeout() {
		return this.drainTimeout;
	}

	public void setDrainTimeout(@Nullable Duration drainTimeout) {
		this.drainTimeout = drainTimeout;
	}

	public @Nullable Duration getTakeoverDelay() {
		return this.takeoverDelay;
	}

	public void setTakeoverDelay(@Nullable Duration takeoverDelay) {
		this.takeoverDelay = takeoverDelay;
	}

	public @Nullable Boolean getInterruptOnDemotion() {
		return this.interruptOnDemotion;
	}

	public void setInterruptOnDemotion(@Nullable Boolean interruptOnDemotion) {
		this.interruptOnDemotion = interruptOnDemotion;
	}

	public @Nullable Boolean getCandidate() {
		return this.candidate;
	}

	public void setCandidate(@Nullable Boolean candidate) {
		this.candidate = candidate;
	}

	public @Nullable Integer getRank() {
		return this.rank;
	}

	public void setRank(@Nullable Integer rank) {
		this.rank = rank;
	}

	public @Nullable Duration getMaxTenure() {
		return this.maxTenure;
	}

	public void setMaxTenure(@Nullable Duration maxTenure) {
		this.maxTenure = maxTenure;
	}

	public @Nullable Boolean getMdc() {
		return this.mdc;
	}

	public void setMdc(@Nullable Boolean mdc) {
		this.mdc = mdc;
	}

	public List<String> getLifecycleBeans() {
		return this.lifecycleBeans;
	}

	public void setLifecycleBeans(List<String> lifecycleBeans) {
		this.lifecycleBeans = lifecycleBeans;
	}

	boolean isUnset() {
		return this.lifecycleBeans.isEmpty() && Stream
			.of(this.enabled, this.autoStart, this.key, this.ttl, this.wait, this.instance, this.safety, this.onError,
					this.drainTimeout, this.takeoverDelay, this.interruptOnDemotion, this.candidate, this.rank,
					this.maxTenure, this.mdc)
			.allMatch(Objects::isNull);
	}

}

package io.github.leaderkit.autoconfigure;

import io.github.leaderkit.guard.GuardSettings;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * Properties of the guard of methods that only the leader may run. Read from the
 * environment: they are needed before any other bean is.
 */
@ConfigurationProperties("leader.guard")
public class LeaderGuardProperties {

	/**
	 * Place of the guard of @LeaderOnly among other advice of Spring AOP: advice with a
	 * lower order runs outside of it, advice with a higher order inside. By default, only
	 * caches and transactions run inside.
	 */
	private int order = GuardSettings.DEFAULT_ORDER;

	/**
	 * Whether a transaction of guarded work is rolled back if the leadership has ended
	 * before it commits.
	 */
	private boolean checkBeforeCommit;

	static GuardSettings settings(Environment environment) {
		LeaderGuardProperties properties = Binder.get(environment)
			.bindOrCreate("leader.guard", LeaderGuardProperties.class);
		return new GuardSettings(properties.order, properties.checkBeforeCommit);
	}

	public int getOrder() {
		return this.order;
	}

	public void setOrder(int order) {
		this.order = order;
	}

	public boolean isCheckBeforeCommit() {
		return this.checkBeforeCommit;
	}

	public void setCheckBeforeCommit(boolean checkBeforeCommit) {
		this.checkBeforeCommit = checkBeforeCommit;
	}

}

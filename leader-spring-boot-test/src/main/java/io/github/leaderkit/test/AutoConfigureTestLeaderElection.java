package io.github.leaderkit.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.PropertyMapping;

/**
 * Lets a test decide whether this instance leads, by an injected
 * {@link TestLeaderElection}, or {@link TestLeaderElections} if there are several. For
 * classes with {@code @SpringBootTest} or one of its slices.
 *
 * <p>
 * Elections, guard, drain and events are those of the application, with its settings.
 * Only time, threads and the store are others: leases are in memory, time stands still
 * until the test lets it pass, and whatever the test causes has happened, on its thread,
 * when its call returns. {@code leader.standalone} has no effect, and an application
 * without a name is called {@code application}. After each test method the elections are
 * put back to how they were at the start.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ImportAutoConfiguration
public @interface AutoConfigureTestLeaderElection {

	/**
	 * Whether this instance leads from the start, as it would if no other was running.
	 * Otherwise nobody leads until the test says who.
	 * @return whether it does
	 */
	@PropertyMapping("leader.test.leading")
	boolean leading() default false;

}

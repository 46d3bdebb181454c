package io.github.leaderkit.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A test that runs alone among those that run {@linkplain SideBySide side by side}: it
 * fails if something takes too long, or it looks at what the whole virtual machine has.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ResourceLock(Alone.RESOURCE)
public @interface Alone {

	/**
	 * What such a test has for itself.
	 */
	String RESOURCE = "io.github.leaderkit.testing.alone";

}

package io.github.leaderkit.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.ResourceLockTarget;

/**
 * The methods of the class run side by side. For tests that wait most of the time and
 * share nothing: each has a server or a key of its own, and none captures the output. One
 * that measures time or looks at the whole virtual machine is to run {@linkplain Alone
 * alone}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(value = Alone.RESOURCE, mode = ResourceAccessMode.READ, target = ResourceLockTarget.CHILDREN)
public @interface SideBySide {

}

package io.github.leaderkit.guard;

import org.jspecify.annotations.Nullable;

/**
 * What a method returns to a call that is skipped.
 */
@FunctionalInterface
interface SkippedValue {

	@Nullable Object get();

}

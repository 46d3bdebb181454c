/**
 * Real servers for tests: Redis, and PostgreSQL where there is one.
 */
@NullMarked
package io.github.leaderkit.testing;

import org.jspecify.annotations.NullMarked;

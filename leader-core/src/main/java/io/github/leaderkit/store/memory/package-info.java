/**
 * Leases in the memory of one process.
 */
@NullMarked
package io.github.leaderkit.store.memory;

import org.jspecify.annotations.NullMarked;

/**
 * The interface between elections and the store of their leases: requests and replies.
 * Another store implements {@link io.github.leaderkit.store.LeaseStore}.
 */
@NullMarked
package io.github.leaderkit.store;

import org.jspecify.annotations.NullMarked;

/**
 * The interface between elections and the store of their leases: requests and replies.
 */
@NullMarked
package io.github.leaderkit.store;

import org.jspecify.annotations.NullMarked;

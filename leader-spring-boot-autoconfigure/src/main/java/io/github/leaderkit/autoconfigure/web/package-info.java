/**
 * What web endpoints answer that only the leader may serve, on an instance that does not
 * lead.
 */
@NullMarked
package io.github.leaderkit.autoconfigure.web;

import org.jspecify.annotations.NullMarked;

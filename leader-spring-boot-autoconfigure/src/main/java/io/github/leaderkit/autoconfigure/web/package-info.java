/**
 * The answers of an instance that does not lead to web requests that only the leader may
 * serve.
 */
@NullMarked
package io.github.leaderkit.autoconfigure.web;

import org.jspecify.annotations.NullMarked;

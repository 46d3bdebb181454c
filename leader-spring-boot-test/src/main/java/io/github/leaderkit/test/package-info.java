/**
 * Tests of applications with leader election, without Redis and without waiting.
 */
@NullMarked
package io.github.leaderkit.test;

import org.jspecify.annotations.NullMarked;

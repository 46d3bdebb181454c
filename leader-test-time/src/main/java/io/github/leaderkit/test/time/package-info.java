/**
 * Time for tests of elections: it stands still until a test lets it pass, and nothing
 * runs on another thread. For the engine alone, without Spring Boot.
 */
@NullMarked
package io.github.leaderkit.test.time;

import org.jspecify.annotations.NullMarked;

/**
 * Runs elections. What is here connects the four packages below, none of which knows it:
 * <ul>
 * <li>{@code decision} decides what an election does next: a pure state machine.</li>
 * <li>{@code runtime} has the clocks, the threads and the store.</li>
 * <li>{@code lease} is what this process holds, and the guarded work under it.</li>
 * <li>{@code report} publishes, logs and counts what elections do.</li>
 * </ul>
 *
 * <p>
 * Knows nothing of Spring.
 */
@NullMarked
package io.github.leaderkit.engine;

import org.jspecify.annotations.NullMarked;

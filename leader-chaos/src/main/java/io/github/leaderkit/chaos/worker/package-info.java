/**
 * A process that contends in elections and writes down what it sees.
 */
@NullMarked
package io.github.leaderkit.chaos.worker;

import org.jspecify.annotations.NullMarked;

/**
 * Runs real processes under real faults and has what they saw judged.
 */
@NullMarked
package io.github.leaderkit.chaos;

import org.jspecify.annotations.NullMarked;

/**
 * What a user writes: a scheduled report that only the leader makes.
 */
@NullMarked
package io.github.leaderkit.samples.report;

import org.jspecify.annotations.NullMarked;

/**
 * What users of an election see: the election, the leadership it grants, the events it
 * publishes and the annotation that guards methods. Nothing here knows an implementation.
 */
@NullMarked
package io.github.leaderkit;

import org.jspecify.annotations.NullMarked;

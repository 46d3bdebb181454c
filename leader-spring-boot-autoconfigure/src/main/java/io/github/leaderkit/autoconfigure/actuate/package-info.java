/**
 * What whoever is on call sees and does: endpoint, health and information.
 */
@NullMarked
package io.github.leaderkit.autoconfigure.actuate;

import org.jspecify.annotations.NullMarked;

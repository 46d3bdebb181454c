/**
 * What operators see and do: endpoint, health and information.
 *
 * <p>
 * Internal: public types are so for Spring Boot, and may change in any version.
 */
@NullMarked
package io.github.leaderkit.autoconfigure.actuate;

import org.jspecify.annotations.NullMarked;

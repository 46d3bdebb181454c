/**
 * Leader election in a Spring Boot application: its properties, beans and the analysis of
 * what can be wrong with them. Begins with
 * {@link io.github.leaderkit.autoconfigure.LeaderAutoConfiguration}.
 */
@NullMarked
package io.github.leaderkit.autoconfigure;

import org.jspecify.annotations.NullMarked;

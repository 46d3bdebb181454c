/**
 * What is said of elections: events to listeners, the log, the status, and what observers
 * measure. Nothing comes back from here to what is decided.
 *
 * <p>
 * Internal, but for {@link io.github.leaderkit.engine.report.ElectionObserver} and what
 * it is given: other public types are so for the engine's other packages, and may change
 * in any version.
 */
@NullMarked
package io.github.leaderkit.engine.report;

import org.jspecify.annotations.NullMarked;

package io.github.leaderkit.engine.decision;

import java.util.List;

import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.store.LeaseRequest;
import org.jspecify.annotations.Nullable;

/**
 * What an election decided to do.
 *
 * @param state the next state, in which a call that is asked for counts as under way
 * @param action what to do with the leadership, or {@code null}. Where one would follow
 * another, as closing follows extending or shutting, the last one includes it.
 * @param events what to publish, after the action
 * @param incidents what to log
 * @param call what to ask of the store, or {@code null}
 * @param wakeAt when to look again unless something happens before, in local nanoseconds;
 * meaningless if not {@code wakes}
 * @param wakes whether to look again by the clock
 * @param cancels whether to cancel guarded work that can be, since the leadership is
 * about to end
 */
public record Transition(ElectionState state, @Nullable LeaseAction action, List<LeadershipEvent> events,
		List<Incident> incidents, @Nullable LeaseRequest call, long wakeAt, boolean wakes, boolean cancels) {
}

package io.github.leaderkit.autoconfigure.metrics;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElection.GuardedCall;
import io.github.leaderkit.LeadershipEvent;
import io.github.leaderkit.LeadershipEvent.Demoted;
import io.github.leaderkit.LeadershipEvent.Draining;
import io.github.leaderkit.LeadershipEvent.LeaderChanged;
import io.github.leaderkit.LeadershipEvent.Promoted;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.observation.GlobalObservationConvention;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LeadershipObservations} and {@link DrainObservations}.
 */
@Timeout(30)
class LeadershipObservationsTests {

	private final TestObservationRegistry registry = TestObservationRegistry.create();

	private final ManualElections elections = ManualElections.create();

	private final List<LeadershipEvent> told = new ArrayList<>();

	@Test
	void whenListenersAreToldOfAPromotionThenTheyAreWithinItsObservation() {
		observe(this.registry);
		List<String> within = new ArrayList<>();
		this.elections.engine.addListener((event) -> within.add(currentName(this.registry)));
		long term = this.elections.elect().leadership().orElseThrow().term();
		assertThat(within).containsExactly("leader.election.promotion", "none");
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasObservationWithNameEqualTo("leader.election.promotion")
			.that()
			.hasContextualNameEqualTo("promotion orders")
			.hasLowCardinalityKeyValue("election", "orders")
			.doesNotHaveLowCardinalityKeyValueWithKey("reason")
			.hasHighCardinalityKeyValue("term", Long.toString(term))
			.hasHighCardinalityKeyValue("instance", "node-1")
			.hasBeenStarted()
			.hasBeenStopped();
		TestObservationRegistryAssert.assertThat(this.registry).hasNumberOfObservationsEqualTo(1);
		TestObservationRegistryAssert.assertThat(this.registry).doesNotHaveAnyRemainingCurrentObservation();
	}

	@Test
	void whenALeadershipIsGivenUpThenItsDemotionAndItsDrainAreObserved() {
		observe(this.registry);
		LeaderElection election = this.elections.elect();
		String term = Long.toString(election.leadership().orElseThrow().term());
		List<String> within = new ArrayList<>();
		this.elections.engine.addListener((event) -> {
			if (!(event instanceof Promoted)) {
				within.add(event.getClass().getSimpleName() + " in " + currentName(this.registry));
			}
		});
		GuardedCall call = Objects.requireNonNull(election.tryEnter());
		election.resign();
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasObservationWithNameEqualTo("leader.election.drain")
			.that()
			.hasLowCardinalityKeyValue("election", "orders")
			.hasLowCardinalityKeyValue("reason", "resigned")
			.hasHighCardinalityKeyValue("term", term)
			.hasHighCardinalityKeyValue("instance", "node-1")
			.hasBeenStarted()
			.isNotStopped();
		this.elections.pass(Duration.ofSeconds(2));
		call.close();
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasObservationWithNameEqualTo("leader.election.drain")
			.that()
			.hasContextualNameEqualTo("drain orders")
			.hasBeenStopped();
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasObservationWithNameEqualTo("leader.election.demotion")
			.that()
			.hasLowCardinalityKeyValue("election", "orders")
			.hasLowCardinalityKeyValue("reason", "resigned")
			.hasHighCardinalityKeyValue("term", term)
			.hasHighCardinalityKeyValue("instance", "node-1")
			.hasBeenStopped();
		assertThat(within).contains("Draining in none", "Demoted in leader.election.demotion");
	}

	@Test
	void whenThereIsNoWorkThenThereIsNoDrain() {
		observe(this.registry);
		this.elections.elect().resign();
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasObservationWithNameEqualTo("leader.election.demotion");
		TestObservationRegistryAssert.assertThat(this.registry).hasNumberOfObservationsEqualTo(2);
	}

	@ParameterizedTest
	@EnumSource
	void whenAHandlerThrowsThenEveryEventIsToldOnceAndNoScopeIsLeft(Callback callback) {
		ObservationRegistry failing = ObservationRegistry.create();
		failing.observationConfig().observationHandler(new Throwing(callback));
		observe(failing);
		this.elections.engine.addListener(this.told::add);
		LeaderElection election = this.elections.elect();
		GuardedCall call = Objects.requireNonNull(election.tryEnter());
		election.resign();
		call.close();
		assertThat(this.told).filteredOn((event) -> !(event instanceof LeaderChanged))
			.extracting(Object::getClass)
			.extracting(Class::getSimpleName)
			.containsExactly("Promoted", "Draining", "Demoted");
		assertThat(failing.getCurrentObservationScope()).isNull();
		this.elections.pass(ManualElections.TTL.multipliedBy(2));
		assertThat(election.isLeader()).isTrue();
	}

	@Test
	void whenTheApplicationHasAConventionOfItsOwnThenItSeesTheEvent() {
		this.registry.observationConfig().observationConvention(new Terse());
		observe(this.registry);
		this.elections.elect();
		TestObservationRegistryAssert.assertThat(this.registry).hasObservationWithNameEqualTo("terse");
	}

	@Test
	void whenObservationsBecomeMetersThenTheyDoNotGetInTheWayOfTheOthers() {
		PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
		meters.throwExceptionOnRegistrationFailure();
		ObservationRegistry measured = ObservationRegistry.create();
		measured.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
		observe(measured);
		LeaderMetrics metrics = new LeaderMetrics((election, schedule) -> null, InstantSource.system());
		metrics.bindTo(meters);
		this.elections.engine.addObserver(metrics);
		this.elections.engine.addListener(this.told::add);
		LeaderElection election = this.elections.elect();
		GuardedCall call = Objects.requireNonNull(election.tryEnter());
		election.resign();
		call.close();
		assertThat(this.told).hasAtLeastOneElementOfType(Draining.class).hasAtLeastOneElementOfType(Demoted.class);
		assertThat(meters.scrape()).contains("leader_election_drain_seconds_count{",
				"leader_election_promotions_total{", "leader_election_draining_seconds_count{",
				"leader_election_promotion_seconds_count{", "leader_election_demotion_seconds_count{",
				"leader_election_demotions_total{");
	}

	private void observe(ObservationRegistry registry) {
		this.elections.engine.addObserver(new LeadershipObservations(registry));
		this.elections.engine.addObserver(new DrainObservations(registry));
	}

	private static String currentName(ObservationRegistry registry) {
		Observation current = registry.getCurrentObservation();
		return (current != null) ? current.getContextView().getName() : "none";
	}

	enum Callback {

		START, SCOPE_OPENED, SCOPE_CLOSED, STOP

	}

	/**
	 * A handler with a defect.
	 */
	private record Throwing(Callback at) implements ObservationHandler<Observation.Context> {

		@Override
		public void onStart(Observation.Context context) {
			check(Callback.START);
		}

		@Override
		public void onScopeOpened(Observation.Context context) {
			check(Callback.SCOPE_OPENED);
		}

		@Override
		public void onScopeClosed(Observation.Context context) {
			check(Callback.SCOPE_CLOSED);
		}

		@Override
		public void onStop(Observation.Context context) {
			check(Callback.STOP);
		}

		private void check(Callback callback) {
			if (this.at == callback) {
				throw new IllegalStateException("as the test wants it");
			}
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

	private static final class Terse implements GlobalObservationConvention<LeadershipObservationContext> {

		@Override
		public String getName() {
			return "terse";
		}

		@Override
		public String getContextualName(LeadershipObservationContext context) {
			return "term";
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return context instanceof LeadershipObservationContext own && own.getEvent() instanceof Promoted;
		}

	}

}

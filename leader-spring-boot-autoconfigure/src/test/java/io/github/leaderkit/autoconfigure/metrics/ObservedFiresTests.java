package io.github.leaderkit.autoconfigure.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

import io.github.leaderkit.Fire;
import io.github.leaderkit.FireTask;
import io.github.leaderkit.Leadership;
import io.micrometer.observation.tck.ObservationContextAssert;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link ObservedFires}.
 */
class ObservedFiresTests {

	private final TestObservationRegistry registry = TestObservationRegistry.create();

	private final Fire fire = new Fire("reports", "Reports.nightly", Instant.EPOCH, Duration.ZERO, 1, 1, null, false,
			new Leadership("reports", "here", 7, Instant.EPOCH, () -> Long.MAX_VALUE));

	@Test
	void whenAFireIsRunThenItIsObservedWithItsScheduleAndOutcome() throws Exception {
		decorate((one) -> {
			assertThat(this.registry.getCurrentObservation()).isNotNull();
			return null;
		}).run(this.fire);
		assertThat(this.registry.getCurrentObservation()).isNull();
		observed("success").hasLowCardinalityKeyValue("election", "reports")
			.hasLowCardinalityKeyValue("schedule", "Reports.nightly")
			.hasLowCardinalityKeyValue("exception", "none")
			.hasHighCardinalityKeyValue("planned", "1970-01-01T00:00:00Z")
			.hasHighCardinalityKeyValue("attempt", "1")
			.hasHighCardinalityKeyValue("term", "7")
			.hasContextualNameEqualTo("fire Reports.nightly");
	}

	@Test
	void whenAFireFailsThenTheObservationHasTheError() {
		assertThatIllegalStateException().isThrownBy(() -> decorate((one) -> {
			throw new IllegalStateException("failed");
		}).run(this.fire));
		observed("error").hasLowCardinalityKeyValue("exception", "IllegalStateException").hasError();
	}

	@Test
	void whenTheWorkEndsLaterThenTheObservationDoesToo() throws Exception {
		CompletableFuture<String> work = new CompletableFuture<>();
		decorate((one) -> work).run(this.fire);
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasObservationWithNameEqualTo("leader.fire")
			.that()
			.hasBeenStarted()
			.isNotStopped();
		work.completeExceptionally(new IllegalStateException("failed"));
		observed("error").hasLowCardinalityKeyValue("exception", "IllegalStateException");
	}

	private FireTask decorate(FireTask task) {
		return new ObservedFires(this.registry).decorate(task);
	}

	private ObservationContextAssert<?> observed(String outcome) {
		return TestObservationRegistryAssert.assertThat(this.registry)
			.hasObservationWithNameEqualTo("leader.fire")
			.that()
			.hasBeenStarted()
			.hasBeenStopped()
			.hasLowCardinalityKeyValue("outcome", outcome);
	}

}

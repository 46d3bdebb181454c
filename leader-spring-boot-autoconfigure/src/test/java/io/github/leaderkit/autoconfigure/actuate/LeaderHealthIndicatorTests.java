package io.github.leaderkit.autoconfigure.actuate;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.leaderkit.ElectionStatus;
import io.github.leaderkit.ElectionStatus.Contact;
import io.github.leaderkit.ElectionStatus.State;
import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderElections;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link LeaderHealthIndicator}.
 */
class LeaderHealthIndicatorTests {

	@Test
	void whenTheClockDiffersFromThatOfRedisByMoreThanASecondThenThatIsADetail() {
		assertThat(clockOffset(null)).isNull();
		assertThat(clockOffset(Duration.ofSeconds(1))).isNull();
		assertThat(clockOffset(Duration.ofMillis(1001))).isEqualTo("PT1.001S");
		assertThat(clockOffset(Duration.ofMillis(-1001))).isEqualTo("PT-1.001S");
	}

	private static @Nullable Object clockOffset(@Nullable Duration offset) {
		ElectionStatus status = mock();
		given(status.state()).willReturn(State.STOPPED);
		given(status.vetoes()).willReturn(List.of());
		given(status.contact())
			.willReturn(new Contact(null, null, offset, null, 0, Duration.ZERO, 0, Duration.ZERO, null));
		LeaderElection election = mock();
		given(election.name()).willReturn("orders");
		given(election.status()).willReturn(status);
		LeaderElections elections = mock();
		given(elections.all()).willReturn(List.of(election));
		Health health = new LeaderHealthIndicator(elections, new LeaderHealthProperties(), (name) -> List.of())
			.health();
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		return ((Map<?, ?>) health.getDetails().get("orders")).get("clockOffset");
	}

}

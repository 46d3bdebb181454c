package io.github.leaderkit.benchmarks.measure;

import java.time.Duration;
import java.time.Instant;

import io.github.leaderkit.Fire;
import io.github.leaderkit.Leadership;
import io.github.leaderkit.LeadershipEvent.FireMissed;
import io.github.leaderkit.LeadershipEvent.FireMissed.Cause;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FireTallyTests {

	private final FireTally tally = new FireTally();

	@Test
	void whenEachSecondIsRunOrStoodForOrReportedThenAllIsAccountedFor() {
		ran(1, 1);
		ran(4, 3);
		missed(6, 2);
		ran(7, 1);
		assertThat(this.tally.planned()).isEqualTo(7);
		assertThat(this.tally.unaccounted()).isZero();
		assertThat(this.tally.twice()).isZero();
		assertThat(this.tally.reported()).isEqualTo(2);
	}

	@Test
	void whenASecondIsRunAgainThenItIsCounted() {
		ran(1, 1);
		ran(2, 1);
		ran(2, 1);
		assertThat(this.tally.twice()).isEqualTo(1);
	}

	@Test
	void whenNobodyAccountsForSecondsThenTheyAreCounted() {
		ran(1, 1);
		ran(5, 2);
		assertThat(this.tally.unaccounted()).isEqualTo(2);
	}

	private void ran(long second, long standsFor) {
		this.tally.ran(new Fire("default", "job", Instant.ofEpochSecond(second), Duration.ZERO, 1, standsFor, null,
				false, new Leadership("default", "instance", 1, Instant.EPOCH, () -> 1)));
	}

	private void missed(long second, long count) {
		this.tally.happened(new FireMissed("default", 1, "job", Instant.ofEpochSecond(second), count, Cause.TOO_LATE,
				Instant.EPOCH));
	}

}

package io.github.leaderkit.engine;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class LeadershipQuotaTests {

	@Test
	void whenThereIsNoLimitThenItIsNeverFull() {
		LeadershipQuota quota = new LeadershipQuota(0);
		quota.add(1_000);
		assertThat(quota.isReachedWithout(false)).isFalse();
	}

	@Test
	void whenAsManyOthersAreLedThenItIsFull() {
		LeadershipQuota quota = new LeadershipQuota(2);
		quota.add(1);
		quota.add(1);
		assertThat(quota.isReachedWithout(false)).isTrue();
		assertThat(quota.isReachedWithout(true)).as("one of them is its own").isFalse();
		quota.add(-1);
		assertThat(quota.isReachedWithout(false)).isFalse();
	}

	@Test
	void whenTheLimitIsNegativeThenItIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new LeadershipQuota(-1)).withMessageContaining("-1");
	}

}

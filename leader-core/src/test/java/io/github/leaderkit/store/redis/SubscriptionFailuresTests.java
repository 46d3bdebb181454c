package io.github.leaderkit.store.redis;

import io.lettuce.core.RedisCommandExecutionException;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.RedisSystemException;

import static org.assertj.core.api.Assertions.assertThat;

class SubscriptionFailuresTests {

	private final SubscriptionFailures failures = new SubscriptionFailures();

	@Test
	void pausesGrowToASecond() {
		RuntimeException failure = new RedisConnectionFailureException("down");
		assertThat(this.failures.onFailure(failure)).isEqualTo(50);
		assertThat(this.failures.onFailure(failure)).isEqualTo(100);
		for (int i = 0; i < 100; i++) {
			this.failures.onFailure(failure);
		}
		assertThat(this.failures.onFailure(failure)).isEqualTo(1000);
		this.failures.onSuccess();
		assertThat(this.failures.onFailure(failure)).isEqualTo(50);
	}

	@Test
	void whatSomeoneMustCorrectIsTriedSeldom() {
		assertThat(this.failures.onFailure(new RedisSystemException("x",
				new RedisCommandExecutionException("NOPERM this user has no permissions"))))
			.isEqualTo(30_000);
		assertThat(this.failures.onFailure(new UnsupportedOperationException("not with master and replicas")))
			.isEqualTo(30_000);
	}

}

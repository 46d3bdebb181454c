package io.github.leaderkit.autoconfigure;

import java.time.Duration;

import io.github.leaderkit.store.redis.RedisLeaseStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mockito.Mockito;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A connection factory of neither Lettuce nor Jedis, with no Jedis on the class path.
 */
@ExtendWith(OutputCaptureExtension.class)
class WithoutJedisTests {

	@Test
	void whenThereIsNoJedisThenTheTimeoutOfAnyOtherConnectionFactoryIsNotKnown(CapturedOutput output) {
		assertThat(ClassUtils.isPresent("redis.clients.jedis.Jedis", null)).isFalse();
		RedisLeaseStore store = new RedisLeaseStore(Mockito.mock(RedisConnectionFactory.class),
				RedisLeaseStore.DEFAULT_PREFIX, Duration.ofMillis(400), System::nanoTime);
		store.open();
		store.close();
		assertThat(output).containsOnlyOnce("Make sure that its commands time out within 400ms");
	}

}

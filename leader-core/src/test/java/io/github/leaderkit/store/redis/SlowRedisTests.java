package io.github.leaderkit.store.redis;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.leaderkit.store.LeaseReply;
import io.github.leaderkit.store.LeaseReply.Code;
import io.github.leaderkit.store.LeaseSignal;
import io.github.leaderkit.testing.RedisServerProcess;
import io.github.leaderkit.testing.SlowNetwork;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A Redis whose answers just come in time.
 */
@Tag("slow")
class SlowRedisTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	/**
	 * One round trip takes less than a command may, two take longer.
	 */
	private static final Duration ONE_WAY = Duration.ofMillis(550);

	@Test
	void whenConnectingTakesLongerThanACommandMayThenItConnectsOnceAndWorks() throws Exception {
		try (RedisServerProcess redis = RedisServerProcess.start();
				SlowNetwork network = new SlowNetwork(redis, ONE_WAY);
				OpenStore open = OpenStore.on(network, TIMEOUT)) {
			String key = OpenStore.newKey();
			Queue<LeaseSignal> signals = new ConcurrentLinkedQueue<>();
			open.store().subscribe(key, signals::add);
			Awaitility.await().ignoreExceptions().until(() -> open.client().peek(key).term() == 0);
			LeaseReply granted = open.grant(key);
			Awaitility.await().until(() -> signals.size() >= 1);
			for (int i = 0; i < 2; i++) {
				assertThat(open.renew(granted, key).reply().code()).isEqualTo(Code.RENEWED);
			}
			assertThat(network.connections()).isEqualTo(2);
		}
	}

}

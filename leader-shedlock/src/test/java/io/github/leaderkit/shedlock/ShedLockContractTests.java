package io.github.leaderkit.shedlock;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import io.github.leaderkit.ScheduleStatus;
import io.github.leaderkit.testing.RedisExtension;
import io.github.leaderkit.testing.RedisServer;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.core.SimpleLock;
import net.javacrumbs.shedlock.test.support.AbstractLockProviderIntegrationTest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What ShedLock asks of each of its providers, asked of the leader. Two of these tests
 * expect the durations of the lock that is held to count. Here they are overridden, since
 * those of the lock that is asked for count.
 */
@Tag("slow")
@ExtendWith(RedisExtension.class)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ShedLockContractTests extends AbstractLockProviderIntegrationTest {

	private RedisNode node;

	@BeforeEach
	void lead(RedisServer redis) {
		this.node = new RedisNode(redis, UUID.randomUUID().toString(), Duration.ofSeconds(24));
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(this.node.election()::isLeader);
	}

	@AfterEach
	void close() throws Exception {
		this.node.close();
	}

	@Override
	protected LockProvider getLockProvider() {
		return this.node.provider();
	}

	@Override
	protected void assertUnlocked(String name) {
		assertThat(status(name).ended()).isNotNull();
	}

	@Override
	protected void assertLocked(String name) {
		assertThat(status(name).ended()).isNull();
	}

	@Override
	@Test
	public void shouldTimeout() {
		Duration atMost = Duration.ofMillis(50);
		SimpleLock first = getLockProvider().lock(lockConfig(LOCK_NAME1, atMost, Duration.ZERO)).orElseThrow();
		sleepFor(atMost.plusMillis(5));
		SimpleLock second = getLockProvider().lock(lockConfig(LOCK_NAME1, atMost, Duration.ZERO)).orElseThrow();
		first.unlock();
		assertLocked(LOCK_NAME1);
		second.unlock();
		assertUnlocked(LOCK_NAME1);
	}

	@Override
	@Test
	public void shouldLockAtLeastFor() {
		Duration atLeast = Duration.ofSeconds(2);
		LockConfiguration configuration = lockConfig(LOCK_NAME1, atLeast.multipliedBy(2), atLeast);
		getLockProvider().lock(configuration).orElseThrow().unlock();
		assertThat(getLockProvider().lock(configuration)).isEmpty();
		sleepFor(atLeast);
		getLockProvider().lock(configuration).orElseThrow().unlock();
	}

	private ScheduleStatus status(String name) {
		return this.node.schedules()
			.lookUp(RedisNode.ELECTION)
			.toCompletableFuture()
			.join()
			.stream()
			.filter((status) -> status.name().equals(LockName.of(name)))
			.findFirst()
			.orElseThrow();
	}

}

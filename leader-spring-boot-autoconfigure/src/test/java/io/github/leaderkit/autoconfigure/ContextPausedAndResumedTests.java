package io.github.leaderkit.autoconfigure;

import java.time.Duration;

import io.github.leaderkit.DemotionReason;
import io.github.leaderkit.LeadershipEvent.Demoted;
import io.github.leaderkit.testing.RedisExtension;
import io.github.leaderkit.testing.RedisServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.annotation.DirtiesContext.HierarchyMode;
import org.springframework.test.context.TestContextManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests that an application which Spring's test framework keeps for later, paused, leads
 * no longer, and contends again at once when it is resumed.
 */
@Tag("slow")
@ExtendWith(RedisExtension.class)
@Timeout(60)
class ContextPausedAndResumedTests {

	private final TestContextManager one = new TestContextManager(One.class);

	private final TestContextManager two = new TestContextManager(Two.class);

	@AfterEach
	void closeContexts() {
		this.one.getTestContext().markApplicationContextDirty(HierarchyMode.EXHAUSTIVE);
		this.two.getTestContext().markApplicationContextDirty(HierarchyMode.EXHAUSTIVE);
		System.clearProperty("spring.data.redis.host");
		System.clearProperty("spring.data.redis.port");
	}

	@Test
	void whileOneContextIsPausedTheOtherLeadsAndLaterTheFirstLeadsAgain(RedisServer redis) throws Exception {
		System.setProperty("spring.data.redis.host", redis.host());
		System.setProperty("spring.data.redis.port", String.valueOf(redis.port()));
		Instance first = begin(this.one);
		awaitLeadership(first);
		this.one.afterTestClass();
		Instance second = begin(this.two);
		awaitLeadership(second);
		assertThat(first.context().isActive()).isTrue();
		assertThat(first.election().isLeader()).isFalse();
		assertThat(first.demotions()).extracting(Demoted::reason).containsExactly(DemotionReason.STOPPED);
		this.two.afterTestClass();
		assertThat(begin(this.one).context()).isSameAs(first.context());
		awaitLeadership(first);
		assertThat(second.election().isLeader()).isFalse();
		await().until(() -> first.promotions().size() == 2);
	}

	private static Instance begin(TestContextManager test) throws Exception {
		test.beforeTestClass();
		return new Instance((ConfigurableApplicationContext) test.getTestContext().getApplicationContext());
	}

	private static void awaitLeadership(Instance instance) {
		// Far less than the lease: nothing waits for it to end
		await().atMost(Duration.ofSeconds(20)).until(instance.election()::isLeader);
	}

	@SpringBootTest(classes = Instance.Application.class,
			properties = { "leader.key=paused", "leader.ttl=5m", "leader.instance=one" })
	static class One {

	}

	@SpringBootTest(classes = Instance.Application.class,
			properties = { "leader.key=paused", "leader.ttl=5m", "leader.instance=two" })
	static class Two {

	}

}

package io.github.leaderkit.autoconfigure;

import java.time.Duration;

import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.testing.RedisServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.annotation.DirtiesContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests an application whose Redis is a container that Spring Boot connects to by itself.
 */
@SpringBootTest(properties = "leader.key=service-connection")
@Testcontainers
@EnabledIf("containersCanBeUsed")
@DirtiesContext
class ServiceConnectionTests {

	@Container
	@ServiceConnection
	static final GenericContainer<?> redis = new GenericContainer<>("redis:7-alpine").withExposedPorts(6379)
		.waitingFor(Wait.forLogMessage(".*Ready to accept connections.*", 1));

	@Autowired
	private LeaderElection election;

	static boolean containersCanBeUsed() {
		return RedisServer.mayBeContainer();
	}

	@Test
	void theElectionIsHeldInTheContainer() throws Exception {
		await().atMost(Duration.ofSeconds(20)).until(this.election::isLeader);
		assertThat(redis.execInContainer("redis-cli", "HGET", "leader:service-connection", "o").getStdout())
			.matches("[0-9a-f]+#[0-9]+\\s*");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}

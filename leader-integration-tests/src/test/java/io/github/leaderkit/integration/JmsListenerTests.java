package io.github.leaderkit.integration;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.leaderkit.LeaderElection;
import io.github.leaderkit.LeaderLifecycle;
import io.github.leaderkit.LeaderOnly;
import io.github.leaderkit.LeaderOnly.Otherwise;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.artemis.autoconfigure.ArtemisConfigurationCustomizer;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.Lifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jms.annotation.JmsListener;
import org.springframework.jms.core.JmsTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Guarded listeners of JMS, on a real broker.
 */
@Tag("jdk-independent")
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class JmsListenerTests {

	private static final String EMBEDDED = "spring.artemis.mode=embedded";

	@Test
	void whenAListenerIsGuardedThenItIsRefusedSinceAFollowerWouldDropMessages() {
		assertThat(Applications.refusal(Dropping.class, EMBEDDED))
			.hasMessageContaining(Dropping.class.getName() + ".on(String)")
			.hasMessageContaining("a follower would lose the work")
			.hasMessageContaining("@LeaderLifecycle")
			.hasMessageContaining("leader.lifecycle-beans")
			.hasMessageContaining("Otherwise.THROW");
	}

	@Test
	void whenAFollowerThrowsThenTheLeaderGetsEveryMessage(CapturedOutput output) {
		try (ConfigurableApplicationContext context = Applications.run(Throwing.class, EMBEDDED)) {
			List<String> sent = List.of("1", "2", "3", "4");
			sent.forEach((text) -> context.getBean(JmsTemplate.class).convertAndSend("orders", text));
			Awaitility.await().until(() -> output.getAll().contains("NotLeaderException"));
			Throwing listener = context.getBean(Throwing.class);
			assertThat(listener.handled()).isEmpty();
			context.getBean(LeaderElection.class).start();
			Awaitility.await()
				.untilAsserted(() -> assertThat(listener.handled()).containsExactlyInAnyOrderElementsOf(sent));
		}
	}

	@Test
	void whenTheContainersRunOnlyOnTheLeaderThenAFollowerTakesNoMessage() {
		String registry = "leader.lifecycle-beans=org.springframework.jms.config.internalJmsListenerEndpointRegistry";
		try (ConfigurableApplicationContext context = Applications.run(Unguarded.class, EMBEDDED, registry)) {
			JmsTemplate jms = context.getBean(JmsTemplate.class);
			jms.convertAndSend("orders", "1");
			assertThat(jms.<Integer>browse("orders",
					(session, browser) -> browser.getEnumeration().hasMoreElements() ? 1 : 0))
				.isOne();
			context.getBean(LeaderElection.class).start();
			Awaitility.await().until(() -> context.getBean(Unguarded.class).handled().contains("1"));
		}
	}

	@Test
	void whenABeanThatRunsOnlyOnTheLeaderHasAListenerThenThatIsWarnedOf(CapturedOutput output) {
		Applications.run(Led.class, EMBEDDED).close();
		assertThat(output).contains("its method " + Led.class.getName() + ".on is called on every instance");
	}

	@Configuration(proxyBeanMethods = false)
	static class Broker {

		@Bean
		ArtemisConfigurationCustomizer patient() {
			return (configuration) -> configuration.addAddressSetting("#",
					new AddressSettings().setMaxDeliveryAttempts(-1).setRedeliveryDelay(20));
		}

	}

	static class Handled {

		private final List<String> handled = new CopyOnWriteArrayList<>();

		void handle(String text) {
			this.handled.add(text);
		}

		List<String> handled() {
			return this.handled;
		}

	}

	static class Dropping extends Handled {

		@LeaderOnly
		@JmsListener(destination = "orders")
		void on(String text) {
			handle(text);
		}

	}

	@Import(Broker.class)
	static class Throwing extends Handled {

		@LeaderOnly(otherwise = Otherwise.THROW)
		@JmsListener(destination = "orders")
		void on(String text) {
			handle(text);
		}

	}

	@LeaderLifecycle
	static class Led implements Lifecycle {

		@JmsListener(destination = "orders")
		void on(String text) {
		}

		@Override
		public void start() {
		}

		@Override
		public void stop() {
		}

		@Override
		public boolean isRunning() {
			return false;
		}

	}

	@Import(Broker.class)
	static class Unguarded extends Handled {

		@JmsListener(destination = "orders")
		void on(String text) {
			handle(text);
		}

	}

}

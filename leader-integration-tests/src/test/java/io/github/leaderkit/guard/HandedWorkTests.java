package io.github.leaderkit.guard;

import java.lang.reflect.Method;
import java.util.Set;
import java.util.function.Consumer;

import io.awspring.cloud.sqs.annotation.SqsListener;
import io.github.leaderkit.LeaderOnly;
import io.github.leaderkit.LeaderOnly.Otherwise;
import io.github.leaderkit.NotLeaderException;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.MessageListener;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Mockito;

import org.springframework.amqp.rabbit.annotation.RabbitHandler;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.boot.web.server.servlet.context.ServletWebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.integration.annotation.InboundChannelAdapter;
import org.springframework.integration.annotation.ServiceActivator;
import org.springframework.integration.core.GenericHandler;
import org.springframework.integration.dsl.IntegrationFlowAdapter;
import org.springframework.integration.dsl.IntegrationFlowDefinition;
import org.springframework.jms.annotation.JmsListener;
import org.springframework.jms.listener.DefaultMessageListenerContainer;
import org.springframework.kafka.annotation.KafkaHandler;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHandler;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.modulith.events.ApplicationModuleListener;
import org.springframework.stereotype.Controller;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link HandedWork} and {@link RequestHandlers} with the libraries that they
 * know by name.
 */
@Tag("jdk-independent")
class HandedWorkTests {

	@Test
	void whenAContainerCallsAListenerThatIsNoBeanThenItIsRefusedWithTheFix() {
		InvalidLeaderOnlyException refusal = GuardedContext.refusal((context) -> context.registerBean("container",
				DefaultMessageListenerContainer.class, () -> container(new GuardedListener())));
		assertThat(refusal.problem()).contains("GuardedListener", "'container'", "an object that is not a bean");
		assertThat(refusal.fix()).contains("Make the object a bean");
	}

	@Test
	void whenAContainerCallsAListenerThatIsABeanThenItIsAccepted() {
		GuardedContext.start(new FakeElection("default"), (context) -> {
			context.registerBean(GuardedListener.class);
			context.registerBean("container", DefaultMessageListenerContainer.class,
					() -> container(context.getBean(MessageListener.class)));
		}).close();
	}

	private static DefaultMessageListenerContainer container(MessageListener listener) {
		DefaultMessageListenerContainer container = new DefaultMessageListenerContainer();
		container.setAutoStartup(false);
		container.setDestinationName("orders");
		container.setConnectionFactory(Mockito.mock(ConnectionFactory.class));
		container.setMessageListener(listener);
		return container;
	}

	@ParameterizedTest
	@ValueSource(classes = { OfJms.class, OfJmsByInterface.class, OfKafka.class, OfKafkaClass.class, OfRabbit.class,
			OfRabbitClass.class, OfSqs.class, OfIntegration.class, Handles.class, HandlesMessage.class, Consumes.class,
			OfModule.class, OfTransaction.class, Whole.class })
	void whenAMethodIsHandedWorkThenItIsRefusedUnlessItSaysOtherwise(Class<?> bean) {
		InvalidLeaderOnlyException refusal = GuardedContext.refusal(bean);
		assertThat(refusal.problem()).contains("its caller takes the work as done when the method returns");
		assertThat(refusal.fix()).contains("@LeaderLifecycle", "leader.lifecycle-beans", "Otherwise.THROW",
				"Otherwise.SKIP");
	}

	@ParameterizedTest
	@ValueSource(classes = { Skips.class, Throws.class, WholeThrows.class, Polled.class })
	void whenAMethodSaysOtherwiseOrIsPolledByEveryInstanceThenItIsAccepted(Class<?> bean) {
		GuardedMethodShapes.check(bean, GuardedClass.of(bean), true, Set.of());
	}

	@ParameterizedTest
	@CsvSource({ "next, true", "run, false" })
	void whenAMethodIsPolledThenItsFirstSkippedCallIsNotTheOnlyOne(String name, boolean repeated) {
		Method method = ReflectionUtils.findMethod(Polled.class, name);
		assertThat(TriggeredWork.isRepeated(Place.of(Polled.class, method))).isEqualTo(repeated);
	}

	@Test
	void whenAControllerHandlesOnlyMessagesThenItIsGuardedAndThrowsOnAFollower() {
		FakeElection election = new FakeElection("default");
		Messages messages = Guarding.guard(new Messages(), FakeElections.of(election));
		assertThatExceptionOfType(NotLeaderException.class).isThrownBy(() -> messages.on("text"));
		assertThatExceptionOfType(NotLeaderException.class).isThrownBy(messages::report);
		assertThat(messages.failed()).isEqualTo("failed");
		GuardedContext.start(election, Messages.class).close();
	}

	@Test
	void whenAFlowIsGuardedThenItIsRefusedInFavourOfLeaderLifecycle() {
		assertThat(GuardedContext.refusal(GuardedFlow.class).fix()).contains("@LeaderLifecycle");
	}

	@Test
	void whenAListenerHearsOnlyOfTheWebServerThenItIsRefused() {
		assertThat(GuardedContext.refusal(OnWebServer.class)).hasMessageContaining("before the elections contend");
	}

	static class OfJms {

		@LeaderOnly
		@JmsListener(destination = "orders")
		void on(String text) {
		}

	}

	static class OfJmsByInterface implements jakarta.jms.MessageListener {

		@LeaderOnly
		@Override
		public void onMessage(jakarta.jms.Message message) {
		}

	}

	static class OfKafka {

		@LeaderOnly
		@KafkaListener(topics = "orders")
		void on(String text) {
		}

	}

	@KafkaListener(topics = "orders")
	static class OfKafkaClass {

		@LeaderOnly
		@KafkaHandler
		void on(String text) {
		}

	}

	static class OfRabbit {

		@LeaderOnly
		@RabbitListener(queues = "orders")
		void on(String text) {
		}

	}

	@RabbitListener(queues = "orders")
	static class OfRabbitClass {

		@LeaderOnly
		@RabbitHandler
		void on(String text) {
		}

	}

	static class OfSqs {

		@LeaderOnly
		@SqsListener("orders")
		void on(String text) {
		}

	}

	static class OfIntegration {

		@LeaderOnly
		@ServiceActivator(inputChannel = "orders")
		void on(String text) {
		}

	}

	static class Handles implements GenericHandler<String> {

		@LeaderOnly
		@Override
		public Object handle(String payload, MessageHeaders headers) {
			return payload;
		}

	}

	static class HandlesMessage implements MessageHandler {

		@LeaderOnly
		@Override
		public void handleMessage(Message<?> message) {
		}

	}

	static class Consumes implements Consumer<String> {

		@LeaderOnly
		@Override
		public void accept(String text) {
		}

	}

	static class OfModule {

		@LeaderOnly
		@ApplicationModuleListener
		void on(String event) {
		}

	}

	static class OfTransaction {

		@LeaderOnly
		@TransactionalEventListener
		void on(String event) {
		}

	}

	@LeaderOnly
	static class Whole {

		@JmsListener(destination = "orders")
		void on(String text) {
		}

		void work() {
		}

	}

	static class Skips {

		@LeaderOnly(otherwise = Otherwise.SKIP)
		@JmsListener(destination = "orders")
		void on(String text) {
		}

	}

	static class Throws {

		@LeaderOnly(otherwise = Otherwise.THROW)
		@KafkaListener(topics = "orders")
		void on(String text) {
		}

	}

	@LeaderOnly(otherwise = Otherwise.THROW)
	static class WholeThrows {

		@RabbitListener(queues = "orders")
		void on(String text) {
		}

	}

	static class Polled {

		@LeaderOnly
		@InboundChannelAdapter("orders")
		@Nullable String next() {
			return "";
		}

		@LeaderOnly
		void run() {
		}

	}

	@LeaderOnly
	@Controller
	static class Messages {

		@MessageMapping("orders")
		String on(String text) {
			return text;
		}

		@QueryMapping
		String report() {
			return "report";
		}

		@MessageExceptionHandler
		String failed() {
			return "failed";
		}

	}

	static class OnWebServer {

		@LeaderOnly
		@EventListener
		void on(ServletWebServerInitializedEvent event) {
		}

	}

	@LeaderOnly
	static class GuardedFlow extends IntegrationFlowAdapter {

		@Override
		protected IntegrationFlowDefinition<?> buildFlow() {
			return from("in").channel("out");
		}

	}

	static class GuardedListener implements MessageListener {

		@Override
		@LeaderOnly(otherwise = Otherwise.THROW)
		public void onMessage(jakarta.jms.Message message) {
		}

	}

}
